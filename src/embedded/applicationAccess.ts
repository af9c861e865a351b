/**
 * What a caller needs to delete and restore applications and service principals. Agent identities and
 * their blueprints have permissions of their own beside those of their base types. Source: facts on Graph §1 (PERM,
 * DIREST); Microsoft's pages "Delete servicePrincipal", "Get agentIdentityBlueprint", "How to delete and restore agent
 * identity objects". Last verified: 2026-11-23.
 */
import type { Call } from './call.ts';
import { allows, type Grant } from './permissions.ts';
import type { Entry } from './store.ts';
import { typeNameOf } from './value.ts';

type AgentType = 'agentIdentityBlueprint' | 'agentIdentity' | 'agentIdentityBlueprintPrincipal';

const prefixes: Readonly<Record<AgentType, string>> = {
  agentIdentityBlueprint: 'AgentIdentityBlueprint',
  agentIdentity: 'AgentIdentity',
  agentIdentityBlueprintPrincipal: 'AgentIdentityBlueprintPrincipal',
};
export const agentTypes = Object.keys(prefixes) as readonly AgentType[];

const anyOf = (permissions: readonly string[]): Grant => permissions.map((permission) => [permission]);

export const isAgentType = (name: string): name is AgentType => (agentTypes as readonly string[]).includes(name);

/** Which kind of agent an application or service principal is, if any. */
export function agentTypeOf(entry: Pick<Entry, 'body'>): AgentType | undefined {
  const name = typeNameOf(entry.body['@odata.type']) ?? '';
  return isAgentType(name) ? name : undefined;
}

/** Of one kind of agent, in its own collection or by id. */
export const readAgents = (type: AgentType): Grant =>
  anyOf([`${prefixes[type]}.Read.All`, `${prefixes[type]}.ReadWrite.All`]);

const removeOrdinary: Grant = anyOf(['Application.ReadWrite.All', 'Directory.ReadWrite.All']);
const removeAgents = (type: AgentType): Grant =>
  anyOf([`${prefixes[type]}.DeleteRestore.All`, `${prefixes[type]}.ReadWrite.All`]);
const ownedOnly: Grant = anyOf(['Application.ReadWrite.OwnedBy']);

/** What lets a request to delete or restore in; `mayRemove` then looks at the object. */
export const removeApplications: Grant = [...removeOrdinary, ...ownedOnly, ...agentTypes.flatMap(removeAgents)];

/** Whether the caller's own service principal owns the object. */
export const isOwnedByCaller = (call: Pick<Call, 'caller'>, entry: Entry): boolean =>
  call.caller.objectId !== null && entry.owners?.has(call.caller.objectId) === true;

/** Whether the caller may delete, restore, or delete for good this application or service principal. */
export function mayRemove(call: Call, entry: Entry): boolean {
  const agent = agentTypeOf(entry);
  if (allows(agent === undefined ? removeOrdinary : [...removeOrdinary, ...removeAgents(agent)], call.roles))
    return true;
  return allows(ownedOnly, call.roles) && isOwnedByCaller(call, entry);
}
