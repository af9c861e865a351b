/**
 * To-many links, read on their own and to their end: `$expand` stops silently at 20 (facts on Graph §4). Two requests per
 * group travel in `$batch`; only groups with more than a page of members cost further calls.
 *
 * The members of a dynamic group are not read: Entra computes them, recovery leaves them alone, and a snapshot that held
 * them would show every computation as a change. Such a body has no `members` at all, which says "not known", not "none".
 */
import type { TypePage } from '../core/catalog/page.ts';
import type { Body } from '../core/model.ts';
import { linkListOf } from './addresses.ts';
import { type GraphError, isNotFound } from './answer.ts';
import { readBatched } from './batch.ts';
import type { GraphClient } from './client.ts';
import { readAllPages } from './pages.ts';
import type { Item } from './repeats.ts';
import type { JsonObject } from './request.ts';

/** An object with its to-many links in it, as `$expand` without a cap would give it. */
export type Linked =
  | { readonly is: 'read'; readonly item: JsonObject }
  /** The object went away between the two reads. */
  | { readonly is: 'gone' }
  | { readonly is: 'unread'; readonly error: GraphError; readonly path: string };

export const hasManyLinks = (page: TypePage): boolean => page.links.some((link) => link.many);

const linksToRead = (page: TypePage, item: Item): readonly string[] =>
  page.links
    .filter((link) => link.many && !(link.name === 'members' && page.hasComputedMembers(item as unknown as Body)))
    .map((link) => link.name);

/** In the order of the items. Fails as reading does when a link cannot be read to its end. */
export async function withLinks(
  client: GraphClient,
  page: TypePage,
  items: readonly Item[],
): Promise<readonly Linked[]> {
  const wanted = items.flatMap((item, index) => linksToRead(page, item).map((link) => ({ index, item, link })));
  const answers = await readBatched(
    client,
    page.read.version,
    wanted.map(({ item, link }) => linkListOf(page, item.id, link).path),
  );
  const found = await Promise.all(
    wanted.map(async ({ item, link }, position) => {
      const list = linkListOf(page, item.id, link);
      const answer = answers[position] as (typeof answers)[number];
      if (answer.ok) return { targets: await readAllPages(client, list, answer.body as JsonObject) };
      return { error: answer.error, path: list.path };
    }),
  );

  const linked: Linked[] = items.map((item) => ({ is: 'read', item }));
  for (const [position, { index, link }] of wanted.entries()) {
    const before = linked[index] as Linked;
    const result = found[position] as (typeof found)[number];
    if (before.is !== 'read') continue;
    if ('targets' in result) linked[index] = { is: 'read', item: { ...before.item, [link]: result.targets } };
    else if (isNotFound(result.error)) linked[index] = { is: 'gone' };
    else linked[index] = { is: 'unread', error: result.error, path: result.path };
  }
  return linked;
}
