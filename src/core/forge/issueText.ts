/** Issues: a job that failed, and what the daily watch found. Written for whoever did not expect one. */
import { timeOfBackup } from '../backupName.ts';
import type { ProtectionCheck } from '../forgePort.ts';
import type { BackupName } from '../model.ts';
import { code } from '../report/escape.ts';
import { shortened, visible } from '../report/visible.ts';
import { count } from '../report/words.ts';
import { type Block, copied, kept, list } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import { exitCodeText } from './exitCodeText.ts';
import { link } from './objectText.ts';

export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** What a workflow's job is called, and what it means when it fails. */
export type FailedJob = 'backup' | 'report' | 'push' | 'recover' | 'command' | 'watch' | 'rehearse';

const meanings: { readonly [job in FailedJob]: { readonly title: string; readonly meaning: string } } = {
  backup: {
    title: 'The backup failed',
    meaning:
      'There is **no backup of this night**. Earlier backups are untouched; what changed since is in none of them.',
  },
  report: {
    title: 'A pull request could not be planned',
    meaning: 'Its check is missing or failed, so it cannot be merged where the check is required. Nothing was written.',
  },
  recover: {
    title: 'A recovery did not end well',
    meaning:
      'The tenant may be **half way** between two states. What was done is in the journal and on the pull request.',
  },
  push: {
    title: 'What was pushed to main could not be judged',
    meaning:
      'Whether it asks for a recovery is **not known**, and none was started. Nothing was written to the tenant.',
  },
  command: { title: 'A comment could not be answered', meaning: 'What it asked for was not done.' },
  watch: {
    title: 'The daily watch failed',
    meaning: 'Nobody would be told of a missed night or of weaker protection.',
  },
  rehearse: {
    title: 'The rehearsal failed',
    meaning: 'It is **not proven** that the newest backup can be recovered. The tenant was not touched.',
  },
};

export interface JobFailed {
  readonly job: FailedJob;
  /** Null for a job that ended without one. */
  readonly exitCode: number | null;
  readonly runUrl: string;
  /** What it said last: lines of its log, already without credentials. */
  readonly said: readonly string[];
  readonly limit: Limit;
}

const linesSaid = 30;
const lineCharacters = 500;

export function failedJobIssue({ job, exitCode, runUrl, said, limit }: JobFailed): IssueText {
  const { title, meaning } = meanings[job];
  const { means, look } = exitCodeText(exitCode);
  const lines = said.slice(-linesSaid).map((line) => shortened(visible(line), lineCharacters));
  const next = look.startsWith('entra-rewind ') ? ['Look with:', '', copied([look])] : [look];
  const blocks: readonly Block[] = [
    kept(meaning),
    kept(
      `Why: ${means}${exitCode === null ? '' : ` (exit code ${exitCode})`}. ${link('The run', runUrl)} has the whole log.`,
    ),
    kept(...next),
    ...(lines.length === 0 ? [] : [kept('It said:'), list(lines.map((line) => code(line)))]),
    kept('This issue is closed by itself when the job is well again.'),
  ];
  return { title, body: fitted(blocks, limit, (rows) => `**${count(rows, 'more line')}** in the log.`) };
}

export type WatchFinding =
  /** No backup for longer than expected; `newest` is null where there is none at all. */
  | {
      readonly is: 'missedNight';
      readonly newest: BackupName | null;
      readonly hours: number;
      readonly allowedHours: number;
    }
  | { readonly is: 'weakerProtection'; readonly check: ProtectionCheck }
  /** A backup's branch or commit is not what the journal recorded. */
  | { readonly is: 'alteredBackup'; readonly backup: BackupName };

export function watchIssue(findings: readonly WatchFinding[], runUrl: string, limit: Limit): IssueText {
  const blocks: readonly Block[] = [
    kept('The daily watch found what somebody should look at:'),
    list(findings.map(findingText)),
    kept('Look with:', '', copied(['entra-rewind status', 'entra-rewind doctor'])),
    kept(`${link('The run', runUrl)} has the details. This issue is closed by itself when nothing is found any more.`),
  ];
  return {
    title: titleOf(findings),
    body: fitted(blocks, limit, (rows) => `**${count(rows, 'more finding')}** in the log.`),
  };
}

function titleOf(findings: readonly WatchFinding[]): string {
  const titles: { readonly [is in WatchFinding['is']]: string } = {
    missedNight: 'a night without a backup',
    weakerProtection: 'the record is less protected than it should be',
    alteredBackup: 'a backup is not what was recorded',
  };
  const found = [...new Set(findings.map((finding) => titles[finding.is]))];
  return `Watch: ${found.length === 0 ? 'nothing found' : found.join('; ')}`;
}

function findingText(finding: WatchFinding): string {
  switch (finding.is) {
    case 'missedNight': {
      const { newest, hours, allowedHours } = finding;
      if (newest === null) return '**There is no backup at all.**';
      const time = timeOfBackup(newest) === null ? '' : ` (its time is in its name, UTC)`;
      return `**A night without a backup**: the newest is ${code(newest)}${time}, ${Math.floor(hours)} hours old; more than ${allowedHours} should not pass. Schedules on GitHub may be late or dropped: run the backup workflow by hand.`;
    }
    case 'weakerProtection': {
      const { name, state, message, remedy } = finding.check;
      const found = state === 'unknown' ? 'could not be looked at' : 'weaker than it should be';
      const how = remedy === undefined ? '' : ` ${code(shortened(visible(remedy), lineCharacters))}`;
      return `**Protection**, ${code(name)}: ${found}: ${code(shortened(visible(message), lineCharacters))}${how}`;
    }
    case 'alteredBackup':
      return `**Backup ${code(finding.backup)}** is not what the journal recorded. It counts for nothing until somebody has looked: \`entra-rewind backups\`.`;
  }
}
