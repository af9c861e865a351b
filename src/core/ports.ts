/**
 * The doors that others fill. Types only, each with its contract; `test/contract/` holds one suite per door.
 */

import type { Mark } from './marks.ts';
import type {
  Backup,
  BackupName,
  Coverage,
  DirectoryObject,
  ObjectKey,
  ObjectType,
  Presence,
  Receipt,
  TenantDescription,
  Value,
} from './model.ts';
import type { Problem } from './problem.ts';

export type * from './enginePort.ts';
export type * from './forgePort.ts';

// --- The tenant ------------------------------------------------------------------------------------------------------

export interface Tenant {
  /** What reading covers of each type, when Graph lets this sign-in look everywhere. */
  readonly coverage: Coverage;

  /** Fails with `signIn`, `tenantUnreadable`. */
  describe(): Promise<TenantDescription>;

  /** Who the sign-in is, as far as its token tells; null when it does not. Fails with `signIn`. */
  identity(): Promise<Identity | null>;

  /** Whether the tenant has Microsoft Entra ID P1 or P2; null when this sign-in may not look. */
  isLicensed(): Promise<boolean | null>;

  /**
   * Every object of a type, each once, in canonical form with all its links, in no particular order. The stream ends
   * normally only when the type was read to its end; anything less fails with `tenantUnreadable`, `permission` or
   * `lyingAnswer`. What was yielded before a failure must not be used as if it were all.
   */
  read(type: ObjectType): AsyncIterable<DirectoryObject>;

  /**
   * The soft-deleted objects of a type, without links. `null` when Graph does not let this sign-in look, which is
   * documented for no application permission of Conditional Access; it never means that there are none.
   */
  readDeleted(type: ObjectType): Promise<readonly DirectoryObject[] | null>;

  /**
   * Where the changes after this moment will be told from; to be taken before the type is read. `null` when Graph tells no
   * changes of the type, or not of all that is read of it.
   */
  mark(type: ObjectType): Promise<Mark | null>;

  /**
   * What changed of a type since a mark. `lost` when that cannot be told any more, with the reason: then only reading the type
   * in full will do. `taken`: when the mark was set. More than `most` changed objects count as lost, too: a sweep is cheaper.
   * `apart`: the ids outside of a link's circle that were known to have it (core/catalog/page.ts); null to sweep every object.
   */
  catchUp(
    type: ObjectType,
    mark: Mark,
    limits: { readonly taken: Date; readonly most: number; readonly apart: readonly string[] | null },
  ): Promise<CatchUp | Lost>;

  /**
   * Whether Microsoft's own service has recovered anything since, which delta queries do not tell (facts on Graph §3). `null`
   * when this sign-in may not look.
   */
  recoveredNatively(since: Date): Promise<boolean | null>;

  /**
   * Where each of the objects stands now, by `printKey(key)`. Every key has an answer; what could not be read is
   * `unknown` with the reason, never `absent`.
   */
  readByKey(keys: readonly ObjectKey[]): Promise<ReadonlyMap<string, Presence>>;

  /**
   * Those of the names (`user/0a1b…`, `servicePrincipal(appId='…')`; see core/plan/references.ts) that no living object
   * bears. Names of types that nobody can look up are not among them. Fails when it cannot tell.
   */
  missing(names: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Lost {
  readonly lost: string;
}

export interface CatchUp {
  /** Where the next one goes on. */
  readonly mark: Mark;
  /** Objects that came, changed or went; some of them may be as they were. */
  readonly ids: ReadonlySet<string>;
  /**
   * What delta does not tell, of every living object that has some: by part, then by id, in canonical form. As of this
   * moment, and complete but for links outside of their circle that nobody knew of; parts whose changes are known from
   * elsewhere are left out.
   */
  readonly parts: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  /**
   * Where the objects stand now, by id, with all their parts. `unsettled` are those that reads do not show as the changes told
   * them, however often they were read: a replica lags, or they have changed once more. What could not be read is `unknown`.
   */
  read(ids: readonly string[]): Promise<{
    readonly presences: ReadonlyMap<string, Presence>;
    readonly unsettled: readonly string[];
  }>;
}

export interface Identity {
  readonly applicationId: string | null;
  /** Of its service principal; of the user where a person signed in. */
  readonly objectId: string | null;
  readonly displayName: string | null;
  /** Application permissions, by name. */
  readonly permissions: readonly string[];
  /** A person signed in, whose directory roles decide. */
  readonly isPerson: boolean;
}

// --- The record ------------------------------------------------------------------------------------------------------

/** A path below `snapshots/` whose content differs; `null` where the side has no such file. Ids are git blob ids. */
export interface PathChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What people changed in a range of commits on `main`: see design.md, "The reviewed change". */
export interface ReviewedChange {
  /** Commit before the range; guards and configuration are read from it. */
  readonly before: string;
  /** Last commit of the range: the instruction. */
  readonly after: string;
  readonly changes: readonly PathChange[];
  /** Paths outside `snapshots/` that the same commits touch. Not empty: the range is refused. */
  readonly outside: readonly string[];
}

/** What people propose: the reviewed change that merging it now would make. */
export type ProposedChange =
  | ({ readonly is: 'mergeable' } & ReviewedChange)
  /** Paths of the repository that `main` and the proposal changed in different ways. */
  | { readonly is: 'conflict'; readonly paths: readonly string[] };

/** Whether a checkout moved, and why not. */
export interface Advance {
  readonly moved: boolean;
  readonly reason?: string;
}

export interface SnapshotStore {
  /** Brings refs up to date with the remote. Fails with `repository`. */
  refresh(): Promise<void>;

  /** Tip of the remote's `main`. Fails with `repository` when there is none: `init` makes it. */
  main(): Promise<string>;

  /** Whether a commit is, or is an ancestor of, another. */
  contains(descendant: string, ancestor: string): Promise<boolean>;

  /** Backups that have a branch, oldest first. */
  backups(): Promise<readonly Backup[]>;

  /**
   * Branches below `backup/` that are no backups, each with what is wrong with it. They count for nothing, and must not stop
   * a recovery: whoever can push could make one.
   */
  strangers(): Promise<readonly Problem[]>;

  /** Commit id of any revision a person may type. Fails with `repository` when git does not know it. */
  commit(revision: string): Promise<string>;

  /** The same, or null. */
  find(revision: string): Promise<string | null>;

  /** Id of a commit's `snapshots/` tree: two states are the same when these are equal. Null when it has none. */
  tree(commit: string): Promise<string | null>;

  /** Paths below `snapshots/` with their blob ids, of a commit: all, or those of a folder such as `users/` or `users/0a/`. */
  listing(commit: string, folder?: string): Promise<ReadonlyMap<string, string>>;

  /** Blob ids of those of the paths below `snapshots/` that a commit has. Costs grow with the paths asked for. */
  locate(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** How many files a commit has below a folder of `snapshots/`. Reads trees, keeps nothing. */
  count(commit: string, folder: string): Promise<number>;

  /** The id git would give a file of this content. Costs a hash. */
  blobId(text: string): string;

  /** What differs below `snapshots/` between two commits, by tree ids: cost grows with what differs. */
  compare(before: string, after: string): Promise<readonly PathChange[]>;

  /**
   * Paths below `snapshots/` of a commit whose files hold one of the texts, each of one line. Reads every file: for what cannot
   * be told otherwise.
   */
  mentioning(commit: string, texts: readonly string[]): Promise<readonly string[]>;

  /** Contents by blob id. Every id asked for has an entry, else it fails with `repository`. */
  contents(blobs: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Content of any file of a commit (`policies/guards.yaml`), or null when the commit has no such file. */
  file(commit: string, path: string): Promise<string | null>;

  reviewed(range: string): Promise<ReviewedChange>;

  /** The same of a branch's tip that is not merged: as if it were merged now. Moves nothing. */
  proposed(head: string): Promise<ProposedChange>;

  /**
   * Starts a commit whose tree is that of `from` with changes below `snapshots/`. Nothing is visible until published. With
   * `objects` it starts from the objects that this other commit has.
   */
  write(from: string, objects?: string): Promise<SnapshotWriter>;

  /** Deletes the branches of these backups; which ones may go is the caller's decision and the remote's. */
  prune(names: readonly BackupName[]): Promise<void>;

  /**
   * Packs the remote, where it is ours to pack, so that it grows with what changes. After a backup, outside the lock; costs
   * grow with what came since. Fails with `repository`; nothing is lost then, and the next time makes up for it.
   */
  tidy(): Promise<void>;

  /** Pushes a new branch, or finds it there with the same tree and says so. */
  propose(branch: string, commit: string): Promise<'created' | 'unchanged'>;

  /**
   * Moves the local `main` to the remote's when it is checked out, clean and behind; else says why it was left alone.
   */
  advanceCheckout(): Promise<Advance>;
}

/** Paths are put and removed once each, after `cover` or `look` took in what the start has there. */
export interface SnapshotWriter {
  /** Takes in the start commit's files below a folder of `snapshots/`, and tells how many there are. */
  cover(folder: string): Promise<number>;
  /** Takes in what the start commit has at single paths. */
  look(paths: readonly string[]): Promise<void>;
  /** Whether the start commit has the path. */
  has(path: string): boolean;
  /**
   * Puts a file below `snapshots/`. Unchanged content costs nothing but its hash. Blobs pour into git as they come.
   */
  put(path: string, text: string): Promise<'added' | 'changed' | 'unchanged'>;
  remove(path: string): void;
  /** Paths of the start commit below a covered folder that were neither put nor removed: the caller has seen them all. */
  unseen(folder: string): Iterable<string>;
  /** Ends the commit and gives its id and that of its `snapshots/` tree. `parents` beside the start commit. */
  commit(details: {
    readonly message: string;
    readonly at: Date;
    readonly parents?: readonly string[];
  }): Promise<{ readonly commit: string; readonly tree: string; readonly changed: number }>;
  /** Leaves no trace. Harmless after `commit`. */
  abort(): Promise<void>;
}

// --- The journal -----------------------------------------------------------------------------------------------------

export interface RefMove {
  readonly ref: string;
  readonly to: string;
  /** Commit the ref must be at, or null when it must not exist: else nothing of the push happens. */
  readonly from: string | null;
}

export interface LockHolder {
  readonly job: string;
  readonly kind: 'backup' | 'recovery' | 'report';
  /** Host and process, for people. */
  readonly holder: string;
  readonly acquired: string;
  readonly expires: string;
}

export interface Journal {
  /** Whether the remote has a journal at all: the first job makes it. */
  exists(): Promise<boolean>;
  /** Text of a record, or null. Paths such as `backups/<name>.yaml`, `recoveries/<id>.yaml`. */
  read(path: string): Promise<string | null>;
  /** Texts of the records in a folder by path, sorted by path, in one read. */
  records(folder: string): Promise<ReadonlyMap<string, string>>;
  /** Forgets what was fetched: the next look sees what others have written since. */
  refresh(): void;
  /** Who holds the lock, also when the lease has run out. */
  holder(): Promise<LockHolder | null>;
  /**
   * Writes records without the lock, such as the wish that a running job may stop: a job's own records belong to its lock. Fails
   * with `protectedRef` where this sign-in may not.
   */
  append(records: Records, message: string): Promise<void>;
  /**
   * One job per tenant over all machines, by compare-and-swap; with its first records, if it has any. Fails with `jobRunning`
   * naming the holder.
   */
  lock(job: Pick<LockHolder, 'job' | 'kind'>, records?: Records): Promise<HeldLock>;
}

/** Texts by path. Null takes a record away, from then on: what the branch held before stays in its history. */
export type Records = ReadonlyMap<string, string | null>;

export interface HeldLock {
  /** How long the lock is ours after each write. */
  readonly leaseMs: number;
  /** Writes records and renews the lease. */
  save(records: Records, message: string): Promise<void>;
  /** Writes the last records, moves refs and gives the lock back in one atomic push. */
  release(records: Records, message: string, moves?: readonly RefMove[]): Promise<void>;
}

// --- The log on local disk -------------------------------------------------------------------------------------------

/** One line of a job's log: what is about to be sent, or what came of it. Numbers are those of the job's receipts. */
export type JobLogEntry =
  | { readonly intends: Pick<Receipt, 'n' | 'type' | 'id' | 'action'> }
  | { readonly receipt: Receipt };

/** What jobs on this machine have written ahead and not yet handed to the journal for good. */
export interface JobLog {
  /** Starts the log of a job. Fails as the disk does: without it nothing must be written to the tenant. */
  open(job: string): OpenJobLog;
  /** What a job that did not end left behind, or null when there is nothing of it on this machine. */
  read(job: string): readonly JobLogEntry[] | null;
  /** Once the journal has all of it. */
  forget(job: string): void;
}

export interface OpenJobLog {
  /** When it returns, the line outlives this process. */
  write(entry: JobLogEntry): void;
  /** When it resolves, what was written outlives a power cut. */
  settle(): Promise<void>;
  close(): void;
}

export interface Clock {
  now(): Date;
}
