/** Lists of living objects of a type, and single ones. */
import { type Answer, type Fault, isFault, ok, type Success } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, denied, fault } from '../errors.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { allows, grants } from '../permissions.ts';
import { type Filter, type Option, type Query, readQuery } from '../query.ts';
import { contextOf, graphTypeOf, showEntry } from '../render.ts';
import { keptByExchange } from '../rules/group.ts';
import { singleOnly } from '../rules/user.ts';
import { typeOf } from '../schema.ts';
import type { Entry, View } from '../store.ts';
import { type Body, type CoveredType, isText, type Version } from '../value.ts';

export interface Collection {
  readonly type: CoveredType;
  /** As `@odata.context` names it. */
  readonly name: string;
  readonly links: readonly string[];
  /** Only the objects of this derived type. */
  readonly derived?: string;
}

const directoryOptions: readonly Option[] = ['$select', '$top', '$expand', '$filter', '$count', '$skiptoken'];

/** Whether a version knows the type at all: v1.0 has no compliant-network locations. */
export const knownTo = (version: Version, type: CoveredType, body: Body): boolean =>
  version === 'beta' || typeOf(graphTypeOf(type, body))?.beta !== true;

export function matches(filter: Filter | null, body: Body): boolean {
  if (filter === null) return true;
  const value = body[filter.property];
  const wanted = isText(value) ? value.toLowerCase() : value;
  return filter.values.some((candidate) => (isText(candidate) ? candidate.toLowerCase() : candidate) === wanted);
}

/** Selected properties that need more than the right to read the object. */
export function guardedFault(call: Call, select: readonly string[] | null): Fault | null {
  if (select?.includes('employeeLeaveDateTime') && !allows(grants.readLeaveDate, call.roles)) return denied();
  if (select?.includes('signInActivity') && !allows(grants.readSignInActivity, call.roles)) return denied();
  return null;
}

/** Selected properties that cannot be had here: by this caller, or of more than one object at a time. */
export function selectFault(
  call: Call,
  select: readonly string[] | null,
  single: boolean,
  expand: Query['expand'] = [],
): Fault | null {
  for (const names of [select, ...expand.map((expansion) => expansion.select)]) {
    const refused = guardedFault(call, names);
    if (refused !== null) return refused;
  }
  const kept = single ? undefined : select?.find((name) => singleOnly.has(name) || keptByExchange.has(name));
  return kept === undefined
    ? null
    : fault(501, 'NotImplemented', `The property '${kept}' is not supported on collections.`);
}

/** Whether a filter leaves an object out by what is known of it without making it. */
const isOutside = (filter: Filter | null, { known }: Entry): boolean =>
  filter !== null && known !== undefined && filter.property in known && !matches(filter, known);

function* shownEntries(source: Iterable<Entry>, call: Call, query: Query, { derived }: Collection): Generator<Entry> {
  for (const entry of source) {
    const view = call.tenant.store.listed(entry);
    if (isOutside(query.filter, entry)) continue;
    if (!view.alive || !(entry.isPlain === true || knownTo(call.version, entry.type, view.body))) continue;
    if (derived !== undefined && graphTypeOf(entry.type, view.body) !== derived) continue;
    if (query.filter === null || matches(query.filter, view.body)) yield entry;
  }
}

export function listOf(call: Call, collection: Collection): Answer {
  const { store, pageSizes } = call.tenant;
  const query = readQuery(call, {
    type: collection.derived ?? collection.type,
    options: directoryOptions,
    links: collection.links,
  });
  if (isFault(query)) return query;
  const refused = selectFault(call, query.select, false, query.expand);
  if (refused !== null) return refused;
  const place = readPlace(call);
  if (isFault(place)) return place;

  const living = store.living(collection.type);
  const page = pageOf(shownEntries(living.after(place), call, query, collection), query.top ?? pageSizes.page);
  const value = page.items.map((entry) =>
    showEntry(entry, store.listed(entry), call, { select: query.select, expand: query.expand }),
  );
  const counted =
    query.count && place === null ? [...shownEntries(living.items, call, query, collection)].length : undefined;
  const names =
    query.select === null ? null : [...query.select, ...query.expand.map((expansion) => `${expansion.name}()`)];
  return ok(
    listBody(call, contextOf(call, collection.name, names, false), value, {
      next: page.next,
      ...(counted === undefined ? {} : { count: counted }),
    }),
  );
}

export function countOf(call: Call, collection: Collection): Answer {
  if (call.headers.consistencylevel !== 'eventual') {
    return badRequest('$count is not currently supported without ConsistencyLevel: eventual.');
  }
  const none: Query = { select: null, top: null, expand: [], filter: null, count: false };
  const count = [...shownEntries(call.tenant.store.living(collection.type).items, call, none, collection)].length;
  return { status: 200, text: String(count) } satisfies Success;
}

/** One object, as a read by id shows it. */
export function oneOf(call: Call, collection: Collection, entry: Entry, view: View): Answer {
  const options: readonly Option[] = collection.links.length === 0 ? ['$select'] : ['$select', '$expand'];
  const query = readQuery(call, { type: graphTypeOf(entry.type, view.body), options, links: collection.links });
  if (isFault(query)) return query;
  const refused = selectFault(call, query.select, true, query.expand);
  if (refused !== null) return refused;
  return ok({
    '@odata.context': contextOf(call, collection.name, query.select, true),
    ...showEntry(entry, view, call, { select: query.select, expand: query.expand, single: true }),
  });
}
