/**
 * Two states of many objects, with an object that was made anew between them as one pair under its newest id. This changes
 * what a comparison is given, never the comparison.
 */
import { printKey } from '../canonical/path.ts';
import { pageOf } from '../catalog/index.ts';
import type { ObjectKey, Presence } from '../model.ts';
import { filledFrom, keyNow, stateNow } from './rewrite.ts';
import type { Identities } from './table.ts';

export interface Pair {
  readonly key: ObjectKey;
  readonly before: Presence;
  readonly after: Presence;
}

export function pairsNow(identities: Identities, pairs: readonly Pair[]): readonly Pair[] {
  if (identities.isEmpty) return pairs;
  const groups = Map.groupBy(pairs, ({ key }) => printKey(keyNow(identities, key)));
  return [...groups.values()].map((found): Pair => {
    const key = keyNow(identities, (found[0] as Pair).key);
    const page = pageOf(key.type);
    const state = (side: 'before' | 'after'): Presence =>
      joined(
        identities,
        found.map((pair) => [pair.key, pair[side]] as const),
      );
    const [before, after] = [state('before'), state('after')];
    return { key, before: filledFrom(page, before, after), after: filledFrom(page, after, before) };
  });
}

const rank: { readonly [is in Presence['is']]: number } = { present: 3, softDeleted: 2, unknown: 1, absent: 0 };

/**
 * One object has one state, whatever its ids were: where it is there under one of them, that is where it stands, the newest
 * id first. What nobody could read is not gone.
 */
function joined(identities: Identities, states: readonly (readonly [ObjectKey, Presence])[]): Presence {
  const order = identities.idsOf(states[0]?.[0].id ?? '');
  const sorted = [...states].sort(
    ([a, left], [b, right]) => rank[right.is] - rank[left.is] || order.indexOf(a.id) - order.indexOf(b.id),
  );
  const [key, state] = sorted[0] as readonly [ObjectKey, Presence];
  const mayBeSoftDeleted = states.some(([, one]) => one.is === 'absent' && one.mayBeSoftDeleted);
  if (state.is === 'absent') return mayBeSoftDeleted ? { is: 'absent', mayBeSoftDeleted } : state;
  return stateNow(identities, key, state);
}
