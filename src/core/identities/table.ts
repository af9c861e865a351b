/**
 * Which new object stands for which old one. Made anew twice, an object has three ids: whoever asks for any of them gets the
 * newest.
 */
import { byCodeUnit } from '../canonical/order.ts';
import type { ObjectType } from '../model.ts';

/** One object that was made anew. */
export interface Recreated {
  readonly type: ObjectType;
  readonly oldId: string;
  readonly newId: string;
  /** Of an application, and of what goes by its `appId`, where the new one has another. */
  readonly appId?: { readonly before: string; readonly now: string };
  /** Id of the recovery, which sorts by time: of two that tell different things of an id, the later one counts. */
  readonly recovery: string;
}

export interface Identities {
  readonly isEmpty: boolean;
  /** In the order of the recoveries. */
  readonly recreated: readonly Recreated[];
  /** The newest id of an object; an id that nobody knows is its own. */
  idNow(id: string): string;
  appIdNow(appId: string): string;
  /** Every id that the object behind this one has had, the newest first. */
  idsOf(id: string): readonly string[];
}

/** The order of the entries says nothing. An entry that would lead in a circle is no news of anything and is left out. */
export function identitiesFrom(entries: readonly Recreated[]): Identities {
  const recreated = [...entries].sort(byRecovery);
  const ids = linked(recreated.map(({ oldId, newId }) => [oldId, newId]));
  const appIds = linked(recreated.flatMap(({ appId }) => (appId === undefined ? [] : [[appId.before, appId.now]])));
  const now = (links: ReadonlyMap<string, string>) => (id: string) => endOf(links, id);
  const idNow = now(ids);
  const former = Map.groupBy(ids.keys(), idNow);
  return {
    isEmpty: recreated.length === 0,
    recreated,
    idNow,
    appIdNow: now(appIds),
    idsOf: (id) => [idNow(id), ...(former.get(idNow(id)) ?? [])],
  };
}

export const noIdentities: Identities = identitiesFrom([]);

export const withRecreated = (identities: Identities, more: readonly Recreated[]): Identities =>
  more.length === 0 ? identities : identitiesFrom([...identities.recreated, ...more]);

const orderOf = ({ recovery, oldId, newId, type, appId }: Recreated): string =>
  [recovery, oldId, newId, type, appId?.before, appId?.now].join(' ');

function byRecovery(a: Recreated, b: Recreated): number {
  return byCodeUnit(orderOf(a), orderOf(b));
}

/** Each id to the one after it, without circles; the last word on an id counts. */
function linked(pairs: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const [before = '', now = ''] of pairs) {
    const others = new Map(links);
    others.delete(before);
    if (endOf(others, now) !== before) links.set(before, now);
  }
  return links;
}

function endOf(links: ReadonlyMap<string, string>, id: string): string {
  let end = id;
  for (let next = links.get(end); next !== undefined; next = links.get(end)) end = next;
  return end;
}
