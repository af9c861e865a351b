/** Every live object of a type, and every soft-deleted one. */
import { printKey } from '../core/canonical/path.ts';
import { type PropertyChoice, pageOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { DirectoryObject, ObjectType } from '../core/model.ts';
import { fail } from '../core/problem.ts';
import { bareItemPath, deletedListOf, listOf } from './addresses.ts';
import { type Answer, isNotFound } from './answer.ts';
import { bodyOf } from './body.ts';
import type { GraphClient } from './client.ts';
import { withLicence } from './licence.ts';
import { namesToAskFor } from './novel.ts';
import { readPages } from './pages.ts';
import { partsOf } from './parts.ts';
import { failWith } from './problems.ts';
import type { Item } from './repeats.ts';
import type { JsonObject } from './request.ts';
import { readTheOne } from './single.ts';
import { sweepParts } from './sweep.ts';
import { hasParts, wholeItems } from './whole.ts';

/** The contract is `Tenant.read`'s. */
export async function* readType(
  client: GraphClient,
  type: ObjectType,
  choice: PropertyChoice,
): AsyncGenerator<DirectoryObject> {
  const page = pageOf(type);
  try {
    yield* objectsOf(client, page, choice);
  } catch (error) {
    throw await withLicence(client, page, error);
  }
}

async function* objectsOf(
  client: GraphClient,
  page: TypePage,
  choice: PropertyChoice,
): AsyncGenerator<DirectoryObject> {
  const { type } = page;
  if (page.read.shape === 'one') {
    for (const item of await readTheOne(client, page)) yield objectOf(page, item.id, item);
    return;
  }
  // Graph expands one thing at a time. A link with one target cannot be cut off, so it goes first.
  const parts = partsOf(page);
  const part = page.read.expand === null ? (parts.find(({ reading }) => reading === 'expand') ?? null) : null;
  const [more, sweeps] = await Promise.all([
    namesToAskFor(client, page),
    sweepParts(
      client,
      page,
      parts.filter((one) => one !== part),
    ),
  ]);
  const list = listOf(page, { choice, more, part });
  const brought = { choice, sweeps, expanded: part?.name ?? null };
  for await (const items of readPages(client, list)) {
    if (!hasParts(page, choice)) {
      for (const item of items) yield objectOf(page, item.id, item);
      continue;
    }
    const whole = await wholeItems(client, page, items, brought);
    for (const [index, result] of whole.entries()) {
      const { id } = items[index] as Item;
      if (result.is === 'read') yield objectOf(page, id, result.item);
      else if (result.is === 'unread') failWith(result.error, { method: 'GET', path: result.path }, result.permission);
      else if (!(await isGone(client, page, id))) {
        fail('tenantUnreadable', `${printKey({ type, id })} is there, but Graph does not find its links`, {
          place: { file: list.path },
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
    path: bareItemPath(page, id),
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
  choice: PropertyChoice,
): Promise<readonly DirectoryObject[] | null> {
  const page = pageOf(type);
  if (page.deletedItems === null) return [];
  const list = deletedListOf(page, choice);
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
