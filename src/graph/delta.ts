/**
 * Graph's delta queries: what changed of a type since a mark. They say only which objects to look at again. Pages may repeat
 * objects, tell old changes once more, and come in any order, so nothing that they tell becomes a state: objects are read by
 * id for that. Source: facts on Graph §4 (DELTA, DELTAG). Last verified: 2026-11-23.
 */
import { isObjectId } from '../core/canonical/path.ts';
import { type PropertyChoice, selectOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { Mark } from '../core/marks.ts';
import type { Lost } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { type Answer, type GraphError, isObject } from './answer.ts';
import type { GraphClient } from './client.ts';
import { namesToAskFor } from './novel.ts';
import { itemsOf, linkOf, mostEmptyPages } from './pages.ts';
import { elsewhereOf } from './parts.ts';
import { describeError, failWith } from './problems.ts';
import { describeRequest, type JsonObject } from './request.ts';

/** All that a round told of one object, in the order in which it came. */
export type Told = readonly JsonObject[];

export interface Round {
  readonly mark: Mark;
  readonly told: ReadonlyMap<string, Told>;
}

/** The question that a token answers, or null where delta cannot answer for all that is read of the type. */
async function question(client: GraphClient, page: TypePage, choice: PropertyChoice): Promise<string | null> {
  const select = selectOf(page, choice);
  // What Graph keeps at an address of its own is not in the directory's main store, whose changes delta tells.
  if (page.delta === null || select === null || elsewhereOf(page, choice).length > 0) return null;
  const names = [...select, ...page.delta, ...(await namesToAskFor(client, page))];
  return `${page.read.path}/delta?$select=${names.join(',')}`;
}

/** A mark of this moment: whatever changes from now on will be told. Null where delta cannot answer. */
export async function markNow(client: GraphClient, page: TypePage, choice: PropertyChoice): Promise<Mark | null> {
  const asks = await question(client, page, choice);
  if (asks === null) return null;
  const path = `${asks}&$deltatoken=latest`;
  const ended = await follow(client, page, path, asks, () => null);
  if ('lost' in ended) throw new Error('nothing was taken');
  return 'mark' in ended ? ended.mark : failWith(ended.refused, { method: 'GET', path }, page.read.permission);
}

function markIn(client: GraphClient, page: TypePage, body: JsonObject, asks: string, place: string): Mark | null {
  const link = linkOf(client, body, page.read, place, '@odata.deltaLink');
  if (link === null) return null;
  const token = link.slice(`${client.endpoint}/${page.read.version}`.length);
  return isTokenOf(page, token) ? { token, asks } : fail('lyingAnswer', 'the delta link is of something else');
}

/** Below the version: `/users/delta?$deltatoken=…`, or another spelling of the same function. */
const isTokenOf = (page: TypePage, token: string): boolean =>
  new RegExp(`^${page.read.path}/(?:microsoft\\.graph\\.)?delta(?:\\(\\))?\\?`).test(token);

export const isLost = (answer: object): answer is Lost => 'lost' in answer;

/** What was told since a mark. Fails as reading does; a token that Graph does not take any more is `lost`. */
export async function roundSince(
  client: GraphClient,
  page: TypePage,
  mark: Mark,
  choice: PropertyChoice,
  most: number,
): Promise<Round | Lost> {
  const asks = await question(client, page, choice);
  if (asks !== mark.asks) return { lost: changedQuestion(mark.asks, asks) };
  // The journal is protected; a link in it may lead nowhere else all the same.
  if (!isTokenOf(page, mark.token)) return { lost: 'the mark is none of this type' };
  const told = new Map<string, JsonObject[]>();
  const ended = await follow(client, page, mark.token, asks, (items, place) => {
    for (const item of items) gather(told, item, place);
    return told.size > most ? `more than ${most} objects changed` : null;
  });
  if ('mark' in ended) return { mark: ended.mark, told };
  return 'lost' in ended ? ended : { lost: `Graph does not take the mark: ${describeError(ended.refused)}` };
}

type Ended = { readonly mark: Mark } | { readonly refused: GraphError } | Lost;

/**
 * The pages of a delta query to the link that ends them, also where the first ones are empty. `take` may say why the rest is
 * not worth while. Fails with `lyingAnswer` when the pages do not end.
 */
async function follow(
  client: GraphClient,
  page: TypePage,
  start: string,
  asks: string,
  take: (items: readonly JsonObject[], place: string) => string | null,
): Promise<Ended> {
  const { version, pace, permission } = page.read;
  const links = new Set<string>();
  let emptyPages = 0;
  for (let path = start; ; ) {
    const request = { method: 'GET', version, path, lane: pace, expects: 'json' } as const;
    const place = describeRequest(request);
    const answer = await client.ask(request);
    if (!answer.ok) {
      return isRefusedToken(answer.error) ? { refused: answer.error } : failWith(answer.error, request, permission);
    }
    const body = bodyIn(answer);
    const items = itemsOf(body, place);
    const lost = take(items, place);
    if (lost !== null) return { lost };
    const next = linkOf(client, body, page.read, place);
    if (next === null) {
      const mark = markIn(client, page, body, asks, place);
      if (mark !== null) return { mark };
      return fail('lyingAnswer', 'neither a next page nor a delta link came', { place: { file: place } });
    }
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    if (links.has(next) || emptyPages > mostEmptyPages) {
      return fail('lyingAnswer', 'the pages of a delta query do not end', { place: { file: place } });
    }
    links.add(next);
    path = next;
  }
}

const bodyIn = (answer: Extract<Answer, { ok: true }>): JsonObject => {
  if (answer.body === null) throw new Error('a delta query was asked without expecting a body');
  return answer.body;
};

function gather(told: Map<string, JsonObject[]>, item: JsonObject, place: string): void {
  const { id } = item;
  if (typeof id !== 'string' || !isObjectId(id)) {
    fail('lyingAnswer', 'a change names no object', { place: { file: place } });
  }
  const own = told.get(id);
  if (own === undefined) told.set(id, [item]);
  else own.push(item);
}

/**
 * An expired token gets 410, or another 40x with a code such as `syncStateNotFound`. A question this plain is refused for no
 * other reason.
 */
const isRefusedToken = ({ kind, status }: GraphError): boolean =>
  kind === 'refused' && (status === 400 || status === 404 || status === 410);

function changedQuestion(before: string, now: string | null): string {
  if (now === null) return 'delta does not tell all that is read of the type';
  const namesOf = (asks: string): readonly string[] => asks.slice(asks.indexOf('=') + 1).split(',');
  const [old, fresh] = [new Set(namesOf(before)), new Set(namesOf(now))];
  const added = [...fresh].filter((name) => !old.has(name));
  const gone = [...old].filter((name) => !fresh.has(name));
  return [
    ...(added.length > 0 ? [`${added.join(', ')} was not tracked`] : []),
    ...(gone.length > 0 ? [`${gone.join(', ')} is not read any more`] : []),
    ...(added.length + gone.length === 0 ? ['it was asked in another way'] : []),
  ].join('; ');
}

export const isRemoval = (item: JsonObject): boolean => isObject(item['@removed']);
