/**
 * One part of all objects of a type at once: few requests instead of one for every object. What is not certain to be whole
 * is said to be so, and is read again object by object.
 */
import { keepLink } from '../core/canonical/links.ts';
import type { TypePage } from '../core/catalog/page.ts';
import { IdTable } from '../core/idTable.ts';
import { fail } from '../core/problem.ts';
import { partSweepOf, tenantListOf } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { expandedWhole, type Targets } from './expanded.ts';
import { readPages } from './pages.ts';
import type { Part } from './parts.ts';
import { readPart } from './whole.ts';

export interface Sweep {
  readonly part: Part;
  /** What an object has of the part, or null where that is not certain to be all. */
  of(id: string): Targets;
  /** Of every object that has something, or may have. */
  found(): Iterable<readonly [id: string, targets: Targets]>;
}

/**
 * A list of the whole tenant does not name objects that have nothing, so of one that it does not name it says something only
 * if the object is known to have been there before the list was read. Those that `$expand` brings are, so it goes first.
 * With `apart`, parts that have a circle are swept there alone; of those ids they are left open, and of all others.
 */
export async function sweepParts(
  client: GraphClient,
  page: TypePage,
  parts: readonly Part[],
  apart: readonly string[] | null = null,
): Promise<readonly Sweep[]> {
  const expanded = await Promise.all(
    parts.flatMap((part) => (part.reading === 'expand' ? [sweepExpanded(client, page, part, apart)] : [])),
  );
  const wasThere = (id: string): boolean => expanded.some(({ seen }) => seen.has(id));
  const listed = await Promise.all(
    parts.flatMap((part) =>
      part.reading === 'expand' ? [] : [sweepTenantList(client, page, part, part.reading, wasThere)],
    ),
  );
  return [...expanded, ...listed];
}

interface ExpandedSweep extends Sweep {
  readonly seen: IdTable;
}

async function sweepExpanded(
  client: GraphClient,
  page: TypePage,
  part: Part,
  apart: readonly string[] | null,
): Promise<ExpandedSweep> {
  // Most objects have nothing here: of those only the ids are kept.
  const seen = new IdTable();
  const found = new Map<string, Targets>();
  const circle = apart === null ? null : part.circle;
  if (circle !== null) for (const id of apart ?? []) found.set(id, null);
  for await (const items of readPages(client, partSweepOf(page, part, circle))) {
    for (const item of items) {
      seen.set(item.id, 1);
      const targets = expandedWhole(item[part.name]);
      if (targets === null || targets.length > 0) found.set(item.id, small(page, part, targets));
    }
  }
  // An object that came after the sweep is not known to have nothing.
  return { part, seen, of: (id) => found.get(id) ?? (seen.has(id) && !found.has(id) ? [] : null), found: () => found };
}

/** Links as the references they become, which cost less memory than what Graph sent. */
function small(page: TypePage, part: Part, targets: Targets): Targets {
  const link = page.links.find(({ name }) => name === part.name);
  return targets === null || link === undefined ? targets : (keepLink(link, targets) as readonly string[]);
}

async function sweepTenantList(
  client: GraphClient,
  page: TypePage,
  part: Part,
  { list, owner }: Exclude<Part['reading'], 'expand'>,
  wasThere: (id: string) => boolean,
): Promise<Sweep> {
  const found = new Map<string, unknown[]>();
  for await (const items of readPages(client, tenantListOf(page, list))) {
    for (const item of items) {
      const id = item[owner];
      if (typeof id !== 'string') return fail('lyingAnswer', `an item of ${list} does not say its ${owner}`);
      const targets = small(page, part, [item]) ?? [];
      if (targets.length === 0) continue;
      const own = found.get(id);
      if (own === undefined) found.set(id, [...targets]);
      else own.push(...targets);
    }
  }
  return { part, of: (id) => found.get(id) ?? (wasThere(id) ? [] : null), found: () => found };
}

/** The sweep with what may have been cut off read object by object. Left open is only what Graph does not find any more. */
export async function completed(client: GraphClient, page: TypePage, swept: Sweep): Promise<Sweep> {
  const open = [...swept.found()].flatMap(([id, targets]) => (targets === null ? [id] : []));
  if (open.length === 0) return swept;
  const read = await readPart(client, page, swept.part, open);
  const found = new Map(swept.found());
  for (const [id, targets] of read) found.set(id, small(page, swept.part, targets));
  return { part: swept.part, of: (id) => found.get(id) ?? swept.of(id), found: () => found };
}
