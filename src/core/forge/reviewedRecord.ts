/** That people looked at a backup and approved its difference report. A tag could be forged; the journal is the app's alone. */

import { emitCanonical } from '../canonical/emit.ts';
import { parseCanonical } from '../canonical/parse.ts';
import type { Approval } from '../forgePort.ts';
import type { BackupName } from '../model.ts';
import { Failure, fail } from '../problem.ts';
import { isBody } from '../value.ts';

export interface ReviewedRecord {
  readonly backup: BackupName;
  /** Of the pull request. */
  readonly number: number;
  readonly by: readonly string[];
}

export const reviewedFolder = 'reviewed';
export const reviewedRecord = (backup: BackupName): string => `${reviewedFolder}/${backup}.yaml`;

export const reviewedBy = (backup: BackupName, number: number, approvals: readonly Approval[]): ReviewedRecord => ({
  backup,
  number,
  by: [...new Set(approvals.map(({ by }) => by.login))].toSorted(),
});

export const printReviewed = ({ backup, number, by }: ReviewedRecord): string => emitCanonical({ backup, number, by });

export function parseReviewed(text: string, path: string): ReviewedRecord {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const body = isBody(parsed.value) ? parsed.value : {};
  if (typeof body.backup === 'string' && typeof body.number === 'number' && Array.isArray(body.by)) {
    return body as unknown as ReviewedRecord;
  }
  return fail('notCanonical', 'is no record of a reviewed backup', { place: { file: path } });
}
