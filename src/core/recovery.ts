/** A recovery as a record: receipts → totals, status and failures; and its file in the journal. */
import { emitCanonical } from './canonical/emit.ts';
import { parseCanonical } from './canonical/parse.ts';
import { printKey } from './canonical/path.ts';
import type { Added, BackupName, EngineName, Finding, JobStatus, Receipt, Recovery, Scope, Value } from './model.ts';
import { Failure, fail } from './problem.ts';
import { isBody } from './value.ts';

export interface RecoveryFacts {
  readonly id: string;
  readonly review: {
    readonly base: string;
    readonly wanted: string;
    readonly backup: BackupName | null;
    readonly scope: Scope;
    readonly added: Added | null;
    readonly recreate: boolean;
  };
  readonly engine: EngineName;
  readonly started: string;
  readonly findings: readonly Finding[];
}

export interface RecoveryEnd {
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
  const modified = new Set(receipts.filter(succeeded).map(printKey));
  const failed = receipts.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  const skipped = receipts.filter(({ outcome }) => outcome === 'skipped').length;
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
    failures: failed.map(({ type, id, action, code, message, requestIds }) => ({
      type,
      id,
      action,
      code: code ?? 'unknown',
      message: message ?? 'the outcome is not known',
      requestId: requestIds.at(-1) ?? null,
    })),
    verified,
    findings: facts.findings,
    receipts,
  };
}

function statusOf(modified: number, notDone: number, verified: boolean): JobStatus {
  if (notDone > 0 && modified === 0) return 'failed';
  return notDone > 0 || !verified ? 'completedWithWarnings' : 'completed';
}

export const recoveriesFolder = 'recoveries';
export const recoveryRecord = (id: string): string => `${recoveriesFolder}/${id}.yaml`;

/** Optional members that are not set are left out: canonical YAML has no `undefined`. */
export const printRecovery = (recovery: Recovery): string =>
  emitCanonical(JSON.parse(JSON.stringify(recovery)) as Value);

export function parseRecovery(text: string, path: string): Recovery {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const { value } = parsed;
  if (isBody(value) && typeof value.id === 'string' && typeof value.status === 'string' && isBody(value.totals)) {
    return value as unknown as Recovery;
  }
  return fail('notCanonical', 'is no record of a recovery', { place: { file: path } });
}
