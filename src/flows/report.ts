/** Two states → differences → a difference report. */
import { findBackup } from '../core/backupName.ts';
import { pages } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import { coversProperty } from '../core/coverage.ts';
import { diffObject, withoutHopelessActions } from '../core/diff.ts';
import type { Backup, DifferenceReport, ReportSide, Scope, TypeCoverage } from '../core/model.ts';
import { fail } from '../core/problem.ts';
import { buildReport } from '../core/report/build.ts';
import { objectTypesIn, scopeChange } from '../core/scope.ts';
import { againstLive } from './againstLive.ts';
import { recordedBackups } from './backups.ts';
import { betweenBackups } from './differences.ts';
import type { Doors } from './doors.ts';
import { manifestAt } from './states.ts';

export interface ReportRequest {
  /** Name of a backup, or any commit of `main`; the newest backup when absent. */
  readonly from?: string | { readonly commit: string };
  /** Name of another backup; the live tenant when absent. */
  readonly to?: string;
  readonly scope: Scope;
}

export interface ReportJobHooks {
  readonly id: string;
  /** Both sides have been read; what follows is comparing. */
  readonly read: () => Promise<void>;
}

/** By its time; one that nobody keeps needs no other name. */
export const reportIdAt = (time: Date): string => `report-${time.toISOString().replace(/[:.]/g, '-')}`;

/** What the type's page names, and what was left out by choice. */
function notCoveredOf(
  { type, notCovered, optional }: TypePage,
  covered: TypeCoverage | undefined,
): DifferenceReport['notCovered'] {
  const left = optional.filter(({ property }) => covered !== undefined && !coversProperty(covered, property));
  return [
    ...notCovered.map(({ property, reason }) => ({ type, property, reason })),
    ...left.map(({ property, why }) => ({ type, property, reason: `not read by choice (optionalProperties): ${why}` })),
  ];
}

export interface MadeReport {
  readonly report: DifferenceReport;
  /** Whether Graph refused some of the types: the report says which, and nothing else of them. */
  readonly isIncomplete: boolean;
}

async function differencesFrom(doors: Doors, from: Start, to: Backup | null, scope: Scope) {
  if (to !== null) return { ...(await betweenBackups(doors, from.commit, to.commit, scope)), readInFull: [] };
  return isBackup(from) ? againstLive(doors, from, scope) : fail('usage', 'a commit is compared with a backup');
}

type Start = Backup | { readonly commit: string };

/** What `main` holds may be no backup's state, after a reviewed revert; the backup's name is told where it is. */
function startOf(backups: readonly Backup[], from: ReportRequest['from']): Start {
  if (typeof from !== 'object') return findBackup(backups, from ?? 'newest');
  return backups.find(({ commit }) => commit === from.commit) ?? from;
}

const isBackup = (start: Start): start is Backup => 'name' in start;

const sideOf = (start: Start): ReportSide => ({ backup: isBackup(start) ? start.name : null, commit: start.commit });

export async function makeReport(doors: Doors, request: ReportRequest, job?: ReportJobHooks): Promise<MadeReport> {
  const { store, clock } = doors;
  const backups = await recordedBackups(doors);
  const from = startOf(backups, request.from);
  const to = request.to === undefined ? null : findBackup(backups, request.to);
  const found = await differencesFrom(doors, from, to, request.scope);
  const { pairs, scope, coverage, notRead, isIncomplete } = found;
  await job?.read();

  const changes = pairs.flatMap(({ key, before, after }) => {
    const covered = coverage[key.type];
    const change = covered === undefined ? null : diffObject(key, before, after, covered);
    const chosen = change === null ? null : scopeChange(scope, change);
    return chosen === null ? [] : [chosen];
  });
  const created = clock.now();
  const { tenantId } = await manifestAt(store, from.commit);
  const chosen = objectTypesIn(request.scope);
  const report = buildReport({
    id: job?.id ?? reportIdAt(created),
    createdDateTime: created.toISOString(),
    tenantId,
    from: sideOf(from),
    to: to === null ? { live: true } : sideOf(to),
    scope: request.scope,
    changes: withoutHopelessActions(changes),
    notRead,
    readInFull: found.readInFull,
    notCovered: pages
      .filter(({ type }) => coverage[type] !== undefined && (chosen.length === 0 || chosen.includes(type)))
      .flatMap((page) => notCoveredOf(page, coverage[page.type])),
  });
  return { report, isIncomplete };
}
