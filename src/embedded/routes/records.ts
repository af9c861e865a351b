/** Lists of records between objects: pages, `$select`, and filters of equality. */
import { type Answer, type Fault, isFault, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { notFound, unsupportedQuery } from '../errors.ts';
import type { Place, Placed } from '../ordered.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { checkOptions, readQuery } from '../query.ts';
import { contextOf } from '../render.ts';
import type { Entry } from '../store.ts';
import type { Body, CoveredType } from '../value.ts';

/** `a eq 'x' and b eq 'y'`; ids may stand without quotes. Anything else is more than this tenant can do, and it says so. */
export function readEquals(text: string | null, names: readonly string[]): ReadonlyMap<string, string> | Fault {
  const wanted = new Map<string, string>();
  if (text === null) return wanted;
  for (const part of text.split(/\s+and\s+/)) {
    const match = /^\s*(\w+)\s+eq\s+(?:'((?:[^']|'')*)'|([0-9a-fA-F-]{36}))\s*$/.exec(part);
    const name = match?.[1];
    if (name === undefined || !names.includes(name) || wanted.has(name)) return unsupportedQuery();
    wanted.set(name, (match?.[2]?.replaceAll("''", "'") ?? match?.[3] ?? '').toLowerCase());
  }
  return wanted;
}

export interface RecordList<T> {
  readonly type: string;
  /** As `@odata.context` names it. */
  readonly name: string;
  /** Properties that `$filter` may name. */
  readonly filters: readonly string[];
  /** What there is to look through after a place, the narrower the better. */
  readonly source: (wanted: ReadonlyMap<string, string>, place: Place | null) => Iterable<T>;
  readonly isSeen: (record: T) => boolean;
  readonly show: (record: T) => Body;
}

/** `$select` of a shown record; the id is always there. */
export const selected = (body: Body, select: readonly string[] | null): Body =>
  select === null ? body : Object.fromEntries(['id', ...select].map((name) => [name, body[name] ?? null]));

export function listRecords<T extends Placed>(call: Call, list: RecordList<T>): Answer {
  const refused = checkOptions(call, ['$select', '$top', '$filter', '$skiptoken']);
  if (refused !== null) return refused;
  const wanted = readEquals(call.query.get('$filter'), list.filters);
  if (isFault(wanted)) return wanted;
  const unfiltered = new URLSearchParams([...call.query].filter(([option]) => option !== '$filter'));
  const query = readQuery(
    { ...call, query: unfiltered },
    { type: list.type, options: ['$select', '$top', '$skiptoken'] },
  );
  if (isFault(query)) return query;
  const place = readPlace(call);
  if (isFault(place)) return place;
  const fits = (record: T): boolean =>
    [...wanted].every(([name, value]) => String((record as unknown as Body)[name]).toLowerCase() === value);
  const found = function* (): Generator<T> {
    for (const record of list.source(wanted, place)) if (list.isSeen(record) && fits(record)) yield record;
  };
  const page = pageOf(found(), query.top ?? call.tenant.pageSizes.page);
  const value = page.items.map((record) => selected(list.show(record), query.select));
  return ok(listBody(call, contextOf(call, list.name, query.select, false), value, { next: page.next }));
}

function named(call: Call, type: CoveredType): Entry | undefined {
  const { store } = call.tenant;
  const key = call.parameters.id ?? '';
  // Users go by their name too.
  const holder = type === 'user' ? store.claims.holderOf('userPrincipalName', key) : undefined;
  const entry = store.entry(holder ?? key);
  return entry?.type === type ? entry : undefined;
}

/** The object of a type that the path names, as a read by id sees it. */
export function ownerOf(call: Call, type: CoveredType): Entry | Fault {
  const entry = named(call, type);
  return entry !== undefined && call.tenant.store.read(entry).alive ? entry : notFound(call.parameters.id ?? '');
}

/** The same for a write, which sees the truth. */
export function livingOwnerOf(call: Call, type: CoveredType): Entry | Fault {
  const entry = named(call, type);
  return entry?.alive === true ? entry : notFound(call.parameters.id ?? '');
}
