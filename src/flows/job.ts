/**
 * What every job under the journal's lock has in common. While the work goes on, a timer keeps the lease and the job's record
 * fresh, and looks whether somebody somewhere wants the job to stop.
 */
import { type Cancellation, cancellationRecord, parseCancellation } from '../core/cancellation.ts';
import type { HeldLock, LockHolder, Records, RefMove } from '../core/ports.ts';
import { Failure } from '../core/problem.ts';
import type { Doors } from './doors.ts';

/** A job that says nothing for longer than the lease is taken for dead; this leaves room for a remote that is slow. */
export const recordEveryMs = 60_000;
const lookEveryMs = 5_000;

export interface RunningJob {
  /** Ends when the job is to stop: Ctrl-C, a wish to cancel, or a lock that was lost. */
  readonly signal: AbortSignal;
  /** Who asked for it from elsewhere, if anybody did. */
  canceledBy(): Cancellation | null;
  /** What the timer saves: the job's records as they are at that moment. */
  keep(records: () => Records): void;
  /** Saves what `keep` names, now. Fails when the lock is somebody else's by now. */
  save(message: string): Promise<void>;
  /**
   * To be asked before every write to the tenant: after a machine has slept, the lock may be another's. Costs nothing while the
   * lease runs.
   */
  proveLock(): Promise<void>;
  /** Writes the last records, moves refs and gives the lock back. */
  release(records: Records, message: string, moves?: readonly RefMove[]): Promise<void>;
}

/**
 * Runs `work` under the lock. `work` releases it with its last records; when it fails before that, the lock is given back here
 * with what was kept last, and the failure goes on.
 */
export async function runJob<Result>(
  doors: Pick<Doors, 'journal' | 'tell' | 'clock' | 'signal' | 'every'>,
  job: Pick<LockHolder, 'job' | 'kind'>,
  work: (job: RunningJob) => Promise<Result>,
  begun: Records = new Map(),
): Promise<Result> {
  const lock = await doors.journal.lock(job, begun);
  const running = new Running(doors, job.job, lock, begun);
  const stopTimer = doors.every(lookEveryMs, () => running.beat());
  try {
    return await work(running);
  } catch (error) {
    stopTimer();
    await running.giveUp(`The ${job.kind} ${job.job} ended early`);
    throw error;
  } finally {
    stopTimer();
  }
}

class Running implements RunningJob {
  readonly #doors: Pick<Doors, 'journal' | 'tell' | 'clock' | 'signal'>;
  readonly #job: string;
  readonly #lock: HeldLock;
  readonly #stop = new AbortController();
  readonly signal: AbortSignal;
  #records: () => Records;
  #cancellation: Cancellation | null = null;
  #isReleased = false;
  /** When the lease was renewed last. */
  #renewed: number;
  /** One push at a time: the timer's and the job's own. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    doors: Pick<Doors, 'journal' | 'tell' | 'clock' | 'signal'>,
    job: string,
    lock: HeldLock,
    begun: Records,
  ) {
    this.#doors = doors;
    this.#job = job;
    this.#lock = lock;
    this.#records = () => begun;
    this.#renewed = this.#now();
    this.signal = AbortSignal.any([doors.signal, this.#stop.signal]);
  }

  #now = (): number => this.#doors.clock.now().getTime();

  canceledBy = (): Cancellation | null => this.#cancellation;

  keep(records: () => Records): void {
    this.#records = records;
  }

  save(message: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#lock.save(this.#records(), message);
      this.#renewed = this.#now();
    });
  }

  async proveLock(): Promise<void> {
    if (this.#now() - this.#renewed < this.#lock.leaseMs) return;
    await this.save(`${this.#job}: goes on after a pause`);
  }

  async release(records: Records, message: string, moves?: readonly RefMove[]): Promise<void> {
    // A wish that came true is no wish any more.
    const fulfilled: Records =
      this.#cancellation === null ? new Map() : new Map([[cancellationRecord(this.#job), null]]);
    if (moves === undefined) this.#records = () => records;
    await this.#inTurn(() => this.#lock.release(new Map([...records, ...fulfilled]), message, moves));
    this.#isReleased = true;
  }

  /** Never fails: a remote that cannot be reached for a moment ends no job, a lock that is another's does. */
  async beat(): Promise<void> {
    if (this.#isReleased || this.signal.aborted) return;
    try {
      if (this.#now() - this.#renewed >= recordEveryMs) await this.save(`${this.#job}: goes on`);
      await this.#lookForCancellation();
    } catch (error) {
      if (this.#isReleased) return;
      const isLost = error instanceof Failure && error.problems.some(({ code }) => code === 'jobRunning');
      const isTooLong = this.#now() - this.#renewed >= this.#lock.leaseMs;
      if (isLost || isTooLong) this.#stop.abort(error);
      else this.#doors.tell({ on: 'warning', message: `the journal could not be reached: ${reasonOf(error)}` });
    }
  }

  async #lookForCancellation(): Promise<void> {
    const { journal } = this.#doors;
    journal.refresh();
    const path = cancellationRecord(this.#job);
    const text = await this.#inTurn(() => journal.read(path));
    if (text === null) return;
    this.#cancellation = parseCancellation(text, `journal:${path}`);
    const { by, host } = this.#cancellation;
    this.#stop.abort(new Failure({ code: 'canceled', message: `canceled by ${by} (${host})` }));
  }

  async giveUp(message: string): Promise<void> {
    if (this.#isReleased) return;
    try {
      // What was to be recorded last is tried once more; records of refs that did not move are not among it.
      await this.release(this.#records(), message);
    } catch (secondError) {
      // The first failure is the one to mend; the lock's lease runs out by itself.
      this.#doors.tell({ on: 'warning', message: `the lock could not be given back: ${reasonOf(secondError)}` });
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(work);
    // Whose turn it was hears of it; the next one does not.
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
