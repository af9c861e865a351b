/**
 * Groups. Source: facts on Graph §1, §2, §4, §6 (CSDL, DTS, GUPD, RFD, GRPDEL). Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import { mayWriteRoleAssignable } from '../directoryRoles.ts';
import { badRequest, denied, onPremisesMastered } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { type Body, isText, textsOf } from '../value.ts';
import type { TypeRules, Write } from './rule.ts';

/** Exchange keeps them: they need a `$select` on one group, and a PATCH of their own (GUPD). */
export const keptByExchange: ReadonlySet<string> = new Set([
  'allowExternalSenders',
  'autoSubscribeNewMembers',
  'hideFromAddressLists',
  'hideFromOutlookClients',
  'isSubscribedByMail',
  'unseenConversationsCount',
  'unseenCount',
  'unseenMessagesCount',
]);

const selectedOnly: ReadonlySet<string> = new Set([
  ...keptByExchange,
  'accessType',
  'assignedLabels',
  'assignedLicenses',
  'hasMembersWithLicenseErrors',
  'infoCatalogs',
  'isArchived',
  'isFavorite',
  'isManagementRestricted',
  'licenseProcessingState',
  'onPremisesExtensionAttributes',
  'organizationId',
  'welcomeMessageEnabled',
]);

const readOnly = new Set([
  'id',
  'createdDateTime',
  'deletedDateTime',
  'accessType',
  'assignedLicenses',
  'createdByAppId',
  'expirationDateTime',
  'hasMembersWithLicenseErrors',
  'infoCatalogs',
  'isArchived',
  'isFavorite',
  'isManagementRestricted',
  'licenseProcessingState',
  'mail',
  'membershipRuleProcessingStatus',
  'onPremisesDomainName',
  'onPremisesExtensionAttributes',
  'onPremisesLastSyncDateTime',
  'onPremisesNetBiosName',
  'onPremisesProvisioningErrors',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesSyncEnabled',
  'organizationId',
  'proxyAddresses',
  'renewedDateTime',
  'securityIdentifier',
  'serviceProvisioningErrors',
  'unseenConversationsCount',
  'unseenCount',
  'unseenMessagesCount',
  'welcomeMessageEnabled',
]);

export const isUnified = (body: Body): boolean => textsOf(body.groupTypes).includes('Unified');
export const isDynamic = (body: Body): boolean => textsOf(body.groupTypes).includes('DynamicMembership');

/** Distribution lists and mail-enabled security groups belong to Exchange: Graph shows them and writes nothing. */
export const isExchangeGroup = (body: Body): boolean => body.mailEnabled === true && !isUnified(body);

/** Why nobody may write to this group or its links, or null. */
export function groupWriteFault(body: Body, call: Call): Fault | null {
  if (body.onPremisesSyncEnabled === true) return onPremisesMastered();
  if (isExchangeGroup(body))
    return badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  if (body.isManagementRestricted === true) return denied();
  if (body.isAssignableToRole === true && !mayWriteRoleAssignable(call)) return denied();
  return null;
}

function checkKind({ after }: Write): Fault | null {
  const types = textsOf(after.groupTypes);
  if (types.some((type) => type !== 'Unified' && type !== 'DynamicMembership')) {
    return badRequest("Invalid value specified for property 'groupTypes' of resource 'Group'.");
  }
  if (
    isExchangeGroup(after) ||
    (isUnified(after) && after.mailEnabled !== true) ||
    (!isUnified(after) && after.securityEnabled !== true)
  ) {
    return badRequest(
      'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.',
    );
  }
  if (isDynamic(after) && !(isText(after.membershipRule) && isText(after.membershipRuleProcessingState))) {
    return badRequest('A dynamic membership group needs membershipRule and membershipRuleProcessingState.');
  }
  if (!isDynamic(after) && isText(after.membershipRule)) {
    return badRequest('membershipRule can be set on a dynamic membership group only.');
  }
  if (isText(after.membershipRuleProcessingState) && !['On', 'Paused'].includes(after.membershipRuleProcessingState)) {
    return badRequest("Invalid value specified for property 'membershipRuleProcessingState' of resource 'Group'.");
  }
  return null;
}

function checkVisibility({ kind, body, before, after }: Write): Fault | null {
  const { visibility } = body;
  if (!isText(visibility)) return null;
  if (!['Public', 'Private', 'HiddenMembership'].includes(visibility)) {
    return badRequest("Invalid value specified for property 'visibility' of resource 'Group'.");
  }
  const hides = visibility === 'HiddenMembership';
  if (hides && !isUnified(after)) return badRequest('HiddenMembership can be set on Microsoft 365 groups only.');
  if (kind === 'update' && hides !== (before?.visibility === 'HiddenMembership')) {
    return badRequest('HiddenMembership can be set only when the group is created, and stays.');
  }
  return null;
}

function checkRoleAssignable({ kind, body, after, call }: Write): Fault | null {
  if (kind === 'update' || body.isAssignableToRole !== true) return null;
  if (!mayWriteRoleAssignable(call)) return denied();
  const fits =
    after.securityEnabled === true && !isDynamic(after) && (!isUnified(after) || after.visibility === 'Private');
  return fits ? null : badRequest('A role-assignable group must be security-enabled, assigned, and private.');
}

function checkUniqueName({ kind, body, before }: Write): Fault | null {
  const changes = kind === 'update' && 'uniqueName' in body && isText(before?.uniqueName);
  return changes && body.uniqueName !== before.uniqueName
    ? badRequest("Property 'uniqueName' can be set only once.")
    : null;
}

function checkExchange({ body, after }: Write): Fault | null {
  const names = Object.keys(body).filter((name) => keptByExchange.has(name));
  return names.length > 0 && !isUnified(after)
    ? badRequest(`Property '${names[0]}' applies to Microsoft 365 groups only.`)
    : null;
}

export const groupRules: TypeRules = {
  type: 'group',
  area: 'directory',
  readOnly,
  createOnly: new Set([
    'isAssignableToRole',
    'resourceBehaviorOptions',
    'resourceProvisioningOptions',
    'writebackConfiguration',
  ]),
  // In no update table (facts §2).
  notUpdatable: new Set(['classification', 'groupTypes', 'mailEnabled', 'preferredLanguage', 'theme']),
  notClearable: new Set(['displayName', 'mailNickname', 'securityEnabled', 'mailEnabled']),
  required: ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'],
  longest: { displayName: 256, mailNickname: 64, description: 1024 },
  apart: keptByExchange,
  returnedByDefault: () => [...propertiesOf('group').keys()].filter((name) => !selectedOnly.has(name)),
  defaults: (body) => ({ groupTypes: [], ...(isUnified(body) ? { visibility: 'Public' } : {}), ...body }),
  check(write) {
    const fault = write.before === null ? null : groupWriteFault(write.before, write.call);
    return (
      fault ??
      checkRoleAssignable(write) ??
      checkKind(write) ??
      checkVisibility(write) ??
      checkUniqueName(write) ??
      checkExchange(write)
    );
  },
  settle({ kind, after, call }) {
    if (kind === 'update' || !isUnified(after)) return after;
    const mail = `${after.mailNickname}@${call.tenant.defaultDomain}`;
    return { ...after, mail, proxyAddresses: [`SMTP:${mail}`] };
  },
};
