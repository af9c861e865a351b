/** Newest backup + a chosen scope of a chosen backup → a revert commit → a branch to review and merge. */
import { findBackup } from '../core/backupName.ts';
import { deletedItemPath, objectPath } from '../core/canonical/path.ts';
import { pages } from '../core/catalog/index.ts';
import { diffObject, withoutHopelessActions } from '../core/diff.ts';
import type { AddedByType, Backup, BackupName, ObjectChange, ObjectKey, Presence, Scope } from '../core/model.ts';
import type { SnapshotWriter } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { printObject } from '../core/record.ts';
import { chosenState, inScope } from '../core/scope.ts';
import { equal } from '../core/value.ts';
import { recordedBackups } from './backups.ts';
import { betweenBackups } from './differences.ts';
import type { Doors } from './doors.ts';
import { newestReviewed } from './reviewed.ts';

/** A state that `main` has had, and what people call it. */
export interface RecordedState {
  readonly name: string;
  readonly commit: string;
}

export interface RevertRequest {
  /** A backup's name as a person types it, or a state. */
  readonly backup: string | RecordedState;
  readonly scope: Scope;
  readonly added: AddedByType;
  /** Name of the branch below `revert/`; made from backup and content when absent. */
  readonly name?: string;
  /** Set where the caller knows that `main` has seen the newest backup: a squash leaves no trace of that in git. */
  readonly isSeen?: boolean;
}

type RevertDoors = Pick<Doors, 'store' | 'journal' | 'clock' | 'tell'>;

export type RevertResult =
  | { readonly proposed: 'nothing'; readonly backup: BackupName; readonly same: readonly string[] }
  | {
      readonly proposed: 'created' | 'unchanged';
      readonly backup: BackupName;
      readonly branch: string;
      readonly commit: string;
      readonly objects: number;
      /** What the branch takes back: `backup` is what it wants, `current` what `main` has. */
      readonly changes: readonly ObjectChange[];
      /** Ids that were asked for and are the same there and now. */
      readonly same: readonly string[];
    };

export async function proposeRevert(doors: RevertDoors, request: RevertRequest): Promise<RevertResult> {
  const { store, clock } = doors;
  const backups = await recordedBackups(doors);
  const backup = await stateWanted(doors, backups, request.backup);
  const newest = findBackup(backups, 'newest');
  const main = await store.main();
  if (!request.isSeen && !(await store.contains(main, newest.commit))) {
    fail('rangeNotReviewed', `the newest backup ${newest.name} is not part of main yet`, {
      remedy: `Merge its difference report first: the branch is backup/${newest.name}.`,
    });
  }

  const { pairs, scope, coverage } = await betweenBackups(doors, main, backup.commit, request.scope);
  const changes = pairs.flatMap(({ key, before: current, after: recorded }) => {
    const wanted = chosenState(scope, request.added, key, current, recorded);
    // What was among the deleted items then and is nowhere now is nothing that a recovery could bring back.
    const isGoneEitherWay = current.is !== 'present' && wanted.is !== 'present';
    return isGoneEitherWay || isSame(current, wanted) ? [] : [{ key, wanted, current }];
  });
  const isProperty = request.scope.properties.length > 0;
  const same = request.scope.ids.filter((id) => !pairs.some(({ key }) => key.id === id && inScope(scope, key)));
  for (const id of same) doors.tell({ on: 'warning', message: `${id} is the same in ${backup.name} and now` });
  if (changes.length === 0) return { proposed: 'nothing', backup: backup.name, same };

  const writer = await store.write(main);
  try {
    await writer.look(changes.flatMap(({ key }) => [objectPath(key), deletedItemPath(key)]));
    for (const { key, wanted } of changes) await writeState(writer, key, wanted);
    const { commit, tree } = await writer.commit({
      message: messageOf(
        backup.name,
        changes.map(({ key }) => key),
        isProperty ? request.scope : null,
      ),
      at: clock.now(),
    });
    const branch = `revert/${request.name ?? `${backup.name}-${tree.slice(0, 8)}`}`;
    const proposed = await store.propose(branch, commit);
    return {
      proposed,
      backup: backup.name,
      branch,
      commit,
      objects: changes.length,
      changes: withoutHopelessActions(
        changes.flatMap(({ key, wanted, current }) => {
          const covered = coverage[key.type];
          return covered === undefined ? [] : (diffObject(key, wanted, current, covered) ?? []);
        }),
      ),
      same,
    };
  } finally {
    await writer.abort();
  }
}

async function stateWanted(
  doors: RevertDoors,
  backups: readonly Backup[],
  backup: RevertRequest['backup'],
): Promise<RecordedState> {
  if (typeof backup !== 'string') return backup;
  return backup === 'reviewed' ? newestReviewed(doors) : findBackup(backups, backup);
}

const isSame = (a: Presence, b: Presence): boolean =>
  a.is === b.is && equal('body' in a ? a.body : undefined, 'body' in b ? b.body : undefined);

/** Keeps the two folders in step: an object is live, soft-deleted or neither, never both. */
async function writeState(writer: SnapshotWriter, key: ObjectKey, wanted: Presence): Promise<void> {
  const places = { present: objectPath(key), softDeleted: deletedItemPath(key) };
  for (const [state, path] of Object.entries(places)) {
    const body = wanted.is === state && 'body' in wanted ? wanted.body : null;
    if (body !== null) await writer.put(path, printObject(body));
    else if (writer.has(path)) writer.remove(path);
  }
}

function messageOf(backup: BackupName, keys: readonly ObjectKey[], properties: Scope | null): string {
  const lines = pages.flatMap(({ type, collection }) => {
    const count = keys.filter((key) => key.type === type).length;
    return count === 0 ? [] : [`${collection}: ${count}`];
  });
  return [
    `Revert ${keys.length} ${keys.length === 1 ? 'object' : 'objects'} to backup ${backup}`,
    '',
    ...lines,
    ...(properties === null ? [] : ['', `Only: ${properties.properties.join(', ')}`]),
    '',
    'Merging this asks for a recovery to what the diff shows.',
    '',
  ].join('\n');
}
