/** What lets an application do more, or somebody sign in as it. Of credentials only ids and dates are known. */
import type { ObjectChange, ObjectType } from '../model.ts';
import type { SeverityRule, Surroundings } from './severity.ts';
import { attributesThat, became, grew, leftValue, linksThat, some } from './weakening.ts';

const both: readonly ObjectType[] = ['application', 'servicePrincipal'];
const credentials = /^(?:key|password)Credentials$/;
const redirects = /^(?:(?:web|spa|publicClient)\.redirectUris|replyUrls|web\.redirectUriSettings)$/;

function isPrivileged({ id }: ObjectChange, { privileged, appIds }: Surroundings): boolean {
  const { holders } = privileged;
  const appId = appIds.get(id);
  return holders.has(id) || (appId !== undefined && holders.has(appId));
}

/** New ways to sign in as an application: an owner can make one at any time. */
const newWaysIn = (change: ObjectChange): readonly string[] | null =>
  some([
    ...(attributesThat(change, /^federatedIdentityCredentials\./, ({ current }) => (current ?? null) !== null) ?? []),
    ...(attributesThat(change, credentials, grew) ?? []),
    ...(linksThat(change, ['owners'], 'present') ?? []),
  ]);

export const applicationRules: readonly SeverityRule[] = [
  {
    severity: 'critical',
    types: ['servicePrincipal'],
    because: 'gives an application a privileged permission',
    finds: (change, { privileged }) =>
      linksThat(change, ['appRoleAssignedTo'], 'present', ({ permission }) =>
        privileged.roles.has(`${change.id}/${permission}`),
      ),
  },
  {
    severity: 'critical',
    types: both,
    because: 'holds privileged permissions, and somebody has a new way to sign in as it',
    finds: (change, around) => (isPrivileged(change, around) ? newWaysIn(change) : null),
  },
  {
    severity: 'high',
    types: both,
    because: 'has a new federated credential: whoever it names signs in as the application',
    finds: (change) =>
      attributesThat(change, /^federatedIdentityCredentials\./, ({ current }) => (current ?? null) !== null),
  },
  {
    severity: 'high',
    types: both,
    because: 'has a new secret or certificate; a recovery cannot take it away, remove it by hand',
    finds: (change) => attributesThat(change, credentials, grew),
  },
  {
    severity: 'high',
    types: ['servicePrincipal'],
    because: 'may act in the name of everybody',
    finds: (change) => linksThat(change, ['oauth2PermissionGrants'], 'present'),
  },
  {
    severity: 'high',
    types: both,
    because: 'sends sign-ins to other addresses than before',
    finds: (change) => attributesThat(change, redirects, grew),
  },
  {
    severity: 'high',
    types: both,
    because: 'may be used again, or by more than before',
    finds: (change) =>
      some([
        ...(attributesThat(change, 'accountEnabled', became(true)) ?? []),
        ...(attributesThat(change, 'isDisabled', leftValue(true)) ?? []),
        ...(attributesThat(change, 'signInAudience', leftValue('AzureADMyOrg')) ?? []),
        ...(attributesThat(change, 'appRoleAssignmentRequired', became(false)) ?? []),
      ]),
  },
  {
    severity: 'medium',
    types: both,
    because: 'has another owner, who can make new ways to sign in as it',
    finds: (change) => linksThat(change, ['owners'], 'present'),
  },
  {
    severity: 'medium',
    types: both,
    because: 'gives or asks for other permissions than before',
    finds: (change) =>
      linksThat(change, ['appRoleAssignedTo'], 'present') ??
      attributesThat(
        change,
        /^(?:requiredResourceAccess|appRoles|api\.oauth2PermissionScopes|api\.preAuthorizedApplications)$/,
      ),
  },
  {
    severity: 'medium',
    types: both,
    because: 'may no longer be used',
    finds: (change) =>
      attributesThat(change, 'accountEnabled', became(false)) ?? attributesThat(change, 'isDisabled', became(true)),
  },
];
