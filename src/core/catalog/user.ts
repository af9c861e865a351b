import type { TypePage } from './page.ts';

const notInPatchTable = 'Graph returns it but its update table does not list it';

/**
 * Users and agent users. Properties are the ones Microsoft's service recovers, by Graph name, and the manager.
 * Source: facts on Graph §1-2 (SCOPE, UUPD, DTS). Last verified: 2026-11-23.
 */
export const user: TypePage = {
  type: 'user',
  collection: 'users',
  sharded: true,
  aliases: [],
  derived: ['agentUser'],
  read: {
    version: 'v1.0',
    path: '/users',
    expand: 'manager($select=id)',
    pace: 'directory',
    pageSize: 999,
    permission: 'User.Read.All',
  },
  deletedItems: {
    version: 'v1.0',
    list: '/directory/deletedItems/microsoft.graph.user',
    item: '/directory/deletedItems',
    documented: true,
  },
  properties: [
    { name: '@odata.type', readOnly: 'a derived type is fixed at creation' },
    { name: 'id', readOnly: 'the identity of the object' },
    { name: 'createdDateTime', readOnly: 'set by Graph' },
    { name: 'onPremisesSyncEnabled', readOnly: 'says where the source of authority is; recovery never moves it' },
    { name: 'identityParentId', readOnly: 'an agent user keeps its parent' },
    { name: 'accountEnabled' },
    { name: 'ageGroup' },
    { name: 'businessPhones' },
    { name: 'city' },
    { name: 'companyName' },
    { name: 'consentProvidedForMinor' },
    { name: 'country' },
    { name: 'department' },
    { name: 'displayName' },
    { name: 'employeeHireDate', readOnly: 'Graph takes it from a signed-in user only, not from an application' },
    { name: 'employeeId' },
    { name: 'employeeOrgData' },
    { name: 'employeeType' },
    { name: 'faxNumber', readOnly: notInPatchTable },
    { name: 'givenName' },
    { name: 'jobTitle' },
    { name: 'mail' },
    { name: 'mailNickname' },
    { name: 'mobilePhone' },
    { name: 'officeLocation' },
    { name: 'otherMails', set: true },
    { name: 'passwordPolicies' },
    { name: 'postalCode' },
    { name: 'preferredDataLocation', readOnly: notInPatchTable },
    { name: 'preferredLanguage' },
    { name: 'state' },
    { name: 'streetAddress' },
    { name: 'surname' },
    { name: 'usageLocation' },
    { name: 'userPrincipalName' },
    { name: 'userType' },
  ],
  volatile: [],
  readOnly: {},
  sets: [],
  idOnly: [],
  links: [{ name: 'manager', many: false }],
  references: [],
  notCovered: [
    {
      property: 'perUserMfaState',
      reason: 'beta only, one request per user',
      verified: '2026-11-23',
    },
    {
      property: 'employeeLeaveDateTime',
      reason: 'needs the permission User-LifeCycleInfo.Read.All of its own',
      verified: '2026-11-23',
    },
  ],
  order: 10,
  isSynced: (body) => body.onPremisesSyncEnabled === true,
  hasComputedMembers: () => false,
  deletionKind: () => 'user',
  // While a user is deleted Graph prefixes the UPN with the object id in hex, to free the name (facts §4, RFD).
  afterRestore: (body, id) => {
    const prefix = id.replaceAll('-', '');
    const name = body.userPrincipalName;
    return typeof name === 'string' && name.startsWith(prefix)
      ? { ...body, userPrincipalName: name.slice(prefix.length) }
      : body;
  },
  beforeDelete: () => ({}),
  writtenLast: [],
};
