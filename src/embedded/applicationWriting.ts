/**
 * What a caller needs to make and change applications and service principals. The permissions of applications do not reach
 * agents, which have their own (facts on Graph §1; pages "Create agentIdentity", "Update agentIdentityBlueprint"). Narrower ones
 * for agents (branding, authentication, credentials) open nothing here but what is listed. Last verified: 2026-11-23.
 */
import { agentTypeOf, agentTypes, isAgentType, isOwnedByCaller } from './applicationAccess.ts';
import type { Call } from './call.ts';
import { allows, type Grant } from './permissions.ts';
import type { Entry } from './store.ts';

const ordinary: Grant = [['Application.ReadWrite.All'], ['Directory.ReadWrite.All']];
const owned: Grant = [['Application.ReadWrite.OwnedBy']];

const prefixOf = (agent: string): string => `${agent.charAt(0).toUpperCase()}${agent.slice(1)}`;
const wholeOf = (agent: string): Grant => [[`${prefixOf(agent)}.ReadWrite.All`]];

const creating: Readonly<Record<string, Grant>> = {
  agentIdentity: [['AgentIdentity.Create.All'], ...wholeOf('agentIdentity')],
  agentIdentityBlueprint: [['AgentIdentityBlueprint.Create'], ...wholeOf('agentIdentityBlueprint')],
  agentIdentityBlueprintPrincipal: [
    ['AgentIdentityBlueprintPrincipal.Create'],
    ...wholeOf('agentIdentityBlueprintPrincipal'),
  ],
};

/** By which properties alone are written, or by the credentials that are kept beside them. */
const narrow: readonly (readonly [string, string, readonly string[]])[] = [
  ['agentIdentity', 'AgentIdentity.EnableDisable.All', ['accountEnabled']],
  ['agentIdentityBlueprintPrincipal', 'AgentIdentityBlueprintPrincipal.EnableDisable.All', ['accountEnabled']],
  [
    'agentIdentityBlueprint',
    'AgentIdentityBlueprint.AddRemoveCreds.All',
    ['keyCredentials', 'passwordCredentials', 'federatedIdentityCredentials'],
  ],
];

const agentGrants = agentTypes.flatMap((agent) => wholeOf(agent));

/** What lets a request in; the functions below then look at the object. */
export const createApplications: Grant = [...ordinary, ...owned, ...Object.values(creating).flat()];
export const updateApplications: Grant = [
  ...ordinary,
  ...owned,
  ...agentGrants,
  ...narrow.map(([, permission]) => [permission]),
];
/** `OwnedBy` does not reach owners (page "Add owner"). */
export const writeAccountable: Grant = [...ordinary, ...agentGrants];

/** `graphType`: of the new object. */
export const mayCreate = (call: Call, graphType: string): boolean =>
  allows(isAgentType(graphType) ? (creating[graphType] ?? []) : [...ordinary, ...owned], call.roles);

/** Whether the caller's permission is for what it owns only, which it then makes its own. */
export const createsOwned = (call: Call): boolean => allows(owned, call.roles) && !allows(ordinary, call.roles);

/** `names`: of the properties that are written. */
export function mayUpdate(call: Call, entry: Entry, names: readonly string[]): boolean {
  const agent = agentTypeOf(entry);
  if (agent === undefined) {
    return allows(ordinary, call.roles) || (allows(owned, call.roles) && isOwnedByCaller(call, entry));
  }
  const isNarrow = narrow.some(
    ([type, permission, properties]) =>
      type === agent && call.roles.has(permission) && names.every((name) => properties.includes(name)),
  );
  return isNarrow || allows(wholeOf(agent), call.roles);
}

/** Owners and sponsors. Sponsors of agents also by the permission of applications (page "Add agentIdentityBlueprint sponsors"). */
export function mayWriteAccountable(call: Call, entry: Entry, link: 'owners' | 'sponsors'): boolean {
  const agent = agentTypeOf(entry);
  if (agent === undefined) return allows(ordinary, call.roles);
  return allows(wholeOf(agent), call.roles) || (link === 'sponsors' && allows(ordinary, call.roles));
}
