/** What recoveries have made anew, as the journal tells it. */
import { identitiesFolder, parseIdentities } from '../core/identities/record.ts';
import { type Identities, identitiesFrom } from '../core/identities/table.ts';
import type { Scope } from '../core/model.ts';
import type { Journal } from '../core/ports.ts';

export async function identitiesIn(journal: Journal): Promise<Identities> {
  return identitiesFrom((await recordsIn(journal)).flatMap(({ recreated }) => recreated));
}

/** Creations that may have happened and of which nobody knows: by printed key, since when. */
export async function openCreations(journal: Journal): Promise<ReadonlyMap<string, string>> {
  const records = await recordsIn(journal);
  const known = new Set(records.flatMap(({ recreated }) => recreated.map(({ type, oldId }) => `${type}/${oldId}`)));
  const open = new Map<string, string>();
  // The earliest try counts: the object may be from any of them.
  for (const { type, id, since } of records.flatMap(({ begun }) => begun)) {
    const key = `${type}/${id}`;
    const first = open.get(key);
    if (!known.has(key) && (first === undefined || since < first)) open.set(key, since);
  }
  return open;
}

async function recordsIn(journal: Journal): Promise<readonly ReturnType<typeof parseIdentities>[]> {
  return [...(await journal.records(identitiesFolder))].map(([path, text]) => parseIdentities(text, path));
}

/** A person may know an object by any id that it has had. */
export const scopeNow = (identities: Identities, scope: Scope): Scope =>
  identities.isEmpty ? scope : { ...scope, ids: [...new Set(scope.ids.flatMap(identities.idsOf))] };
