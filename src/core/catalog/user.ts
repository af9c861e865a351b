import type { Circle, Creation, TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { userLeftOut } from './userLeftOut.ts';

const notInPatchTable = 'Graph returns it but its update table does not list it';

const guestsAndAgents: Circle = {
  filter: "userType eq 'Guest'",
  includes: (body) => body.userType === 'Guest',
  also: (body) => body['@odata.type'] === '#microsoft.graph.agentUser',
};

/**
 * Guests and agents are made by other requests, with a person or an agent identity behind them. Source: "Create user" and
 * "Create invitation" (learn.microsoft.com); facts on Graph §2 (faxNumber and preferredDataLocation are in no update table).
 * Last verified: 2026-11-23.
 */
const creation: Creation = {
  takes: ['displayName', 'mailNickname', 'userPrincipalName', 'faxNumber', 'preferredDataLocation'],
  initially: ({ mailNickname, userPrincipalName }) => ({
    // Nobody signs in to it before all of it is written.
    accountEnabled: false,
    ...(mailNickname === undefined || mailNickname === null
      ? {
          mailNickname: String(userPrincipalName)
            .replace(/@.*/s, '')
            .replaceAll(/[^A-Za-z0-9._-]/g, '')
            .slice(0, 64),
        }
      : {}),
  }),
  password: true,
  foundBy: 'userPrincipalName',
  anew: ['createdDateTime', 'onPremisesSyncEnabled'],
  whyNot: (body) => {
    if (body['@odata.type'] === '#microsoft.graph.agentUser') return 'an agent user is made with its agent identity';
    const isInvited = typeof body.userPrincipalName === 'string' && body.userPrincipalName.includes('#EXT#');
    return isInvited ? 'a guest comes back by an invitation to the person, which only people send' : null;
  },
  lost: () => [
    'its password (a random one is set that nobody knows: reset it)',
    'sign-in methods and sessions',
    'mailbox and files',
    'licences',
    'directory roles and administrative units',
  ],
};

/**
 * Users and agent users. Properties are the 33 that Microsoft's service recovers, by Graph name; the manager and the sponsors
 * come on top.
 * Source: facts on Graph §1-2 (SCOPE, UUPD, DTS, AUTHUPD). Last verified: 2026-11-23.
 */
export const user: TypePage = {
  ...ordinary,
  type: 'user',
  collection: 'users',
  sharded: true,
  derived: ['agentUser'],
  native: 'its 33 properties, per-user MFA state among them; neither manager nor sponsors',
  read: {
    version: 'v1.0',
    path: '/users',
    shape: 'list',
    expand: 'manager($select=id)',
    pace: 'directory',
    pageSize: 999,
    permission: 'User.Read.All',
  },
  delta: ['manager'],
  permissions: { read: ['User.Read.All'], write: ['User.ReadWrite.All'] },
  furtherWrites: [
    {
      what: 'agent users',
      permissions: ['AgentIdUser.ReadWrite.All'],
      roles: [],
    },
    {
      what: 'accountEnabled, phones, other mails, the user principal name, deletion and restoration of an administrator',
      permissions: [],
      roles: ['Privileged Authentication Administrator'],
    },
  ],
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
    { name: 'accountEnabled', notNull: true, opens: [true], native: true },
    { name: 'ageGroup', native: true },
    { name: 'businessPhones', native: true },
    { name: 'city', native: true },
    { name: 'companyName', native: true },
    { name: 'consentProvidedForMinor', native: true },
    { name: 'country', native: true },
    { name: 'department', native: true },
    { name: 'displayName', notNull: true, native: true },
    {
      name: 'employeeHireDate',
      native: true,
      readOnly: 'Graph takes it from a signed-in user only, not from an application',
    },
    { name: 'employeeId', native: true },
    { name: 'employeeLeaveDateTime', native: true },
    // Graph empties the half of it that a PATCH leaves out: it is written whole (UUPD).
    { name: 'employeeOrgData', native: true },
    { name: 'employeeType', native: true },
    { name: 'faxNumber', native: true, readOnly: notInPatchTable },
    { name: 'givenName', native: true },
    { name: 'jobTitle', native: true },
    { name: 'mail', notNull: true, native: true },
    { name: 'mailNickname', notNull: true, native: true },
    { name: 'mobilePhone', native: true },
    { name: 'officeLocation', native: true },
    { name: 'otherMails', set: true, native: true },
    { name: 'passwordPolicies', native: true },
    { name: 'perUserMfaState', native: true, beta: true },
    { name: 'postalCode', native: true },
    { name: 'preferredDataLocation', native: true, readOnly: notInPatchTable },
    { name: 'preferredLanguage', native: true },
    { name: 'state', native: true },
    { name: 'streetAddress', native: true },
    { name: 'surname', native: true },
    { name: 'usageLocation', notNull: true, native: true },
    { name: 'userPrincipalName', notNull: true, native: true },
    { name: 'userType', notNull: true, native: true },
  ],
  leftOut: userLeftOut,
  links: [
    { name: 'manager', many: false },
    // "Users and groups that are responsible for this guest's privileges", and for agents (Graph's pages "List sponsors",
    // v1.0 and beta; "Agent users"). Narrowed like this by CIPP (`userType eq 'Guest'` with `$expand=sponsors`).
    { name: 'sponsors', many: true, reading: 'expand', meantFor: guestsAndAgents },
  ],
  elsewhere: [{ property: 'perUserMfaState', version: 'beta', path: 'authentication/requirements' }],
  optional: [
    {
      property: 'employeeLeaveDateTime',
      byDefault: true,
      permissions: { read: ['User-LifeCycleInfo.Read.All'], write: ['User-LifeCycleInfo.ReadWrite.All'] },
      why: 'Graph guards it with permissions of its own',
    },
    {
      property: 'perUserMfaState',
      byDefault: false,
      permissions: { read: ['Policy.Read.All'], write: ['Policy.ReadWrite.AuthenticationMethod'] },
      why: 'beta only, and one request for each user',
    },
  ],
  notCovered: [
    {
      property: 'assignedLicenses',
      reason:
        'direct licences and those that come from groups are one list; Graph takes them by an action of licensing',
      verified: '2026-11-23',
    },
    {
      property: 'customSecurityAttributes',
      reason: 'Graph guards them with permissions and roles of their own',
      verified: '2026-11-23',
    },
    {
      property: 'passwordProfile',
      reason: 'a password is a secret; a restored user has the one it had when deleted',
      verified: '2026-11-23',
    },
  ],
  creation,
  order: 10,
  isSynced: (body) => body.onPremisesSyncEnabled === true,
  deletionKind: () => 'user',
  // While a user is deleted Graph prefixes the UPN with the object id in hex, to free the name (facts §4, RFD).
  afterRestore: (body, id) => {
    const prefix = id.replaceAll('-', '');
    const name = body.userPrincipalName;
    return typeof name === 'string' && name.startsWith(prefix)
      ? { ...body, userPrincipalName: name.slice(prefix.length) }
      : body;
  },
};
