/**
 * Soft deletes of applications and service principals, and what goes with them. Source: facts on Graph §4 (RFD, APPRST, AGDELC):
 * an application takes its service principal in this tenant along; a blueprint or its principal takes the agents, here at once
 * and in Graph over hours or days. Nothing of it comes back by itself. Last verified: 2026-11-23.
 */
import { type Answer, noContent } from '../answer.ts';
import { principalsOf } from '../backing.ts';
import { type Call, stamp } from '../call.ts';
import { graphTypeOf } from '../render.ts';
import type { Entry } from '../store.ts';
import { isText } from '../value.ts';

function softDelete(call: Call, entry: Entry): void {
  call.tenant.store.softDelete(entry, { ...entry.body, deletedDateTime: stamp(call) });
}

export function removeApplication(call: Call, entry: Entry): Answer {
  const principals = principalsOf(call, entry);
  softDelete(call, entry);
  for (const principal of principals) removeServicePrincipal(call, principal);
  // Without a principal the agents of a blueprint still name it.
  if (graphTypeOf('application', entry.body) === 'agentIdentityBlueprint') removeAgents(call, entry.body.appId);
  return noContent;
}

const lower = (id: unknown): unknown => (isText(id) ? id.toLowerCase() : id);

/** Lists give way while objects leave them: `filter` has made a copy. */
const naming = (call: Call, type: 'user' | 'servicePrincipal', field: string, value: unknown): readonly Entry[] =>
  call.tenant.store
    .living(type)
    .items.filter((one) => one.alive && isText(value) && lower(one.body[field]) === lower(value));

function removeAgents(call: Call, appId: unknown): void {
  for (const agent of naming(call, 'servicePrincipal', 'agentIdentityBlueprintId', appId)) {
    removeServicePrincipal(call, agent);
  }
}

export function removeServicePrincipal(call: Call, entry: Entry): Answer {
  const { store } = call.tenant;
  const graphType = graphTypeOf('servicePrincipal', entry.body);
  softDelete(call, entry);
  if (graphType === 'agentIdentityBlueprintPrincipal') removeAgents(call, entry.body.appId);
  if (graphType === 'agentIdentity') {
    for (const user of naming(call, 'user', 'identityParentId', entry.id)) {
      const userPrincipalName = `${user.id.replaceAll('-', '')}${user.body.userPrincipalName}`;
      store.softDelete(user, { ...user.body, userPrincipalName, deletedDateTime: stamp(call) });
    }
  }
  return noContent;
}
