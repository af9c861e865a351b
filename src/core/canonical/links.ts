/**
 * What Graph returns for a link → references. Grants and assignments are objects between two others there; here they are
 * links by their natural key, because their own ids change whenever they are made anew.
 */
import type { Link } from '../catalog/page.ts';
import type { Value } from '../model.ts';
import { fail } from '../problem.ts';
import { byCodeUnit } from './order.ts';
import { printReference, referenceFromGraph } from './reference.ts';

/** `null` or a reference for a to-one link; sorted references, each once, for a to-many link. Fails with `lyingAnswer`. */
export function keepLink(link: Link, value: unknown): Value {
  if (!link.many) return keepReference(value);
  if (!Array.isArray(value)) return fail('lyingAnswer', `Graph returned ${link.name} that are not a list`);
  return [...new Set(value.flatMap((item) => referencesOf(link, item)))].sort(byCodeUnit);
}

function referencesOf(link: Link, item: unknown): readonly string[] {
  if (item === null || item === undefined) return [];
  if (typeof item === 'string') return [item];
  switch (link.writing) {
    case 'appRoleAssignment':
      return [assignment(item as Assignment)];
    case 'oauth2PermissionGrant':
      return grants(item as Grant);
    default:
      return [keepReference(item)].filter((reference) => reference !== null);
  }
}

interface Assignment {
  readonly principalType?: unknown;
  readonly principalId?: unknown;
  readonly appRoleId?: unknown;
}

/** The resource holds the assignment, so the link leads to the principal. */
function assignment({ principalType, principalId, appRoleId }: Assignment): string {
  if (typeof principalType !== 'string' || typeof principalId !== 'string' || typeof appRoleId !== 'string') {
    return fail('lyingAnswer', 'Graph returned an app role assignment without principal or role');
  }
  // `User`, `Group`, `ServicePrincipal`: the names of the types, capitalised.
  const type = principalType.charAt(0).toLowerCase() + principalType.slice(1);
  return printReference({ type, id: principalId, permission: appRoleId });
}

interface Grant {
  readonly consentType?: unknown;
  readonly resourceId?: unknown;
  readonly scope?: unknown;
}

/** The client holds the grant, so the links lead to the resource, one for each scope that was consented to. */
function grants({ consentType, resourceId, scope }: Grant): readonly string[] {
  if (typeof consentType !== 'string' || typeof resourceId !== 'string') {
    return fail('lyingAnswer', 'Graph returned a permission grant without consent type or resource');
  }
  // A person's own consent is theirs: out of scope (recovery-model.md).
  if (consentType !== 'AllPrincipals') return [];
  return scopesOf(scope).map((permission) => printReference({ type: 'servicePrincipal', id: resourceId, permission }));
}

/** `"User.Read Mail.Read"`: separated by spaces, in an order that says nothing. */
export const scopesOf = (scope: unknown): readonly string[] =>
  typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : [];

function keepReference(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  const reference = referenceFromGraph(value as { id?: unknown });
  return reference ?? fail('lyingAnswer', 'Graph returned a link without the id of its target');
}
