/** Objects of which a tenant has exactly one, with the parts that are objects of their own. */
import type { TypePage } from '../core/catalog/page.ts';
import { fail } from '../core/problem.ts';
import { isItself } from './addresses.ts';
import { isObject } from './answer.ts';
import type { GraphClient } from './client.ts';
import { checkedItem, type Item } from './repeats.ts';
import type { JsonObject } from './request.ts';

/** The object itself, then its parts. Fails with `lyingAnswer` when Graph leaves the parts out or cuts them off. */
export async function readTheOne(client: GraphClient, page: TypePage): Promise<readonly Item[]> {
  const { version, path, pace, permission } = page.read;
  const body = await client.read({ method: 'GET', version, path, lane: pace, expects: 'json' }, permission);
  const itself = checkedItem(body, path);
  if (!isItself(page, itself.id)) {
    return fail('lyingAnswer', `the one ${page.type} calls itself ${itself.id}`, { place: { file: path } });
  }
  if (page.parts === undefined) return [itself];
  const { [page.parts]: parts, ...rest } = itself as JsonObject;
  if (!Array.isArray(parts) || !parts.every(isObject) || `${page.parts}@odata.nextLink` in rest) {
    return fail('lyingAnswer', `${page.type} came without all of its ${page.parts}`, { place: { file: path } });
  }
  const items = parts.map((part) => checkedItem(part, path));
  const ids = new Set(items.map(({ id }) => id));
  if (ids.size < items.length) {
    return fail('lyingAnswer', `two of the ${page.parts} have the same id`, { place: { file: path } });
  }
  return [rest as Item, ...items];
}
