/** The journal's lock while a job holds it. Every write proves first that it is still ours. */
import type { Clock, HeldLock, LockHolder, Records, RefMove } from '../core/ports.ts';
import { Failure, fail } from '../core/problem.ts';
import { fetchBranch } from './fetch.ts';
import { journalBranch, journalTip } from './journalTree.ts';
import { journalRef, writeJournal } from './journalWrite.ts';
import { isSame, leaseEnd, leaseMs, lockAt, lockPath, nameOf, printLock, running } from './lockFile.ts';
import { attempts, pause } from './patience.ts';
import type { Repository } from './repository.ts';
import { isAncestor } from './revision.ts';

export class Held implements HeldLock {
  readonly leaseMs = leaseMs;
  readonly #repository: Repository;
  readonly #clock: Clock;
  readonly #lock: LockHolder;
  #released = false;

  constructor(repository: Repository, clock: Clock, lock: LockHolder) {
    this.#repository = repository;
    this.#clock = clock;
    this.#lock = lock;
  }

  async save(records: Records, message: string): Promise<void> {
    await this.#write(records, message, [], printLock);
  }

  async release(records: Records, message: string, moves: readonly RefMove[] = []): Promise<void> {
    await this.#requireForward(moves);
    await this.#write(records, message, moves, () => null);
    this.#released = true;
  }

  async #write(
    records: Records,
    message: string,
    moves: readonly RefMove[],
    lockAfter: (renewed: LockHolder) => string | null,
  ): Promise<void> {
    if (this.#released) throw new Error('the lock was released before');
    if (records.has(lockPath)) throw new Error(`${lockPath} is no record`);
    let reason = '';
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await pause(attempt);
      const tip = await journalTip(this.#repository);
      await this.#requireOurs(tip);
      const at = this.#clock.now();
      const lock = lockAfter({ ...this.#lock, expires: leaseEnd(at) });
      const all = new Map([...records, [lockPath, lock]]);
      const pushed = await writeJournal(this.#repository, { tip, records: all, message, at }, moves);
      if (pushed.is === 'pushed') return;
      if (pushed.is === 'declined') declined(pushed.refs, pushed.reason);
      reason = pushed.reason;
      const moved = pushed.refs.filter((ref) => ref !== journalRef);
      if (moved.length > 0) await this.#stale(moved);
    }
    fail('repository', `the journal was moved by others ${attempts} times in a row: ${reason}`, {
      remedy: 'Try again.',
    });
  }

  /** Our picture may be old, but the push that follows only succeeds where it is not. */
  async #requireOurs(tip: string | null): Promise<void> {
    const found = await lockAt(this.#repository, tip);
    if (found !== null && isSame(found, this.#lock)) return;
    if (found !== null) throw new Failure(running(found));
    fail('jobRunning', `the lock of ${nameOf(this.#lock)} is gone: its lease ended and others came`, {
      remedy: 'Nothing more was written. entra-rewind history shows what ran meanwhile.',
    });
  }

  /** A lease alone lets a ref be rewritten by whoever knows where it is. */
  async #requireForward(moves: readonly RefMove[]): Promise<void> {
    for (const { ref, from, to } of moves) {
      if (!ref.startsWith('refs/heads/') || ref === journalRef) throw new Error(`no move of a job: ${ref}`);
      if (from === null || (await isAncestor(this.#repository, from, to))) continue;
      fail('divergedBranch', `${to} does not contain ${from}; nothing was moved`, { place: { file: ref } });
    }
  }

  async #stale(refs: readonly string[]): Promise<never> {
    // The journal may have moved as well; whoever goes on with this lock should know.
    await fetchBranch(this.#repository, journalBranch);
    fail('divergedBranch', `somebody moved ${refs.join(', ')} meanwhile; nothing was moved`, {
      remedy: 'Run the command again: it starts from where the branches are now.',
    });
  }
}

function declined(refs: readonly string[], reason: string): never {
  fail('protectedRef', `the remote refused ${refs.join(', ')}: ${reason}`, { remedy: 'Nothing was moved.' });
}
