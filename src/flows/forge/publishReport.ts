/**
 * The newest backup and `main` → the one open difference report. It is opened, kept as it is, told anew, or replaced by the
 * report of a later backup, which carries the nights of both; what a person closed stays closed.
 */
import { timeOfBackup } from '../../core/backupName.ts';
import { objectTypes } from '../../core/catalog/index.ts';
import { bodyLimit } from '../../core/forge/cut.ts';
import { firstReport } from '../../core/forge/firstReport.ts';
import { printProposal, proposalRecord } from '../../core/forge/proposalRecord.ts';
import { type ForgeText, reportPullRequest } from '../../core/forge/pullRequestText.ts';
import { judge } from '../../core/forge/severity.ts';
import type { Backup, BackupName, DifferenceReport } from '../../core/model.ts';
import type { PullRequest, Records } from '../../core/ports.ts';
import { Failure } from '../../core/problem.ts';
import { reportMarkdown } from '../../core/report/markdown.ts';
import {
  differencesRecord,
  pageRecord,
  printDifferences,
  printReportJob,
  type ReportJob,
  reportRecord,
} from '../../core/reportRecord.ts';
import { everything } from '../../core/scope.ts';
import { manifestOf } from '../backup.ts';
import { recordedBackups } from '../backups.ts';
import { mentionedIn, namesIn } from '../names.ts';
import { makeReport } from '../report.ts';
import { countObjects } from '../states.ts';
import { proposalOf } from './approvals.ts';
import { type ForgeDoors, isReport, isReportOf } from './doors.ts';
import { surroundingsOf } from './surroundings.ts';

export interface Published {
  readonly did: 'nothing' | 'opened' | 'replaced' | 'updated' | 'kept' | 'leftClosed' | 'merged';
  readonly pullRequest: PullRequest | null;
  readonly report: DifferenceReport | null;
  readonly warnings: readonly string[];
}

const nothing: Published = { did: 'nothing', pullRequest: null, report: null, warnings: [] };

/** Safe to be run again at any moment: it goes by what is open, and by what the journal says of it. */
export async function publishReport(doors: ForgeDoors, review: 'required' | 'none'): Promise<Published> {
  const { forge, store, journal } = doors;
  journal.refresh();
  const backups = await recordedBackups(doors);
  const newest = backups.at(-1);
  if (newest === undefined) return nothing;
  const main = await store.main();
  const open = (await forge.openPullRequests()).filter(isReport);
  if (await isSame(doors, main, newest.commit)) {
    for (const { number } of open) {
      await forge.closePullRequest(number, `The tenant is as \`main\` says, as of backup \`${newest.name}\`.`);
    }
    return nothing;
  }
  const { current, shown } = await shownAlready(doors, open, backups, main, newest);
  const closed = current === null ? await closedByPeople(doors, backups, main, newest) : null;
  if (closed !== null) {
    for (const { number } of open) {
      await forge.closePullRequest(number, `The difference is the one of #${closed.number} again, which stays closed.`);
    }
    return { ...nothing, did: 'leftClosed', pullRequest: closed };
  }

  const told = backups.filter(({ name }) => name <= shown.name);
  const prepared = await prepare(doors, told, main, shown);
  const { report } = prepared;
  if (current !== null) {
    const did = await forge.updatePullRequest(current.number, prepared.text);
    await closeOthers(doors, open, current);
    // A run that was cut off between the two has opened it and told the journal nothing.
    const isKnown = (await proposalOf(doors, current.number)) !== null;
    if (did === 'updated' || !isKnown) {
      await journal.append(prepared.records(current), `Report #${current.number} told anew`);
    }
    const kept = { did: did === 'updated' ? 'updated' : 'kept', pullRequest: current, report, warnings: [] } as const;
    return review === 'none' ? merge(doors, kept, current) : kept;
  }
  const opened = await forge.createPullRequest({ branch: `backup/${newest.name}`, ...prepared.text });
  await journal.append(prepared.records(opened), `Report #${opened.number} of backup ${newest.name}`);
  await closeOthers(doors, open, opened);
  const published = {
    did: open.length > 0 ? 'replaced' : 'opened',
    pullRequest: opened,
    report,
    warnings: [],
  } as const;
  return review === 'none' ? merge(doors, published, opened) : published;
}

const isSame = async ({ store }: Pick<ForgeDoors, 'store'>, before: string, after: string): Promise<boolean> =>
  (await store.tree(before)) === (await store.tree(after));

/**
 * The open report of this very difference. A night without a change is nothing to tell: then it is that of the earlier backup
 * which showed it first. When `main` has moved since, that one's branch would no longer merge into the newest state.
 */
async function shownAlready(
  doors: ForgeDoors,
  open: readonly PullRequest[],
  backups: readonly Backup[],
  main: string,
  newest: Backup,
): Promise<{ readonly current: PullRequest | null; readonly shown: Backup }> {
  for (const current of open) {
    const shown = backups.find((backup) => backup.tree === newest.tree && isReportOf(current, backup));
    if (shown === undefined) continue;
    const record = shown === newest ? null : await proposalOf(doors, current.number);
    if (shown === newest || (record !== null && (await isSame(doors, record.before, main)))) return { current, shown };
  }
  return { current: null, shown: newest };
}

/**
 * The report that a person has closed without merging, when it showed the very same difference: from what `main` holds to what
 * the newest backup holds.
 */
async function closedByPeople(
  doors: ForgeDoors,
  backups: readonly Backup[],
  main: string,
  newest: Backup,
): Promise<PullRequest | null> {
  for (const { name } of backups.filter(({ tree }) => tree === newest.tree).toReversed()) {
    for (const pull of await doors.forge.pullRequestsFrom(`backup/${name}`)) {
      if (pull.state !== 'closed' || pull.endedBy === null || pull.endedBy.isSelf) continue;
      const record = await proposalOf(doors, pull.number);
      if (record !== null && (await isSame(doors, record.before, main))) return pull;
    }
  }
  return null;
}

interface Prepared {
  /** Null for the first backup of all. */
  readonly report: DifferenceReport | null;
  readonly text: ForgeText;
  readonly records: (pull: PullRequest) => Records;
}

async function prepare(doors: ForgeDoors, backups: readonly Backup[], main: string, newest: Backup): Promise<Prepared> {
  const { store, forge, clock } = doors;
  if ((await manifestOf(doors, main)) === null) return first(doors, main, newest);
  const from = (await asBackup(doors, backups, main)) ?? { name: null, commit: main };
  // Its time is that of the backup, so that the same difference is told in the same words however often it is told.
  const at = timeOfBackup(newest.name) ?? clock.now();
  const { report } = await makeReport(
    { ...doors, clock: { now: () => at } },
    { from: { commit: from.commit }, to: newest.name, scope: everything },
  );
  const nameOf = await namesIn(store, newest.commit, mentionedIn(report.objects));
  const { url } = await forge.repository();
  const page = reportMarkdown(report, nameOf);
  const text = reportPullRequest({
    report,
    judgement: judge(report, await surroundingsOf(store, report, { before: main, after: newest.commit })),
    backup: newest.name,
    carries: carriedBy(backups, from.name),
    nameOf,
    doersOf: () => [],
    whole: { url: `${url}/blob/journal/${pageRecord(report.id)}`, command: `entra-rewind report ${report.id}` },
    limit: bodyLimit(forge.limits.body),
  });
  const records = ({ number }: PullRequest): Records =>
    new Map([
      [
        proposalRecord(number),
        printProposal({ number, kind: 'report', before: main, after: newest.commit, askedBy: null }),
      ],
      [pageRecord(report.id), page],
      [differencesRecord(report.id), printDifferences(report)],
      ...jobRecord(report, from.name, newest.name),
    ]);
  return { report, text, records };
}

async function first({ store }: ForgeDoors, main: string, newest: Backup): Promise<Prepared> {
  const objects = await countObjects(store, newest.commit, objectTypes);
  const record = { kind: 'report', before: main, after: newest.commit, askedBy: null } as const;
  return {
    report: null,
    text: firstReport(newest.name, newest.tenantId, objects),
    records: ({ number }) => new Map([[proposalRecord(number), printProposal({ number, ...record })]]),
  };
}

/** The newest backup whose state `main` holds; null after a revert that was reviewed. */
async function asBackup({ store }: ForgeDoors, backups: readonly Backup[], main: string): Promise<Backup | null> {
  const tree = await store.tree(main);
  return backups.findLast((backup) => backup.tree === tree) ?? null;
}

/** The backups that `main` has not seen, oldest first. */
const carriedBy = (backups: readonly Backup[], from: BackupName | null): readonly BackupName[] => {
  const names = backups.map(({ name }) => name);
  return from === null ? names.slice(-1) : names.filter((name) => name > from);
};

/** Also one of the kept reports, so that `report` shows it and `recover --report` starts from it. */
function jobRecord(report: DifferenceReport, from: BackupName | null, to: BackupName): [string, string][] {
  if (from === null) return [];
  const { objects, attributes, links } = report.totals;
  const job: ReportJob = {
    id: report.id,
    status: 'completed',
    from,
    to,
    scope: everything,
    started: report.createdDateTime,
    completed: report.createdDateTime,
    totals: { objects, attributes, links },
    failure: null,
  };
  return [[reportRecord(report.id), printReportJob(job)]];
}

async function closeOthers({ forge }: ForgeDoors, open: readonly PullRequest[], current: PullRequest): Promise<void> {
  for (const { number } of open) {
    if (number === current.number) continue;
    await forge.closePullRequest(
      number,
      `#${current.number} has taken its place. It shows these changes, and what came since.`,
    );
  }
}

/** Where nobody reviews reports. One that the rules do not let through stays open, and that is said. */
async function merge({ forge }: ForgeDoors, published: Published, pull: PullRequest): Promise<Published> {
  try {
    await forge.mergePullRequest(pull.number, pull.head.commit);
    return { ...published, did: 'merged' };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...published, warnings: [`report #${pull.number} could not be merged: ${error.message}`] };
  }
}
