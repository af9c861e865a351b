/** A recovery as a record: receipts → totals, status and failures; and its file in the journal. */
import { emitCanonical } from './canonical/emit.ts';
import { parseCanonical } from './canonical/parse.ts';
import { printKey } from './canonical/path.ts';
import type {
  AddedByType,
  Attempted,
  BackupName,
  EngineName,
  Finding,
  JobStatus,
  Progress,
  Receipt,
  Recovery,
  Scope,
  Value,
} from './model.ts';
import type { JobLogEntry } from './ports.ts';
import { Failure, fail } from './problem.ts';
import { isBody } from './value.ts';

export interface RecoveryFacts {
  readonly id: string;
  readonly review: {
    readonly base: string;
    readonly wanted: string;
    readonly backup: BackupName | null;
    readonly scope: Scope;
    readonly added: AddedByType | null;
    readonly recreate: boolean;
  };
  readonly engine: EngineName;
  readonly started: string;
  readonly findings: readonly Finding[];
  /** The interrupted recovery that this one goes on with. */
  readonly resumes: string | null;
}

export interface RecoveryEnd {
  /** When this was so; RFC 3339. */
  readonly heartbeat: string;
  readonly progress?: Progress;
  readonly canceledBy?: Recovery['canceledBy'];
  readonly completed?: string;
  readonly verified?: boolean;
  /** Where it does not follow from the receipts. */
  readonly status?: JobStatus;
}

const succeeded = (receipt: Receipt): boolean =>
  receipt.outcome === 'updated' ||
  receipt.outcome === 'restored' ||
  receipt.outcome === 'recreated' ||
  receipt.outcome === 'softDeleted';

export function recoveryOf(facts: RecoveryFacts, receipts: readonly Receipt[], end: RecoveryEnd): Recovery {
  const modified = new Set(receipts.filter((one) => succeeded(one) || one.isPartly === true).map(printKey));
  // What a later round of the same job has done all the same is no failure of the job.
  const done = new Map(receipts.flatMap((receipt, index) => (succeeded(receipt) ? [[printKey(receipt), index]] : [])));
  const standing = lastAttempts(receipts.filter((receipt, index) => (done.get(printKey(receipt)) ?? -1) < index));
  const failed = standing.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  const skipped = standing.filter(({ outcome }) => outcome === 'skipped').length;
  const verified = end.verified ?? false;
  const { base, wanted, backup, scope, added, recreate } = facts.review;
  return {
    id: facts.id,
    status: end.status ?? statusOf(modified.size, failed.length + skipped, verified),
    backup,
    base,
    wanted,
    scope,
    added,
    recreate,
    engine: facts.engine,
    started: facts.started,
    completed: end.completed ?? null,
    totals: {
      objectsModified: modified.size,
      linksModified: receipts.reduce((sum, { links }) => sum + links, 0),
      failed: failed.length,
      skipped,
    },
    failures: failed.map(({ type, id, action, code, message, requestIds, attempted = nothingKnown }) => ({
      type,
      id,
      action,
      code: code ?? 'unknown',
      message: message ?? 'the outcome is not known',
      requestId: requestIds.at(-1) ?? null,
      ...attempted,
    })),
    verified,
    findings: facts.findings,
    // What was attempted is said once, with the failures.
    receipts: receipts.map(({ attempted: _, ...receipt }) => receipt),
    heartbeat: end.heartbeat,
    progress: end.progress ?? null,
    resumes: facts.resumes,
    canceledBy: end.canceledBy ?? null,
  };
}

/**
 * What was tried for again, as a name that another object had, failed once: the last time. A step may also have grown smaller by then.
 * One object may have several steps in one round, each with properties of its own.
 */
function lastAttempts(receipts: readonly Receipt[]): readonly Receipt[] {
  const later = new Map<string, ReadonlySet<string>[]>();
  return receipts
    .toReversed()
    .filter((receipt) => {
      const names = namesTried(receipt);
      if (names === null) return true;
      const key = `${receipt.action} ${printKey(receipt)}`;
      const others = later.get(key) ?? [];
      later.set(key, [...others, names]);
      return !others.some((other) => [...other].every((name) => names.has(name)));
    })
    .toReversed();
}

const namesTried = ({ attempted }: Receipt): ReadonlySet<string> | null =>
  attempted === undefined ? null : new Set([...attempted.attributes, ...attempted.links].map(({ name }) => name));

const nothingKnown: Attempted = { displayName: '', attributes: [], links: [] };

function statusOf(modified: number, notDone: number, verified: boolean): JobStatus {
  if (notDone > 0 && modified === 0) return 'failed';
  return notDone > 0 || !verified ? 'completedWithWarnings' : 'completed';
}

/**
 * A recovery whose process died, with all that its log on this machine holds: the journal has it as of a minute before. What
 * was intended and has no receipt may have happened; only planning anew tells.
 */
export function interrupted(recovery: Recovery, log: readonly JobLogEntry[] | null): Recovery {
  if (log === null) return { ...recovery, status: 'interrupted' };
  const receipts = new Map<number, Receipt>();
  for (const entry of log) {
    if ('receipt' in entry) receipts.set(entry.receipt.n, entry.receipt);
    else receipts.set(entry.intends.n, { ...entry.intends, ...neverAnswered });
  }
  const { progress } = recovery;
  return recoveryOf(
    { ...recovery, review: { ...recovery, recreate: recovery.recreate ?? false } },
    [...receipts.values()],
    {
      status: 'interrupted',
      heartbeat: recovery.heartbeat ?? recovery.started,
      ...(progress === null ? {} : { progress }),
    },
  );
}

const neverAnswered = {
  outcome: 'unknown',
  links: 0,
  requestIds: [],
  code: 'interrupted',
  message: 'the process ended before the answer was on record',
} as const;

export const recoveriesFolder = 'recoveries';
export const recoveryRecord = (id: string): string => `${recoveriesFolder}/${id}.yaml`;

/** Optional members that are not set are left out: canonical YAML has no `undefined`. */
export const printRecovery = (recovery: Recovery): string =>
  emitCanonical(JSON.parse(JSON.stringify(recovery)) as Value);

export function parseRecovery(text: string, path: string): Recovery {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const { value } = parsed;
  if (
    isBody(value) &&
    typeof value.id === 'string' &&
    typeof value.status === 'string' &&
    isBody(value.totals) &&
    Array.isArray(value.failures)
  ) {
    const recovery = value as unknown as Recovery;
    // Records of earlier versions lack what came later.
    const later = { heartbeat: null, progress: null, resumes: null, canceledBy: null };
    const failures = recovery.failures.map((failure) => ({ ...nothingKnown, ...failure }));
    return { ...later, ...recovery, failures };
  }
  return fail('notCanonical', 'is no record of a recovery', { place: { file: path } });
}
