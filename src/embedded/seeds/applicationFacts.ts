/** What an application of the seeds says of itself, and the ids of its parts. */
import { guidFrom } from '../identity.ts';
import type { SeedBody } from '../seed.ts';
import type { furtherRoles, GraphRole, GraphScope } from './graphPermissions.ts';
import type { StaffAlias } from './staff.ts';

export const applicationId = (name: string): string => guidFrom('contoso', 'application', name);
export const appIdOf = (name: string): string => guidFrom('contoso', 'appId', name);
export const principalId = (name: string): string => guidFrom('contoso', 'servicePrincipal', name);
export const appRoleId = (application: string, value: string): string =>
  guidFrom('contoso', 'appRole', application, value);

export interface Application {
  readonly displayName: string;
  readonly description?: string;
  readonly owner: StaffAlias;
  /** An application whose service principal owns this one as well. */
  readonly ownedBy?: string;
  /** Of Graph, with the consent of an administrator unless `consentOf` says whose. */
  readonly scopes?: readonly GraphScope[];
  readonly consentOf?: readonly StaffAlias[];
  readonly roles?: readonly GraphRole[];
  /** Every role that the seeds know of these interfaces. */
  readonly fullAccessTo?: readonly (keyof typeof furtherRoles)[];
  /** App roles that it offers, by who may hold them. */
  readonly offers?: { readonly [value: string]: readonly ('User' | 'Application')[] };
  readonly body?: SeedBody;
  /** Of its service principal. */
  readonly principal?: SeedBody;
}

/** A secret or a certificate as Graph shows it: never with what it protects. */
export function credential(
  application: string,
  displayName: string,
  endDateTime: string,
  more: SeedBody,
  startDateTime = '2026-01-15T00:00:00Z',
): SeedBody {
  return {
    keyId: guidFrom('contoso', 'credential', application, displayName),
    customKeyIdentifier: null,
    displayName,
    startDateTime,
    endDateTime,
    ...more,
  };
}

export const certificate = { type: 'AsymmetricX509Cert', usage: 'Verify' };

/** A delegated permission; Graph shows these parts in this order. */
export const scopeBody = (id: string, value: string, type: 'User' | 'Admin', name: string, what: string): SeedBody => ({
  id,
  value,
  type,
  isEnabled: true,
  adminConsentDisplayName: name,
  adminConsentDescription: what,
  userConsentDisplayName: type === 'User' ? name : null,
  userConsentDescription: type === 'User' ? what : null,
});

export const lockedAgainstOthers = {
  isEnabled: true,
  allProperties: true,
  credentialsWithUsageSign: null,
  credentialsWithUsageVerify: null,
  tokenEncryptionKeyId: null,
};

/** A workflow of GitHub Actions that signs in without a secret. */
export const federatedWorkflow = (application: string, name: string, description: string, subject: string) => ({
  // The one of the main branch is named by the application alone.
  id: guidFrom('contoso', 'federated', application, ...(name === 'github-main' ? [] : [name])),
  name,
  description,
  issuer: 'https://token.actions.githubusercontent.com',
  subject,
  audiences: ['api://AzureADTokenExchange'],
});
