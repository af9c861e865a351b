/**
 * New applications and blueprints. Sources: pages "Create application" and "Create agentIdentityBlueprint"; that owners can be
 * bound: public tools. Last verified: 2026-11-23.
 */
import { type Answer, created, type Fault, isFault } from '../answer.ts';
import { createsOwned, mayCreate } from '../applicationWriting.ts';
import { type Call, stamp } from '../call.ts';
import { badRequest, denied } from '../errors.ts';
import { contextOf, graphTypeOf, showBody } from '../render.ts';
import { type AccountableLink, accountableFault, hasSponsors } from '../rules/accountable.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry } from '../store.ts';
import type { Body } from '../value.ts';
import { prepareWrite } from '../write.ts';
import { readBound } from './groupLinks.ts';
import { type AppType, collections } from './namedApplication.ts';
import type { Route } from './route.ts';

const links: readonly AccountableLink[] = ['owners', 'sponsors'];

export interface Bound {
  /** The body without its references. */
  readonly sent: Body;
  readonly owners: readonly Entry[];
  readonly sponsors: readonly Entry[];
}

/** The owners and sponsors that a new object is made with, and the rest of the body. */
export function readAccountable(call: Call): Bound | Fault {
  const found = { owners: [] as readonly Entry[], sponsors: [] as readonly Entry[] };
  for (const name of links) {
    if (name === 'sponsors' && !hasSponsors(call.body)) continue;
    const targets = readBound(call, name);
    if (isFault(targets)) return targets;
    const refused = accountableFault(name, [], targets);
    if (refused !== null) return refused;
    found[name] = targets;
  }
  const taken = links.filter((name) => name === 'owners' || hasSponsors(call.body)).map((name) => `${name}@odata.bind`);
  const sent = Object.fromEntries(Object.entries(call.body).filter(([name]) => !taken.includes(name)));
  return { ...found, sent };
}

/** Makes the object, with its links; whoever makes what it may only own, or an agent's blueprint, owns it. */
export function make(call: Call, type: AppType, body: Body & { readonly id: string }, bound: Bound): Answer {
  const { store } = call.tenant;
  const graphType = graphTypeOf(type, body);
  const entry = store.create(type, body);
  const own = createsOwned(call) || graphType.startsWith('agentIdentityBlueprint') ? call.caller.objectId : null;
  const maker = own === null ? undefined : store.alive('servicePrincipal', own);
  const owners = new Set([...bound.owners, ...(maker === undefined ? [] : [maker])].map(({ id }) => id));
  if (owners.size > 0) store.link(entry, 'owners', [...owners]);
  if (bound.sponsors.length > 0) {
    store.link(
      entry,
      'sponsors',
      bound.sponsors.map(({ id }) => id),
    );
  }
  const { name } = collections[type];
  const shown = showBody(type, entry.id, entry.body, call, { select: null });
  const context = contextOf(call, name, null, true);
  return created({ '@odata.context': context, ...shown }, `${call.tenant.origin}/${call.version}/${name}/${entry.id}`);
}

export const needed = (property: string, resource: string): Fault =>
  badRequest(`A value is required for property '${property}' of resource '${resource}'.`);

export function createApplication(call: Call): ReturnType<Route['handle']> {
  const graphType = graphTypeOf('application', call.body);
  if (!mayCreate(call, graphType)) return denied();
  const bound = readAccountable(call);
  if (isFault(bound)) return bound;
  // Code and text are unverified.
  if (graphType === 'agentIdentityBlueprint' && bound.sponsors.length === 0) return needed('sponsors', 'Application');
  const prepared = prepareWrite(call, rulesOf('application'), null, bound.sent);
  if (isFault(prepared)) return prepared;
  const body = {
    ...prepared.body,
    appId: call.tenant.newId('appId'),
    createdByAppId: call.caller.appId,
    createdDateTime: stamp(call),
    id: call.tenant.newId('application'),
    publisherDomain: call.tenant.defaultDomain,
  };
  return make(call, 'application', body, bound);
}
