/** The objects at the other end of a to-many link: a page at a time, in the order of the links. */
import { type Answer, isFault, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { notFound } from '../errors.ts';
import type { Place } from '../ordered.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { checkOptions, objectTypes, readQuery, readSelectOfAny } from '../query.ts';
import { contextOf, showRelated } from '../render.ts';
import type { Entry, ManyLink } from '../store.ts';
import { guardedFault } from './collection.ts';

/**
 * Living targets in the order of the links, after a place. The place is the id where the last page ended, so that links
 * that go meanwhile do not make the next page skip others; its position counts only when that very id is gone.
 */
function* linked(
  call: Call,
  ids: ReadonlySet<string>,
  place: Place | null,
  isShown: (entry: Entry) => boolean,
): Generator<{ entry: Entry; position: number; id: string }> {
  const { store } = call.tenant;
  const known = place !== null && ids.has(place.id);
  let position = 0;
  let skipping = place !== null;
  for (const id of ids) {
    position += 1;
    if (skipping && place !== null) {
      if (known ? id === place.id : position >= place.position - 1) skipping = false;
      if (known || position <= place.position - 1) continue;
    }
    const entry = store.entry(id);
    if (entry !== undefined && store.listed(entry).alive && isShown(entry)) yield { entry, position, id };
  }
}

/** The living targets of an object's link, or 404 where the object is not there, as lists see it. */
export function listLinks(
  call: Call,
  entry: Entry | undefined,
  name: ManyLink,
  isShown: (entry: Entry) => boolean = () => true,
): Answer {
  const { store, pageSizes } = call.tenant;
  const view = entry === undefined ? undefined : store.listed(entry);
  if (view?.alive !== true) return notFound(call.parameters.id ?? '');

  const refused = checkOptions(call, ['$select', '$top', '$count', '$skiptoken']);
  if (refused !== null) return refused;
  const select = readSelectOfAny(call.query.get('$select'), objectTypes, call);
  if (isFault(select)) return select;
  const guarded = guardedFault(call, select);
  if (guarded !== null) return guarded;
  const unselected = new URLSearchParams([...call.query].filter(([option]) => option !== '$select'));
  const query = readQuery(
    { ...call, query: unselected },
    { type: 'directoryObject', options: ['$top', '$count', '$skiptoken'] },
  );
  if (isFault(query)) return query;
  const place = readPlace(call);
  if (isFault(place)) return place;

  const page = pageOf(linked(call, view[name], place, isShown), query.top ?? pageSizes.page);
  const value = page.items.map((item) => showRelated(item.entry, store.listed(item.entry), call, select));
  const count = query.count && place === null ? [...linked(call, view[name], null, isShown)].length : undefined;
  return ok(
    listBody(call, contextOf(call, 'directoryObjects', select, false), value, {
      next: page.next,
      ...(count === undefined ? {} : { count }),
    }),
  );
}
