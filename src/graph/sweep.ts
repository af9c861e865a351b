/**
 * One part of all objects of a type at once: few requests instead of one for every object. What is not certain to be whole
 * is said to be so, and is read again object by object.
 */
import { keepLink } from '../core/canonical/links.ts';
import type { TypePage } from '../core/catalog/page.ts';
import { fail } from '../core/problem.ts';
import { partSweepOf, tenantListOf } from './addresses.ts';
import type { GraphClient } from './client.ts';
import { readPages } from './pages.ts';
import type { Part } from './parts.ts';

/** `$expand` gives so many of a collection and says nothing of the rest. Source: facts on Graph §4. Last verified: 2026-11-23. */
const mostExpanded = 20;

/** The targets of a part, or null when they are not known to be all. */
export type Targets = readonly unknown[] | null;

export interface Sweep {
  readonly part: Part;
  of(id: string): Targets;
}

/** What `$expand` gave of one object, or null when there may be more. */
export const expandedWhole = (value: unknown): Targets =>
  Array.isArray(value) && value.length < mostExpanded ? value : null;

export const sweep = (client: GraphClient, page: TypePage, part: Part): Promise<Sweep> =>
  part.reading === 'expand' ? sweepExpanded(client, page, part) : sweepTenantList(client, page, part, part.reading);

async function sweepExpanded(client: GraphClient, page: TypePage, part: Part): Promise<Sweep> {
  // Most objects have nothing here: of those only the ids are kept.
  const seen = new Set<string>();
  const found = new Map<string, Targets>();
  for await (const items of readPages(client, partSweepOf(page, part))) {
    for (const item of items) {
      seen.add(item.id);
      const targets = expandedWhole(item[part.name]);
      if (targets === null || targets.length > 0) found.set(item.id, small(page, part, targets));
    }
  }
  // An object that came after the sweep is not known to have nothing.
  return { part, of: (id) => found.get(id) ?? (seen.has(id) && !found.has(id) ? [] : null) };
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
  return { part, of: (id) => found.get(id) ?? [] };
}
