/** What becomes of each type of the catalog in @pulumi/azuread 6.9. Last verified: 2026-11-29, with its type declarations. */
import { application } from './application.ts';
import { authenticationStrengthPolicy } from './authenticationStrengthPolicy.ts';
import { conditionalAccessPolicy } from './conditionalAccessPolicy.ts';
import { group } from './group.ts';
import { namedLocation } from './namedLocation.ts';
import type { TypePages } from './page.ts';
import { servicePrincipal } from './servicePrincipal.ts';
import { user } from './user.ts';

export const typePages: TypePages = {
  user,
  group,
  namedLocation,
  authenticationStrengthPolicy,
  application,
  servicePrincipal,
  conditionalAccessPolicy,
  authenticationMethodsPolicy: { whyNone: 'azuread has no resource for the authentication methods policy' },
  authorizationPolicy: { whyNone: 'azuread has no resource for the authorization policy' },
  organization: { whyNone: 'azuread has no resource for the tenant itself' },
};
