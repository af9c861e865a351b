import type { Body } from '../model.ts';
import type { TypePage } from './page.ts';

const notInPatchTable = 'Graph returns it but its update table does not list it';

const includesType = (body: Body, type: string): boolean =>
  Array.isArray(body.groupTypes) && body.groupTypes.includes(type);

/**
 * Groups of every kind, with static members and owners.
 * Source: facts on Graph §1-2 (SCOPE, GUPD, GRPDEL, RFD). Last verified: 2026-11-23.
 */
export const group: TypePage = {
  type: 'group',
  collection: 'groups',
  sharded: true,
  aliases: [],
  derived: [],
  read: {
    version: 'v1.0',
    path: '/groups',
    expand: null,
    pace: 'directory',
    pageSize: 999,
    permission: 'Group.Read.All',
  },
  deletedItems: {
    version: 'v1.0',
    list: '/directory/deletedItems/microsoft.graph.group',
    item: '/directory/deletedItems',
    documented: true,
  },
  properties: [
    { name: 'id', readOnly: 'the identity of the object' },
    { name: 'createdDateTime', readOnly: 'set by Graph' },
    { name: 'onPremisesSyncEnabled', readOnly: 'says where the source of authority is; recovery never moves it' },
    { name: 'isAssignableToRole', readOnly: 'fixed at creation' },
    { name: 'classification', readOnly: notInPatchTable },
    { name: 'description' },
    { name: 'displayName' },
    { name: 'groupTypes', set: true, readOnly: notInPatchTable },
    { name: 'mail', readOnly: 'follows mailNickname' },
    { name: 'mailEnabled', readOnly: notInPatchTable },
    { name: 'mailNickname' },
    { name: 'membershipRule' },
    { name: 'membershipRuleProcessingState' },
    { name: 'preferredDataLocation' },
    { name: 'preferredLanguage', readOnly: notInPatchTable },
    { name: 'securityEnabled' },
    { name: 'theme', readOnly: notInPatchTable },
    { name: 'visibility' },
  ],
  volatile: [],
  readOnly: {},
  sets: [],
  idOnly: [],
  links: [
    { name: 'members', many: true },
    { name: 'owners', many: true },
  ],
  references: [],
  notCovered: [],
  order: 20,
  isSynced: (body) => body.onPremisesSyncEnabled === true,
  hasComputedMembers: (body) => includesType(body, 'DynamicMembership'),
  // Entra's documentation says that cloud security groups come back (preview, public clouds), Graph's pages that they do
  // not. The engine therefore looks for the first of each kind among the deleted items before it deletes a second.
  deletionKind: (body) => {
    if (includesType(body, 'Unified')) return 'group/unified';
    return body.securityEnabled === true && body.mailEnabled !== true ? 'group/security' : null;
  },
  afterRestore: (body) => body,
  beforeDelete: () => ({}),
  writtenLast: [],
};
