/**
 * What is to be recovered, before the tenant is looked at: for each object its base and its wanted state.
 *
 * From a commit range it is what people reviewed. From a backup it is the tenant as it is, and that backup's state within a
 * scope, as Microsoft's service does.
 */
import { findBackup, timeOfBackup } from '../core/backupName.ts';
import { deletedItemPath, manifestPath, objectPath, printKey } from '../core/canonical/path.ts';
import { commonCoverage } from '../core/coverage.ts';
import type { Unrecorded } from '../core/guard.ts';
import { mayBeLost } from '../core/identities/lost.ts';
import { pairsNow } from '../core/identities/pairs.ts';
import type { Identities } from '../core/identities/table.ts';
import { isOpen } from '../core/jobs.ts';
import type { AddedByType, Backup, BackupName, Coverage, ObjectKey, Presence, Scope } from '../core/model.ts';
import { narrowedScope } from '../core/narrowedScope.ts';
import type { PathChange, ReviewedChange } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { chosenState, everything } from '../core/scope.ts';
import { againstLive } from './againstLive.ts';
import { recordedBackups } from './backups.ts';
import type { Doors } from './doors.ts';
import { type OnRecord, recoveriesIn, recoveryNamed } from './history.ts';
import { identitiesIn, openCreations } from './identities.ts';
import { idsOfGone, isChosen, type Naming, namingIn } from './mentions.ts';
import { unrecordedIn, type Wanted } from './recordedStates.ts';
import { differencesOf, reportNamed } from './reports.ts';
import { manifestAt, pairsOf } from './states.ts';

export interface Reviewed {
  readonly key: ObjectKey;
  readonly base: Presence;
  readonly wanted: Presence;
  readonly newest?: Presence;
}

export interface Review {
  /** Commit before the change, or `live`. */
  readonly base: string;
  /** Commit that is wanted. */
  readonly wanted: string;
  readonly backup: BackupName | null;
  readonly scope: Scope;
  readonly added: AddedByType | null;
  /** Whether objects that are gone for good are to be made anew. */
  readonly recreate: boolean;
  /** What recoveries before have made anew. */
  readonly identities: Identities;
  /** Objects out of scope that name by its id what may have to be made anew. */
  readonly naming: readonly Naming[];
  readonly objects: readonly Reviewed[];
  readonly coverage: Coverage;
  readonly tenantId: string;
  /** Commit whose guards and configuration count: the one before the change. */
  readonly rules: string;
  /** Commit of the newest backup: the measure of how much of a type a plan would delete. */
  readonly newest: string;
  /** Objects that an earlier, unfinished recovery of the same review has written: nobody else moved them. */
  readonly settled: ReadonlySet<string>;
  /** What is wanted and no backup ever recorded. */
  readonly unrecorded: readonly Unrecorded[];
}

type OnChange = Pick<Doors, 'store' | 'journal' | 'log' | 'clock' | 'tell'>;

/** What people reviewed in a range of commits on `main`. The tree is the instruction. */
export async function reviewOfRange(doors: OnChange, range: string, recreate = false): Promise<Review> {
  await doors.store.refresh();
  const reviewed = await doors.store.reviewed(range);
  requireInstruction(reviewed, range);
  await requireLastWord(doors.store, reviewed);
  return reviewOfChange(doors, reviewed, recreate);
}

/** What merging a proposal would ask for. Fails with `rangeNotReviewed` where it cannot be merged or asks for nothing. */
export async function reviewOfProposal(doors: OnChange, head: string): Promise<Review> {
  await doors.store.refresh();
  const proposed = await doors.store.proposed(head);
  if (proposed.is === 'conflict') {
    return fail('rangeNotReviewed', `it conflicts with main at ${proposed.paths.length} paths`, {
      place: { file: proposed.paths[0] ?? head },
      remedy: 'main has moved on: close it, and propose it again with entra-rewind revert.',
    });
  }
  requireInstruction(proposed, head);
  return reviewOfChange(doors, proposed, false);
}

function requireInstruction(reviewed: ReviewedChange, range: string): void {
  if (reviewed.outside.length > 0 && reviewed.changes.length > 0) {
    fail('rangeNotReviewed', 'the range changes snapshots/ and other files at once', {
      place: { file: reviewed.outside[0] ?? range },
      remedy: 'Guards and configuration must not change together with what they judge: use two pull requests.',
    });
  }
  if (reviewed.changes.some(({ path, after }) => path === manifestPath && after === null)) {
    fail('wrongTenant', 'the range takes away what says which tenant this is', {
      place: { file: `snapshots/${manifestPath}` },
    });
  }
  if (reviewed.changes.length === 0) {
    // Saying "nothing to do" here would pass for "all is well".
    fail('rangeNotReviewed', `${range} holds no reviewed change of snapshots/: nothing but backups, if anything`, {
      remedy: 'Name the commit that merged the revert (git log --first-parent main), or --resume <job>.',
    });
  }
}

async function reviewOfChange(doors: OnChange, reviewed: ReviewedChange, recreate: boolean): Promise<Review> {
  const { store, journal } = doors;
  const backups = await recordedBackups(doors);
  const newest = findBackup(backups, 'newest');
  const { before, after } = reviewed;
  const newestManifest = await manifestAt(store, newest.commit);
  const sides = { before: await manifestAt(store, before), after: await manifestAt(store, after) };
  if (sides.before.tenantId !== sides.after.tenantId || newestManifest.tenantId !== sides.after.tenantId) {
    fail('wrongTenant', 'the range changes the tenant that the repository belongs to', {
      place: { file: 'snapshots/tenant.yaml' },
    });
  }
  // Recovery only moves away from the newest backup: what the wanted tree shares with it is no instruction.
  const identities = await identitiesIn(journal);
  const pairs = pairsNow(identities, await pairsOf(store, reviewed.changes, sides));
  const toNewest = { before: sides.after, after: newestManifest };
  const awayFrom = pairsNow(identities, await pairsOf(store, await store.compare(after, newest.commit), toNewest));
  const inNewest = new Map(awayFrom.map((pair) => [printKey(pair.key), pair.after]));
  const objects = pairs.flatMap(({ key, before: base, after: wanted }): readonly Reviewed[] => {
    // A type left out of the newest backup has its older files there, which say nothing of the tenant.
    if (newestManifest.unread[key.type] !== undefined) return [{ key, base, wanted }];
    const there = inNewest.get(printKey(key));
    return there === undefined ? [] : [{ key, base, wanted, newest: there }];
  });
  const coverage = commonCoverage(sides.before.coverage, sides.after.coverage);
  const known = new Set(objects.map(({ key }) => printKey(key)));
  const back = objects.map(({ key, base, wanted }) => ({ key, wanted, live: base }));
  return {
    base: before,
    wanted: after,
    backup: null,
    scope: everything,
    added: null,
    recreate,
    identities,
    naming: recreate ? await namingIn(doors, after, idsOfGone(back, identities), known) : [],
    objects,
    coverage,
    tenantId: sides.after.tenantId,
    rules: before,
    newest: newest.commit,
    settled: await settledBefore(doors, before, after, objects),
    unrecorded: await unrecordedIn(doors, wantedFiles(objects, reviewed.changes), { coverage, identities }),
  };
}

/** A file that the review left as it is has no change, and what is wanted of it is no question. */
function wantedFiles(objects: readonly Reviewed[], changes: readonly PathChange[]): readonly Wanted[] {
  const after = new Map(changes.map((change) => [change.path, change.after]));
  return objects.map(({ key, base, wanted }) => {
    const files = { live: after.get(objectPath(key)) ?? null, deleted: after.get(deletedItemPath(key)) ?? null };
    return { key, base, wanted, files };
  });
}

/** An older review must not undo a newer one, as it would when its job is run again. */
async function requireLastWord(store: Doors['store'], { after, changes }: ReviewedChange): Promise<void> {
  const main = await store.main();
  if (main === after) return;
  const later = new Map(
    (await store.reviewed(`${after}..${main}`)).changes.map((change) => [change.path, change.after]),
  );
  const superseded = changes.find(({ path, after: wanted }) => later.has(path) && later.get(path) !== wanted);
  if (superseded === undefined) return;
  fail('rangeNotReviewed', 'a later reviewed change on main wants something else of this object', {
    place: { file: `snapshots/${superseded.path}` },
    remedy: 'Recover the later one; to go back to the earlier state, propose it again with revert.',
  });
}

async function settledBefore(
  doors: OnRecord,
  base: string,
  wanted: string,
  objects: readonly Reviewed[],
): Promise<ReadonlySet<string>> {
  const unfinished = (await recoveriesIn(doors)).filter(
    (recovery) => recovery.base === base && recovery.wanted === wanted && !recovery.verified,
  );
  // What was updated is either as wanted by now or somebody moved it. What was restored came back with its old values.
  const written = unfinished
    .flatMap(({ receipts }) => receipts)
    .filter(({ outcome, newId }) => outcome === 'restored' || outcome === 'unknown' || newId !== undefined);
  // One that died on another machine may have brought back any of those that it was to, and its log is there.
  const isUnclear = unfinished.some(({ id, status }) => status === 'interrupted' && doors.log.read(id) === null);
  const mayBeBack = objects.filter(({ base: before, wanted: after }) => {
    return isUnclear && before.is !== 'present' && after.is === 'present';
  });
  return new Set([...written.map(printKey), ...mayBeBack.map(({ key }) => printKey(key))]);
}

export interface FromBackup {
  readonly backup: string;
  readonly scope: Scope;
  readonly added: AddedByType;
  readonly recreate?: boolean;
}

/** What differs between the tenant and a backup, within a scope. Reads the tenant. */
export async function reviewOfBackup(doors: Doors, request: FromBackup): Promise<Review> {
  const { store } = doors;
  const backups = await recordedBackups(doors);
  const backup = findBackup(backups, request.backup);
  if (request.backup === 'newest') await tellOfRecoverySince(doors, backups);
  const { recreate = false } = request;
  const { pairs, scope, coverage, notRead, isIncomplete } = await againstLive(doors, backup, request.scope);
  if (isIncomplete) {
    // A part that was quietly left out would pass for recovered.
    const refused = notRead.map(({ type, reason }) => `${type}: ${reason}`).join('; ');
    fail('permission', `not everything in the scope could be read: ${refused}`, {
      remedy: 'Grant what is missing, or choose the types to recover with --type.',
    });
  }
  const identities = await identitiesIn(doors.journal);
  const found = pairs.map(({ key, before: recorded, after: live }) => ({ key, recorded, live }));
  const lost = recreate ? mayBeLost(await openCreations(doors.journal), found, identities) : new Set();
  const kept = found.filter(({ key }) => !lost.has(printKey(key)));
  const objects = kept.map(({ key, recorded, live }): Reviewed => {
    return { key, base: live, wanted: chosenState(scope, request.added, key, live, recorded) };
  });
  // What names a lost object is the same here and there, and is to name the new one.
  const gone = objects.map(({ key, wanted, base: live }) => ({ key, wanted, live }));
  const known = new Set(objects.map(({ key }) => printKey(key)));
  const naming = recreate ? await namingIn(doors, backup.commit, idsOfGone(gone, identities), known) : [];
  const alike = naming
    .filter((one) => isChosen(scope, one))
    .map(({ key, body }): Reviewed => {
      return { key, base: { is: 'present', body }, wanted: { is: 'present', body } };
    });
  const { tenantId } = await manifestAt(store, backup.commit);
  return {
    base: 'live',
    wanted: backup.commit,
    backup: backup.name,
    scope: request.scope,
    added: request.added,
    recreate,
    identities,
    naming: naming.filter((one) => !isChosen(scope, one)),
    objects: [...objects, ...alike],
    coverage,
    tenantId,
    rules: await store.main(),
    newest: findBackup(backups, 'newest').commit,
    settled: new Set(),
    // It is a backup that is wanted.
    unrecorded: [],
  };
}

export interface FromReport extends Omit<FromBackup, 'backup'> {
  readonly report: string;
}

/** What a kept report found, or what somebody picks from it, as the tenant is by now. Reads the tenant. */
export async function reviewOfReport(doors: Doors, request: FromReport): Promise<Review> {
  const { report, scope, ...how } = request;
  await doors.store.refresh();
  const job = await reportNamed(doors, report);
  const { objects } = await differencesOf(doors, job);
  const strangers = scope.ids.filter((id) => !objects.some((object) => object.id === id));
  if (strangers.length > 0) {
    fail('usage', `report ${job.id} says nothing of ${strangers.join(', ')}`, {
      remedy: `entra-rewind report ${job.id} lists what differed.`,
    });
  }
  return reviewOfBackup(doors, { ...how, backup: job.from, scope: narrowedScope(job.scope, scope) });
}

/**
 * The newest backup may be the one that was taken right after a recovery: whoever means the state that was gone back to must not
 * hear "nothing to do".
 */
async function tellOfRecoverySince(doors: Doors, backups: readonly Backup[]): Promise<void> {
  const [before, newest] = backups.slice(-2).map(({ name }) => timeOfBackup(name)?.getTime());
  if (newest === undefined || before === undefined) return;
  const between = (await recoveriesIn(doors)).find(({ started, completed }) => {
    return completed !== null && Date.parse(started) >= before && Date.parse(completed) <= newest + 1000;
  });
  if (between === undefined) return;
  const message = `the newest backup was taken after recovery ${between.id}; to go back further, name the backup`;
  doors.tell({ on: 'warning', message });
}

/**
 * What an unfinished recovery was to do, from its record in the journal; fails with `usage` when it is finished. What it has
 * done by then is live already and gets no step.
 */
export async function reviewOfJob(doors: Doors, job: string): Promise<Review> {
  await doors.store.refresh();
  const recovery = await recoveryNamed(doors, job);
  if (recovery.verified)
    fail('usage', `recovery ${recovery.id} is finished`, { remedy: 'There is nothing to resume.' });
  if (isOpen(recovery.status)) {
    fail('jobRunning', `recovery ${recovery.id} is still running`);
  }
  const { base, wanted, backup, scope, added, recreate = false } = recovery;
  if (backup === null || added === null) return reviewOfRange(doors, `${base}..${wanted}`, recreate);
  return reviewOfBackup(doors, { backup, scope, added, recreate });
}
