/**
 * Users and agent users. Source: facts on Graph §1, §2, §5, §6 (CSDL, DTS, UUPD, and the issues named there).
 * Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { addressOf } from '../claims.ts';
import { badRequest, denied, onPremisesMastered } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { type Body, isBody, isText, textsOf, typeNameOf, type Version } from '../value.ts';
import type { TypeRules, Write } from './rule.ts';

/** SharePoint keeps them; they are returned for one user at a time only, and written apart. */
export const keptBySharePoint: ReadonlySet<string> = new Set([
  'aboutMe',
  'birthday',
  'hireDate',
  'interests',
  'mySite',
  'pastProjects',
  'preferredName',
  'responsibilities',
  'schools',
  'skills',
]);

/** Not for lists: asking for one of them there is answered 501. */
export const singleOnly: ReadonlySet<string> = new Set([
  ...keptBySharePoint,
  'mailboxSettings',
  'deviceEnrollmentLimit',
]);

/** Returned only when named, in beta too. */
const alwaysSelected: ReadonlySet<string> = new Set([
  ...singleOnly,
  'employeeLeaveDateTime',
  'signInActivity',
  'customSecurityAttributes',
  'print',
]);

const v1Default = [
  'id',
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

const readOnly = new Set([
  'id',
  'createdDateTime',
  'deletedDateTime',
  'assignedLicenses',
  'assignedPlans',
  'creationType',
  'deviceEnrollmentLimit',
  'externalUserState',
  'externalUserStateChangeDateTime',
  'imAddresses',
  'isManagementRestricted',
  'isResourceAccount',
  'lastPasswordChangeDateTime',
  'legalAgeGroupClassification',
  'licenseAssignmentStates',
  'mailboxSettings',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesLastSyncDateTime',
  'onPremisesProvisioningErrors',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesSyncEnabled',
  'onPremisesUserPrincipalName',
  'print',
  'provisionedPlans',
  'proxyAddresses',
  'refreshTokensValidFromDateTime',
  'securityIdentifier',
  'serviceProvisioningErrors',
  'signInActivity',
  'signInSessionsValidFromDateTime',
]);

const userPrincipalName = /^[A-Za-z0-9'._!#^~-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/;
const mailAddress = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

const choices: Readonly<Record<string, readonly unknown[]>> = {
  ageGroup: [null, 'Minor', 'NotAdult', 'Adult'],
  consentProvidedForMinor: [null, 'Granted', 'Denied', 'NotRequired'],
  userType: [null, 'Member', 'Guest'],
};
const passwordPolicies = new Set(['None', 'DisablePasswordExpiration', 'DisableStrongPassword']);

const invalid = (property: string): Fault =>
  badRequest(`Invalid value specified for property '${property}' of resource 'User'.`);

function checkValues(body: Body): Fault | null {
  for (const [property, values] of Object.entries(choices)) {
    if (property in body && !values.includes(body[property])) return invalid(property);
  }
  if (
    isText(body.passwordPolicies) &&
    !body.passwordPolicies.split(',').every((policy) => passwordPolicies.has(policy.trim()))
  ) {
    return invalid('passwordPolicies');
  }
  if (isText(body.usageLocation) && !/^[A-Za-z]{2}$/.test(body.usageLocation)) return invalid('usageLocation');
  if (isText(body.mail) && !mailAddress.test(body.mail)) return invalid('mail');
  // One number, though it is a list (UUPD).
  if (textsOf(body.businessPhones).length > 1) return invalid('businessPhones');
  if (textsOf(body.otherMails).length > 250) return invalid('otherMails');
  return null;
}

function checkName({ body, call }: Write): Fault | null {
  if (!isText(body.userPrincipalName)) return null;
  const domain = userPrincipalName.exec(body.userPrincipalName)?.[1]?.toLowerCase();
  if (domain === undefined) return badRequest('Property userPrincipalName is invalid.');
  const { verifiedDomains } = call.tenant;
  return verifiedDomains.size === 0 || verifiedDomains.has(domain)
    ? null
    : badRequest(
        'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
      );
}

function checkAgent({ kind, body, before }: Write): Fault | null {
  const sent = typeNameOf(body['@odata.type']) ?? null;
  const isAgent = typeNameOf((before ?? body)['@odata.type']) === 'agentUser';
  // An update of an agent user must name its type (UUPD); nothing changes type.
  if (kind === 'update' && isAgent && sent !== 'agentUser') {
    return badRequest("Updating an agentUser requires '@odata.type' of '#microsoft.graph.agentUser'.");
  }
  if (kind === 'update' && !isAgent && sent === 'agentUser') return badRequest('The type of a user cannot be changed.');
  if (isAgent && 'passwordProfile' in body) return badRequest('An agentUser cannot have a password.');
  if (kind === 'create' && isAgent && !isText(body.identityParentId)) {
    return badRequest("A value is required for property 'identityParentId' of resource 'User'.");
  }
  if (!isAgent && 'identityParentId' in body)
    return badRequest("Property 'identityParentId' applies to agent users only.");
  return null;
}

function checkPassword({ kind, body }: Write): Fault | null {
  if (kind === 'update' || typeNameOf(body['@odata.type']) === 'agentUser') return null;
  const profile = body.passwordProfile;
  return isBody(profile) && isText(profile.password) && profile.password !== ''
    ? null
    : badRequest("A password must be specified to create a new user. (property 'passwordProfile')");
}

export const userRules: TypeRules = {
  type: 'user',
  area: 'directory',
  readOnly,
  createOnly: new Set(['identityParentId']),
  // In no update table (facts §2).
  notUpdatable: new Set(['faxNumber', 'preferredDataLocation']),
  notClearable: new Set([
    'accountEnabled',
    'displayName',
    'mail',
    'mailNickname',
    'passwordProfile',
    'usageLocation',
    'userPrincipalName',
  ]),
  required: ['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName'],
  longest: {
    city: 128,
    companyName: 64,
    country: 128,
    department: 64,
    displayName: 256,
    employeeId: 16,
    givenName: 64,
    jobTitle: 128,
    mailNickname: 64,
    mobilePhone: 64,
    officeLocation: 128,
    postalCode: 40,
    state: 128,
    streetAddress: 1024,
    surname: 64,
  },
  apart: keptBySharePoint,
  returnedByDefault: (version: Version) =>
    version === 'v1.0' ? v1Default : [...propertiesOf('user').keys()].filter((name) => !alwaysSelected.has(name)),
  defaults: (body) => ({ userType: 'Member', businessPhones: [], ...body }),
  check(write) {
    const { before, kind } = write;
    if (before?.onPremisesSyncEnabled === true) return onPremisesMastered();
    if (before?.isManagementRestricted === true) return denied();
    return (
      checkAgent(write) ??
      checkPassword(write) ??
      checkValues(write.body) ??
      (kind === 'create' || write.body.userPrincipalName !== before?.userPrincipalName ? checkName(write) : null)
    );
  },
  settle({ body, after, before }) {
    // Passwords go in and never come out.
    const { passwordProfile: _, ...settled } = after;
    if (!isText(body.mail) || body.mail === before?.mail) return settled;
    // The mail address becomes the primary proxy address; the former primary one stays as an alias (facts §2).
    const mail = addressOf(body.mail);
    const others = textsOf(after.proxyAddresses).filter((address) => addressOf(address) !== mail);
    const aliases = others.map((address) => address.replace(/^SMTP:/, 'smtp:'));
    return { ...settled, proxyAddresses: [`SMTP:${body.mail}`, ...aliases] };
  },
};
