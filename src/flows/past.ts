/**
 * What a backup left behind for the reading after it, and which types can be read from there: by their changes alone, or in
 * full, and then why.
 */
import { objectTypes, pageOf } from '../core/catalog/index.ts';
import { type Marks, marksPath, parseMarks, type TypeMark } from '../core/marks.ts';
import type { Backup, ObjectType } from '../core/model.ts';
import type { Doors } from './doors.ts';

/** How a type is read. `why` is null where Graph tells no changes of the type, so that it is never read otherwise. */
export type Way =
  | { readonly read: 'changes'; readonly since: TypeMark }
  | { readonly read: 'inFull'; readonly why: string | null };

export type Ways = ReadonlyMap<ObjectType, Way>;

/**
 * Delta tokens live seven days, and what delta misses must not stay missed: some hours less, because a nightly job does not
 * start by the second. Source: facts on Graph §4 (DELTA). Last verified: 2026-11-23.
 */
const sweepAfterMs = 7 * 86_400_000 - 4 * 3_600_000;
/** Clocks differ. */
const overlapMs = 3_600_000;

export async function waysToRead(
  doors: Pick<Doors, 'tenant' | 'journal' | 'clock' | 'version'>,
  backup: Backup | undefined,
  wanted: 'changes' | 'inFull' = 'changes',
): Promise<Ways> {
  if (wanted === 'inFull') return everyTypeInFull('asked for');
  if (backup === undefined) return everyTypeInFull('there is no backup before');
  const text = await doors.journal.read(marksPath(backup.name));
  if (text === null) return everyTypeInFull(`backup ${backup.name} left no marks to go on from`);
  const marks = parseMarks(text);
  if (marks === null) return everyTypeInFull(`the marks of backup ${backup.name} cannot be read`);
  if (marks.madeBy !== doors.version) {
    return everyTypeInFull(`backup ${backup.name} was made by version ${marks.madeBy}`);
  }
  const ways = new Map(objectTypes.map((type) => [type, wayOf(type, marks, backup, doors.clock.now())]));
  const why = await whyNotByChanges(doors, ways);
  return why === null ? ways : everyTypeInFull(why);
}

const everyTypeInFull = (reason: string): Ways =>
  new Map(objectTypes.map((type) => [type, { read: 'inFull', why: whyInFull(type, reason) }]));

const whyInFull = (type: ObjectType, reason: string): string | null => (pageOf(type).delta === null ? null : reason);

function wayOf(type: ObjectType, marks: Marks, backup: Backup, now: Date): Way {
  const since = marks.types[type];
  if (since === undefined) return { read: 'inFull', why: whyInFull(type, `backup ${backup.name} left no mark of it`) };
  const ageMs = now.getTime() - Date.parse(since.swept);
  return ageMs >= sweepAfterMs
    ? { read: 'inFull', why: `it was last read in full on ${since.swept.slice(0, 10)}` }
    : { read: 'changes', since };
}

/** Microsoft's own recoveries leave no delta records. Not to know of any is not to know that there were none. */
async function whyNotByChanges({ tenant }: Pick<Doors, 'tenant'>, ways: Ways): Promise<string | null> {
  const taken = [...ways.values()].flatMap((way) => (way.read === 'changes' ? [Date.parse(way.since.taken)] : []));
  if (taken.length === 0) return null;
  const recovered = await tenant.recoveredNatively(new Date(Math.min(...taken) - overlapMs));
  if (recovered === null) {
    return 'whether Microsoft’s own service recovered anything cannot be seen without EntraBackup.Read.All';
  }
  return recovered ? 'Microsoft’s own service has recovered something since, which leaves no delta records' : null;
}
