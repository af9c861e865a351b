/** `lock.yaml` in the journal: who may write to the tenant's record now. */
import { emitCanonical } from '../core/canonical/emit.ts';
import { parseCanonical } from '../core/canonical/parse.ts';
import type { LockHolder } from '../core/ports.ts';
import { Failure, fail, type Problem } from '../core/problem.ts';
import { readRecord } from './journalTree.ts';
import type { Repository } from './repository.ts';

export const lockPath = 'lock.yaml';

/** A job that says nothing for so long is taken for dead. Jobs say something once a minute. */
export const leaseMs = 5 * 60 * 1000;

export function printLock({ job, kind, holder, acquired, expires }: LockHolder): string {
  return emitCanonical({ job, kind, holder, acquired, expires });
}

/** The lock at a commit of the journal, expired or not. */
export async function lockAt(repository: Repository, tip: string | null): Promise<LockHolder | null> {
  const text = await readRecord(repository, tip, lockPath);
  return text === null ? null : parseLock(text);
}

/** Fails when the file is not a lock: a lock that cannot be read is held. */
export function parseLock(text: string): LockHolder {
  const place = `journal:${lockPath}`;
  const read = parseCanonical(text, place);
  if ('problems' in read) throw new Failure(read.problems);
  const value = read.value !== null && typeof read.value === 'object' ? (read.value as Record<string, unknown>) : {};
  const { job, kind, holder, acquired, expires } = value;
  if (
    typeof job === 'string' &&
    (kind === 'backup' || kind === 'recovery' || kind === 'report') &&
    typeof holder === 'string' &&
    isTime(acquired) &&
    isTime(expires)
  ) {
    return { job, kind, holder, acquired, expires };
  }
  fail('repository', 'is not a lock', {
    place: { file: place },
    remedy: 'git log origin/journal -- lock.yaml shows who wrote it. Remove it with a commit when no job is running.',
  });
}

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

export const isExpired = (lock: LockHolder, now: Date): boolean => now.getTime() >= Date.parse(lock.expires);

export const leaseEnd = (now: Date): string => new Date(now.getTime() + leaseMs).toISOString();

/** The lease may have been renewed in between: the same job of the same process, from the same moment. */
export const isSame = (a: LockHolder, b: LockHolder): boolean =>
  a.job === b.job && a.holder === b.holder && a.acquired === b.acquired;

/** `backup 2026-…`, `recovery 1a2b`: a job's name may begin with its kind already. */
export const nameOf = ({ kind, job }: Pick<LockHolder, 'kind' | 'job'>): string =>
  job.startsWith(`${kind} `) ? job : `${kind} ${job}`;

export function running(lock: LockHolder): Problem {
  const { holder, acquired, expires } = lock;
  return {
    code: 'jobRunning',
    message: `${nameOf(lock)} is running since ${acquired} (${holder}); its lease ends at ${expires}`,
    remedy: 'Wait for it to end. If its process died, the lock is free when the lease ends.',
  };
}
