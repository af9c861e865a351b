/**
 * A list of Graph's, page by page to its end. It ends normally only when Graph said that nothing is left; links that lead
 * elsewhere, in circles or nowhere fail with `lyingAnswer`.
 */
import { fail } from '../core/problem.ts';
import { isObject } from './answer.ts';
import type { GraphClient } from './client.ts';
import { checkedItem, type Item, noticeRepeats } from './repeats.ts';
import { describeRequest, type JsonObject, type LaneName, type Version } from './request.ts';

export interface List {
  readonly version: Version;
  readonly path: string;
  readonly lane: LaneName;
  /** Named when Graph refuses. */
  readonly permission?: string;
  /** Whether this is a list of deleted items. */
  readonly deleted?: boolean;
  /** Whether the items have ids of Graph's own making, which are no ids of objects. */
  readonly opaqueIds?: boolean;
}

export const mostEmptyPages = 100;

/** The new items of each page. `first`: a first page that was read already. */
export async function* readPages(client: GraphClient, list: List, first?: JsonObject): AsyncGenerator<readonly Item[]> {
  const place = describeRequest({ method: 'GET', path: list.path });
  const fresh = noticeRepeats(place);
  const links = new Set<string>();
  let emptyPages = 0;
  let next: Promise<JsonObject> | undefined = first === undefined ? readPage(client, list) : Promise.resolve(first);
  while (next !== undefined) {
    const page: JsonObject = await next;
    const items = itemsOf(page, place).map((item) => checkedItem(item, place, list));
    const link = linkOf(client, page, list, place);
    if (link !== null && links.has(link))
      fail('lyingAnswer', 'the same page follows twice', { place: { file: place } });
    if (link !== null) links.add(link);
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > mostEmptyPages) {
      fail('lyingAnswer', `more than ${mostEmptyPages} empty pages in a row`, { place: { file: place } });
    }
    const news = fresh(items);
    // The next page is on its way while this one is worked on.
    next = link === null ? undefined : readPage(client, { ...list, path: link });
    // Its failure is met at the next turn; without this, a caller that stops early would leave it unhandled.
    next?.catch(() => undefined);
    if (news.length > 0) yield news;
  }
}

/** All items of a list that is known to be short. */
export async function readAllPages(client: GraphClient, list: List, first?: JsonObject): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const page of readPages(client, list, first)) for (const item of page) all.push(item);
  return all;
}

const readPage = (client: GraphClient, { version, path, lane, permission }: List): Promise<JsonObject> =>
  client.read({ method: 'GET', version, path, lane, expects: 'json' }, permission);

export function itemsOf(page: JsonObject, place: string): readonly JsonObject[] {
  const { value } = page;
  if (Array.isArray(value) && value.every(isObject)) return value;
  return fail('lyingAnswer', 'the answer is no list of objects', { place: { file: place } });
}

/** Where Graph says that it goes on, or null. Fails with `lyingAnswer` when that is outside of Graph. */
export function linkOf(
  client: GraphClient,
  page: JsonObject,
  { version }: Pick<List, 'version'>,
  place: string,
  name: '@odata.nextLink' | '@odata.deltaLink' = '@odata.nextLink',
): string | null {
  const link = page[name];
  if (link === undefined || link === null) return null;
  const url = typeof link === 'string' && URL.canParse(link) ? new URL(link) : null;
  const root = `${client.endpoint}/${version}/`;
  // Anywhere else the token would be given to a stranger.
  const isOwn = url !== null && url.username === '' && url.password === '' && url.href.startsWith(root);
  if (isOwn) return url.href;
  const where = url === null ? 'not a URL' : `${url.origin}${url.pathname.split('/').slice(0, 2).join('/')}`;
  return fail('lyingAnswer', `the next page would be outside ${root}: ${where}`, { place: { file: place } });
}
