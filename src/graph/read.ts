/** Every live object of a type, and every soft-deleted one. */
import { printKey } from '../core/canonical/path.ts';
import { pageOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { DirectoryObject, ObjectType } from '../core/model.ts';
import { fail } from '../core/problem.ts';
import { deletedListOf, itemPath, listOf } from './addresses.ts';
import { type Answer, isNotFound } from './answer.ts';
import { bodyOf } from './body.ts';
import type { GraphClient } from './client.ts';
import { hasManyLinks, withLinks } from './links.ts';
import { readPages } from './pages.ts';
import { failWith } from './problems.ts';
import type { Item } from './repeats.ts';
import type { JsonObject } from './request.ts';

/** The contract is `Tenant.read`'s. */
export async function* readType(client: GraphClient, type: ObjectType): AsyncGenerator<DirectoryObject> {
  const page = pageOf(type);
  const place = listOf(page).path;
  for await (const items of readPages(client, listOf(page))) {
    if (!hasManyLinks(page)) {
      for (const item of items) yield objectOf(page, item.id, item);
      continue;
    }
    const linked = await withLinks(client, page, items);
    for (const [index, result] of linked.entries()) {
      const { id } = items[index] as Item;
      if (result.is === 'read') yield objectOf(page, id, result.item);
      else if (result.is === 'unread')
        failWith(result.error, { method: 'GET', path: result.path }, page.read.permission);
      else if (!(await isGone(client, page, id))) {
        fail('tenantUnreadable', `${printKey({ type, id })} is there, but Graph does not find its links`, {
          place: { file: place },
          remedy: 'Run it again; nothing was written.',
        });
      }
    }
  }
}

const objectOf = (page: TypePage, id: string, item: JsonObject): DirectoryObject => ({
  key: { type: page.type, id },
  body: bodyOf(page, item),
});

/** An object that was listed and whose links are not found was deleted in between, if Graph says so once more. */
async function isGone(client: GraphClient, page: TypePage, id: string): Promise<boolean> {
  const { version, pace } = page.read;
  const request = {
    method: 'GET',
    version,
    path: `${itemPath(page, id)}?$select=id`,
    lane: pace,
    expects: 'json',
  } as const;
  const answer = await client.ask(request);
  if (answer.ok) return false;
  return isNotFound(answer.error) || failWith(answer.error, request, page.read.permission);
}

/**
 * The contract is `Tenant.readDeleted`'s. Where no application permission is documented, a refusal is what is to be expected,
 * and some clouds do not have the path at all: both mean "cannot look", never "there are none".
 */
export async function readDeletedItems(
  client: GraphClient,
  type: ObjectType,
): Promise<readonly DirectoryObject[] | null> {
  const page = pageOf(type);
  const list = deletedListOf(page);
  const { version, path, lane } = list;
  const request = { method: 'GET', version, path, lane, expects: 'json' } as const;
  const first = await client.ask(request);
  if (!first.ok) {
    return !page.deletedItems.documented && isClosed(first) ? null : failWith(first.error, request, list.permission);
  }
  const objects: DirectoryObject[] = [];
  for await (const items of readPages(client, list, first.body as JsonObject)) {
    for (const item of items) objects.push({ key: { type, id: item.id }, body: bodyOf(page, item, 'notRead') });
  }
  return objects;
}

const closed = [400, 403, 404, 501];

const isClosed = (answer: Extract<Answer, { ok: false }>): boolean =>
  answer.error.kind === 'refused' && closed.includes(answer.error.status ?? 0);
