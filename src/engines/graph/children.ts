/**
 * Writing the children of an object, such as an application's federated identity credentials: each is made, changed or
 * removed on its own, by its natural key. What the tenant has beside the ones that the step names is left alone.
 */
import { keep } from '../../core/canonical/keep.ts';
import { pageOf } from '../../core/catalog/index.ts';
import type { Children } from '../../core/catalog/page.ts';
import type { Body, Value } from '../../core/model.ts';
import { Failure } from '../../core/problem.ts';
import { equal, isBody } from '../../core/value.ts';
import { linkPath } from '../../graph/addresses.ts';
import { type GraphError, isNotFound } from '../../graph/answer.ts';
import type { List } from '../../graph/pages.ts';
import type { Item } from '../../graph/repeats.ts';
import type { GraphRequest } from '../../graph/request.ts';
import { send, type Work } from './bench.ts';
import { readPatiently, sendPatiently } from './patience.ts';

interface Child {
  readonly id: string;
  readonly body: Body;
}

/** `wanted`: natural key → the child, or null where it is to go. Null when all is as wanted, else the first error. */
export async function writeChildren(work: Work, declared: Children, wanted: Value): Promise<GraphError | null> {
  if (!isBody(wanted) || Object.keys(wanted).length === 0) return null;
  const live = await childrenOf(work, declared);
  for (const [key, child] of Object.entries(wanted)) {
    const error = await writeChild(work, declared, live.get(key), isBody(child) ? child : null);
    if (error !== null) return error;
  }
  return null;
}

async function writeChild(
  work: Work,
  declared: Children,
  live: Child | undefined,
  wanted: Body | null,
): Promise<GraphError | null> {
  if (wanted === null) return live === undefined ? null : remove(work, declared, live.id);
  if (live === undefined) return create(work, declared, wanted);
  const changed = Object.keys(wanted).filter((name) => !equal(live.body[name], wanted[name]));
  const missing = Object.keys(live.body).filter((name) => !Object.hasOwn(wanted, name));
  if (changed.length + missing.length === 0) return null;
  if (changed.some((name) => declared.fixed.includes(name))) {
    return (await remove(work, declared, live.id)) ?? create(work, declared, wanted);
  }
  const body: { [name: string]: Value } = {};
  if (wanted['@odata.type'] !== undefined) body['@odata.type'] = wanted['@odata.type'];
  for (const name of changed) body[name] = wanted[name] as Value;
  // Graph cannot unset a property, only null it.
  for (const name of missing) body[name] = null;
  const answer = await send(work, { ...address(work, declared, live.id), method: 'PATCH', body });
  return answer.ok ? null : answer.error;
}

async function create(work: Work, declared: Children, child: Body): Promise<GraphError | null> {
  const isThere = async (): Promise<boolean> =>
    [...(await childrenOf(work, declared)).values()].some(({ body }) => equal(body, child));
  const answer = await sendPatiently(work, { ...address(work, declared), method: 'POST', body: child }, isThere);
  if (answer.ok) return null;
  const mayBeThere = answer.error.kind !== 'canceled' && answer.error.kind !== 'signIn';
  return mayBeThere && (await isThere()) ? null : answer.error;
}

async function remove(work: Work, declared: Children, id: string): Promise<GraphError | null> {
  const answer = await send(work, { ...address(work, declared, id), method: 'DELETE' });
  return answer.ok || isNotFound(answer.error) ? null : answer.error;
}

type Address = Pick<GraphRequest, 'version' | 'path' | 'lane'>;

function address(work: Work, { property }: Children, id?: string): Address {
  const page = pageOf(work.step.type);
  const path = linkPath(page, work.step.id, property);
  const { version, pace } = page.read;
  return { version, lane: pace, path: id === undefined ? path : `${path}/${encodeURIComponent(id)}` };
}

/** The children that are there now, by natural key. Fails as reading does: without them nothing can be written safely. */
async function childrenOf(work: Work, declared: Children): Promise<ReadonlyMap<string, Child>> {
  const page = pageOf(work.step.type);
  const list: List = { ...address(work, declared), permission: page.read.permission, opaqueIds: true };
  const items = await readPatiently(work, list);
  return new Map(items.map((item) => childFrom(page.type, declared, item)));
}

function childFrom(type: Work['step']['type'], { property }: Children, item: Item): readonly [string, Child] {
  const kept = keep(pageOf(type), { [property]: [item] }, 'notRead')[property];
  const [entry] = isBody(kept) ? Object.entries(kept) : [];
  if (entry === undefined || !isBody(entry[1]))
    throw new Failure({ code: 'lyingAnswer', message: `${property}: not a child` });
  return [entry[0], { id: item.id, body: entry[1] }];
}
