/** What a job makes anew, as its journal must know it before it happens and after. */
import { printKey } from '../core/canonical/path.ts';
import { type Begun, identitiesPath, printIdentities, recreatedIn, stillOpen } from '../core/identities/record.ts';
import { type Identities, type Recreated, withRecreated } from '../core/identities/table.ts';
import type { Receipt } from '../core/model.ts';
import type { Creations } from '../core/ports.ts';
import type { Doors } from './doors.ts';
import { openCreations } from './identities.ts';

export interface JobCreations extends Creations {
  recreated(): readonly Recreated[];
  /** All that was made anew, by this job and before. */
  identities(): Identities;
  /** Why nothing more can be put on record, or null. */
  failure(): unknown;
  /** To be written with the record of the job; nothing where nothing is made anew. */
  records(): ReadonlyMap<string, string>;
}

/** `receipts`: of the job, as they come. `save`: puts what is known on record; when it fails nothing is made. */
export async function creationsOf(
  { journal, clock }: Pick<Doors, 'journal' | 'clock'>,
  job: { readonly id: string; readonly before: Identities; readonly receipts: readonly Receipt[] },
  save: () => Promise<void>,
): Promise<JobCreations> {
  const open = await openCreations(journal);
  const begun: Begun[] = [];
  const recreated = () => recreatedIn(job.receipts, job.id);
  const stillBegun = () => stillOpen(begun, job.receipts);
  // One push at a time, and one for all that are about to begin.
  let saving: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  return {
    recreated,
    identities: () => withRecreated(job.before, recreated()),
    taken: () => new Set([...job.before.recreated, ...recreated()].map(({ newId }) => newId)),
    begun: () => {
      const mine = stillBegun().map((one) => [printKey(one), one.since] as const);
      return new Map([...mine, ...open]);
    },
    before: async ({ type, id }) => {
      if (!begun.some((one) => one.type === type && one.id === id)) {
        begun.push({ type, id, since: clock.now().toISOString() });
      }
      const previous = saving;
      saving = previous.then(save);
      try {
        await saving;
      } catch (error) {
        failure ??= error;
        throw error;
      }
    },
    failure: () => failure,
    records: () => {
      const record = { begun: stillBegun(), recreated: recreated() };
      if (record.begun.length + record.recreated.length === 0) return new Map();
      return new Map([[identitiesPath(job.id), printIdentities(record)]]);
    },
  };
}
