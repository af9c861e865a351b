/** What nobody may overlook: a night without a backup, a backup that was altered, weaker protection. One issue while it lasts. */
import { bodyLimit } from '../../core/forge/cut.ts';
import { type WatchFinding, watchIssue } from '../../core/forge/issueText.ts';
import { worriesIn } from '../../core/forge/protectionText.ts';
import type { ProtectionCheck } from '../../core/ports.ts';
import { lateAfterHours, makeOverview, type Overview } from '../overview.ts';
import type { RecordDoors } from './doors.ts';

const key = 'watch';

export async function watch(
  doors: RecordDoors,
  { appId, runUrl }: { readonly appId: number | null; readonly runUrl: string },
): Promise<readonly WatchFinding[]> {
  const { forge } = doors;
  const findings = findingsIn(await makeOverview(doors), await forge.protection(appId));
  if (findings.length > 0) await forge.keepIssue(key, watchIssue(findings, runUrl, bodyLimit(forge.limits.body)));
  else await forge.closeIssue(key, 'Nothing is found any more.\n');
  return findings;
}

function findingsIn(
  { newest, isLate, foreign }: Overview,
  protection: readonly ProtectionCheck[],
): readonly WatchFinding[] {
  const night: WatchFinding = {
    is: 'missedNight',
    newest: newest?.name ?? null,
    hours: newest?.ageHours ?? 0,
    allowedHours: lateAfterHours,
  };
  return [
    ...(isLate ? [night] : []),
    ...foreign.map((backup): WatchFinding => ({ is: 'alteredBackup', backup })),
    ...worriesIn(protection).map((check): WatchFinding => ({ is: 'weakerProtection', check })),
  ];
}
