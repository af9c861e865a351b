/**
 * Where single objects stand. Directory objects are asked for by id, 20 to a call. Policies may be asked once a second only,
 * so more than a few of them are read as a list, which is one call whatever their number.
 */
import { printKey } from '../core/canonical/path.ts';
import { baseTypeName, type PropertyChoice, pageOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { ObjectKey, ObjectType, Presence } from '../core/model.ts';
import { describeProblem, Failure } from '../core/problem.ts';
import {
  bareDeletedItemPath,
  bareItemPath,
  deletedListOf,
  listOf,
  wholeDeletedItemPath,
  wholeItemPath,
} from './addresses.ts';
import { type Answer, type GraphError, isNotFound } from './answer.ts';
import { readBatched } from './batch.ts';
import { bodyOf } from './body.ts';
import type { GraphClient } from './client.ts';
import { readAllPages } from './pages.ts';
import { problemOf } from './problems.ts';
import { checkedItem, type Item, type Leave } from './repeats.ts';
import type { JsonObject, Version } from './request.ts';
import { readTheOne } from './single.ts';
import type { Sweep } from './sweep.ts';
import { hasParts, type Whole, wholeItems } from './whole.ts';

/** Up to so many policies are read one by one. */
const fewPolicies = 3;

/** The contract is `Tenant.readByKey`'s: an answer for every key, `unknown` for what could not be read. */
export async function readPresence(
  client: GraphClient,
  keys: readonly ObjectKey[],
  choice: PropertyChoice = {},
): Promise<ReadonlyMap<string, Presence>> {
  const idsByType = new Map<ObjectType, Set<string>>();
  for (const { type, id } of keys) {
    const ids = idsByType.get(type) ?? new Set<string>();
    idsByType.set(type, ids.add(id));
  }
  const found = new Map<ObjectType, Found>();
  await Promise.all(
    [...idsByType].map(async ([type, ids]) => {
      found.set(type, await presencesOf(client, pageOf(type), [...ids], choice));
    }),
  );
  // In the order of the keys, whichever answer came first.
  return new Map(
    keys.map((key) => {
      const presence = found.get(key.type)?.get(key.id);
      if (presence === undefined) throw new Error(`nobody looked for ${printKey(key)}`);
      return [printKey(key), presence];
    }),
  );
}

type Found = ReadonlyMap<string, Presence>;

/** By id. `sweeps`: parts that were read of all objects just now. */
export async function presencesOf(
  client: GraphClient,
  page: TypePage,
  ids: readonly string[],
  choice: PropertyChoice,
  sweeps: readonly Sweep[] = [],
): Promise<Found> {
  try {
    if (page.read.shape === 'one') return await fromTheOne(client, page, ids);
    return await (page.read.pace === 'policies' && ids.length > fewPolicies
      ? fromLists(client, page, ids, choice)
      : oneByOne(client, page, ids, choice, sweeps));
  } catch (error) {
    // A stop is not an answer: whoever asked must end too.
    if (!(error instanceof Failure) || error.problems.some((problem) => problem.code === 'canceled')) throw error;
    const reason = error.problems.map(describeProblem).join('; ');
    return new Map(ids.map((id) => [id, { is: 'unknown', reason }]));
  }
}

async function fromTheOne(client: GraphClient, page: TypePage, ids: readonly string[]): Promise<Found> {
  const items = new Map((await readTheOne(client, page)).map((item) => [item.id, item]));
  return new Map(
    ids.map((id): [string, Presence] => {
      const item = items.get(id);
      return [id, item === undefined ? { is: 'absent' } : { is: 'present', body: bodyOf(page, item) }];
    }),
  );
}

async function oneByOne(
  client: GraphClient,
  page: TypePage,
  ids: readonly string[],
  choice: PropertyChoice,
  sweeps: readonly Sweep[],
): Promise<Found> {
  const found = new Map<string, Presence>();
  const live: Item[] = [];
  const missing: string[] = [];
  const answers = await readItems(client, page, page.read.version, ids, (id) => wholeItemPath(page, id, choice));
  for (const [id, answer] of answers) {
    if (answer.ok) live.push(ownItem(answer, id));
    else if (isNotFound(answer.error)) missing.push(id);
    else found.set(id, unread(page.read.permission, answer.error, wholeItemPath(page, id, choice)));
  }

  const whole: readonly Whole[] = hasParts(page, choice)
    ? await wholeItems(client, page, live, { choice, sweeps, expanded: null })
    : live.map((item) => ({ is: 'read', item }));
  const doubtful: string[] = [];
  for (const [index, result] of whole.entries()) {
    const { id } = live[index] as Item;
    if (result.is === 'partGone') doubtful.push(id);
    else if (result.is === 'unread') found.set(id, unread(result.permission, result.error, result.path));
    else found.set(id, { is: 'present', body: bodyOf(page, result.item) });
  }
  // A part that is not found means an object that went away in between only if that is not found either.
  const path = (id: string): string => bareItemPath(page, id);
  for (const [id, answer] of await readItems(client, page, page.read.version, doubtful, path)) {
    if (answer.ok) found.set(id, { is: 'unknown', reason: 'it is there, but Graph does not find all its parts' });
    else if (isNotFound(answer.error)) missing.push(id);
    else found.set(id, unread(page.read.permission, answer.error, path(id)));
  }
  for (const [id, presence] of await whereMissing(client, page, missing, choice)) found.set(id, presence);
  return found;
}

/** Of objects that are not among the living. */
async function whereMissing(
  client: GraphClient,
  page: TypePage,
  missing: readonly string[],
  choice: PropertyChoice,
): Promise<Found> {
  const found = new Map<string, Presence>();

  if (page.deletedItems === null) {
    for (const id of missing) found.set(id, { is: 'absent' });
    return found;
  }
  const path = (id: string): string => wholeDeletedItemPath(page, id, choice);
  const refused = new Map<string, GraphError>();
  for (const [id, answer] of await readItems(client, page, page.deletedItems.version, missing, path)) {
    if (answer.ok) found.set(id, deletedPresence(page, answer, id));
    else if (isNotFound(answer.error)) found.set(id, { is: 'absent' });
    else if (answer.error.status === 400) refused.set(id, answer.error);
    else found.set(id, cannotTell(page, answer.error, path(id)));
  }
  // Deleted items of all types are in one place, where Graph refuses a `$select` of what the item's own type does not have: an id
  // that was given without its type is that of one of them only.
  const bare = (id: string): string => bareDeletedItemPath(page, id);
  for (const [id, answer] of await readItems(client, page, page.deletedItems.version, [...refused.keys()], bare)) {
    const isElsewhere = answer.ok ? isOfOtherType(page, answer.body ?? {}) : isNotFound(answer.error);
    found.set(id, isElsewhere ? { is: 'absent' } : cannotTell(page, refused.get(id) as GraphError, path(id)));
  }
  return found;
}

/** Where the object is of another type, one of this type and id is nowhere. */
function deletedPresence(page: TypePage, answer: Extract<Answer, { ok: true }>, id: string): Presence {
  const item = ownItem(answer, id, { deleted: true });
  return isOfOtherType(page, item) ? { is: 'absent' } : { is: 'softDeleted', body: bodyOf(page, item, 'notRead') };
}

/** What does not say its type is taken for what was asked for. */
const isOfOtherType = (page: TypePage, { '@odata.type': type }: JsonObject): boolean =>
  typeof type === 'string' && baseTypeName(type) !== page.type;

async function readItems(
  client: GraphClient,
  page: TypePage,
  version: Version,
  ids: readonly string[],
  path: (id: string) => string,
): Promise<readonly (readonly [string, Answer])[]> {
  const paths = ids.map(path);
  const answers =
    page.read.pace === 'directory'
      ? await readBatched(client, version, paths)
      : await Promise.all(
          paths.map((path) => client.ask({ method: 'GET', version, path, lane: 'policies', expects: 'json' })),
        );
  return ids.map((id, index) => [id, answers[index] as Answer] as const);
}

/** The item, which must be the one asked for. Fails with `lyingAnswer`. */
function ownItem(answer: Extract<Answer, { ok: true }>, id: string, leave: Leave = {}): Item {
  const item = checkedItem(answer.body ?? {}, id, leave);
  if (item.id.toLowerCase() === id.toLowerCase()) return { ...item, id };
  throw new Failure({ code: 'lyingAnswer', message: `asked for ${id}, Graph answered ${item.id}` });
}

async function fromLists(
  client: GraphClient,
  page: TypePage,
  ids: readonly string[],
  choice: PropertyChoice,
): Promise<Found> {
  const live = new Map((await readAllPages(client, listOf(page, { choice }))).map((item) => [item.id, item]));
  const found = new Map<string, Presence>();
  const missing: string[] = [];
  for (const id of ids) {
    const item = live.get(id);
    if (item === undefined) missing.push(id);
    else found.set(id, { is: 'present', body: bodyOf(page, item) });
  }
  if (missing.length === 0) return found;
  if (page.deletedItems === null) {
    for (const id of missing) found.set(id, { is: 'absent' });
    return found;
  }
  try {
    const deleted = new Map((await readAllPages(client, deletedListOf(page, choice))).map((item) => [item.id, item]));
    for (const id of missing) {
      const item = deleted.get(id);
      found.set(id, item === undefined ? { is: 'absent' } : { is: 'softDeleted', body: bodyOf(page, item, 'notRead') });
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.problems.some((problem) => problem.code === 'canceled')) throw error;
    const reason = `${noLongerThere}: ${error.problems.map(describeProblem).join('; ')}`;
    for (const id of missing) found.set(id, { is: 'unknown', reason });
  }
  return found;
}

const noLongerThere = 'it is not there, and whether it is soft-deleted or gone cannot be told';

const unread = (permission: string | undefined, error: GraphError, path: string): Presence => ({
  is: 'unknown',
  reason: describeProblem(problemOf(error, { method: 'GET', path }, permission)),
});

const cannotTell = (page: TypePage, error: GraphError, path: string): Presence => ({
  is: 'unknown',
  reason: `${noLongerThere}: ${describeProblem(problemOf(error, { method: 'GET', path }, page.read.permission))}`,
});
