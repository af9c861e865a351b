/**
 * Owners of applications and service principals, and sponsors of agents. Source: facts on Graph §1, CSDL, Graph's pages "Add owner",
 * "List owners", "Add agentIdentityBlueprint sponsors". The last owner can go (no page says otherwise). Last verified: 2026-11-23.
 */
import { type Answer, isFault, noContent } from '../answer.ts';
import { readAgents } from '../applicationAccess.ts';
import { mayWriteAccountable, writeAccountable } from '../applicationWriting.ts';
import type { Call } from '../call.ts';
import { badRequest, denied, notFound } from '../errors.ts';
import { type Grant, grants } from '../permissions.ts';
import { type AccountableLink, accountableFault } from '../rules/accountable.ts';
import { isManagedIdentity } from '../rules/servicePrincipal.ts';
import type { Entry } from '../store.ts';
import { listLinks } from './links.ts';
import { type AppType, applicationNamed, livingApplication } from './namedApplication.ts';
import { laggingFault, readTarget } from './related.ts';
import type { Route } from './route.ts';

interface Place {
  readonly type: AppType;
  readonly link: AccountableLink;
  /** The kind of agent that the path says the object is. */
  readonly derived?: string;
}

function write(call: Call, { type, link, derived }: Place, answer: (entry: Entry) => Answer): Answer {
  const entry = livingApplication(call, type, derived);
  if (isFault(entry)) return entry;
  return mayWriteAccountable(call, entry, link) && !isManagedIdentity(entry.body) ? answer(entry) : denied();
}

/** Deleted ones count too: they come back with their links. */
const heldBy = (call: Call, entry: Entry, link: AccountableLink): readonly Entry[] =>
  [...(entry[link] ?? [])].flatMap((id) => call.tenant.store.entry(id) ?? []);

function add(call: Call, entry: Entry, link: AccountableLink): Answer {
  const other = Object.keys(call.body).find((name) => name !== '@odata.id');
  if (other !== undefined) return badRequest(`Invalid property '${other}'.`);
  const target = readTarget(call.body['@odata.id'], call);
  if (isFault(target)) return target;
  const refused = accountableFault(link, heldBy(call, entry, link), [target]) ?? laggingFault(call, entry, target);
  if (refused !== null) return refused;
  call.tenant.store.link(entry, link, [target.id]);
  return noContent;
}

function remove(call: Call, entry: Entry, link: AccountableLink): Answer {
  const { store } = call.tenant;
  const target = (call.parameters.target ?? '').toLowerCase();
  if (entry[link]?.has(target) !== true || !store.isAlive(target)) return notFound(target);
  store.unlink(entry, link, target);
  return noContent;
}

function routesOf(path: string, place: Place, read: Grant): readonly Route[] {
  const { type, link, derived } = place;
  return [
    {
      method: 'GET',
      path,
      grant: read,
      handle: (call) => listLinks(call, applicationNamed(call, type, derived), link),
    },
    {
      method: 'POST',
      path: `${path}/$ref`,
      grant: writeAccountable,
      handle: (call) => write(call, place, (entry) => add(call, entry, link)),
    },
    {
      method: 'DELETE',
      path: `${path}/{target}/$ref`,
      grant: writeAccountable,
      handle: (call) => write(call, place, (entry) => remove(call, entry, link)),
    },
  ];
}

const agents = [
  ['application', 'agentIdentityBlueprint'],
  ['servicePrincipal', 'agentIdentity'],
  ['servicePrincipal', 'agentIdentityBlueprintPrincipal'],
] as const;

export const ownerRoutes: readonly Route[] = [
  ...(['application', 'servicePrincipal'] as const).flatMap((type) =>
    routesOf(`/${type}s/{id}/owners`, { type, link: 'owners' }, grants.readApplications),
  ),
  ...agents.flatMap(([type, derived]) =>
    (['owners', 'sponsors'] as const).flatMap((link) =>
      routesOf(`/${type}s/{id}/microsoft.graph.${derived}/${link}`, { type, link, derived }, [
        ...readAgents(derived),
        ...grants.readApplications,
      ]),
    ),
  ),
];
