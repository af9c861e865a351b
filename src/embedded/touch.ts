/** A night of work in a tenant of any size, without a request for each change: for measurements. */
import type { Entry, Store } from './store.ts';
import type { CoveredType } from './value.ts';

const properties: { readonly [type in CoveredType]?: string } = {
  user: 'jobTitle',
  group: 'description',
  application: 'notes',
  servicePrincipal: 'notes',
};

/** Changes every so-manieth object that the cloud masters, as delta queries will tell. `round`: which ones, and to what. */
export function touch(store: Store, share: number, round: number): number {
  let touched = 0;
  for (const [type, property] of Object.entries(properties) as [CoveredType, string][]) {
    const { items } = store.living(type);
    const step = Math.max(1, Math.floor(1 / share));
    for (let index = (round * 7) % step; index < items.length; index += step) {
      const entry = items[index] as Entry;
      store.change(entry, { ...entry.body, [property]: `Touched in round ${round}` }, [property]);
      if (type === 'group') touchMembers(store, entry);
      touched += 1;
    }
  }
  return touched;
}

/** One member leaves; in a group whose members are computed that would not be somebody's work. */
function touchMembers(store: Store, group: Entry): void {
  const [first] = group.members ?? [];
  if (first !== undefined && group.body.membershipRule === null) store.unlink(group, 'members', first);
}
