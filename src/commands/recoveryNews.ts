/** Where people hear how a recovery ended: on the pull requests that asked for it, on the page of the run, and in files. */
import { timeOfBackup } from '../core/backupName.ts';
import { bodyLimit } from '../core/forge/cut.ts';
import { resultSummary } from '../core/forge/resultText.ts';
import { planNotCarriedOut } from '../core/forge/stoppedText.ts';
import type { BackupName, Plan } from '../core/model.ts';
import type { PullRequest } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { planJson } from '../core/report/plan.ts';
import { recoveryJson } from '../core/report/recovery.ts';
import { everyBackup } from '../flows/backups.ts';
import { requestsFor, tellResult } from '../flows/forge/recoveredChange.ts';
import { recoveriesIn } from '../flows/history.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import type { RecoverResult } from '../flows/recover.ts';
import type { Review } from '../flows/review.ts';
import { summaryLimit, writeArtifacts } from './artifacts.ts';
import type { Context } from './context.ts';
import { runUrl, summarize } from './github/event.ts';
import type { OpenDoors } from './open.ts';

/** None for a recovery that goes straight to a backup. */
export async function requestsOf({ forge, ...doors }: OpenDoors, review: Review): Promise<readonly PullRequest[]> {
  return forge === null || review.backup !== null ? [] : requestsFor({ ...doors, forge }, review.wanted);
}

/** Whoever may run a job on another branch could otherwise have the tenant written without a review. */
export async function requireEnvironment({ forge, pipeline }: OpenDoors, name: string): Promise<void> {
  if (forge === null) return fail('usage', '--require-environment is for repositories on GitHub');
  const checks = await forge.protection(pipeline.configuration.github?.appId ?? null);
  const found = checks.find((check) => check.name === `environment ${name}`);
  if (found?.state === 'ok') return;
  fail('forgeNotAllowed', found?.message ?? `nobody knows of an environment ${name}`, {
    remedy: `${found?.remedy ?? 'entra-rewind protect sets it.'} Nothing was written.`,
  });
}

export interface News {
  readonly context: Context;
  readonly doors: OpenDoors;
  readonly artifacts: string | undefined;
  readonly requests: readonly PullRequest[];
}

export async function tellNews(news: News, result: RecoverResult, backupAfter: BackupName | null): Promise<void> {
  const { context, doors, artifacts, requests } = news;
  const { forge, store } = doors;
  const { plan } = result;
  const nameOf = await namesIn(store, await store.main(), mentionedIn([plan.steps, plan.untouched]));
  if (result.ended !== 'recovered') {
    const text = planNotCarriedOut(plan, nameOf, summaryLimit);
    await writeArtifacts(artifacts, { 'plan.md': text, 'plan.json': planJson(plan) });
    await summarize(context, text);
    if (forge === null || result.ended === 'declined') return;
    const before = result.ended === 'nothingToDo' ? await doneBefore(doors, plan) : null;
    if (before !== null) {
      await tellResult({ ...doors, forge }, requests, { ...before, nameOf, runUrl: pageOfRun(context) });
      return;
    }
    const told = planNotCarriedOut(plan, nameOf, bodyLimit(forge.limits.body));
    for (const { number } of requests) await forge.keepComment(number, 'result', told);
    return;
  }
  const shown = { recovery: result.recovery, nameOf, backupAfter, runUrl: pageOfRun(context) };
  const summary = resultSummary({ ...shown, limit: summaryLimit });
  await writeArtifacts(artifacts, { 'recovery.md': summary, 'recovery.json': recoveryJson(result.recovery) });
  await summarize(context, summary);
  if (forge !== null) await tellResult({ ...doors, forge }, requests, shown);
}

/** Run again, a recovery that went through finds nothing to do. What it did then is what people should hear of. */
async function doneBefore(doors: OpenDoors, { base, wanted }: Plan) {
  const recovery = (await recoveriesIn(doors)).find(
    (one) => one.base === base && one.wanted === wanted && one.status === 'completed',
  );
  if (recovery === undefined) return null;
  const completed = Date.parse(recovery.completed ?? recovery.started);
  const names = (await everyBackup(doors.journal)).map(({ name }) => name).toSorted();
  // Names of backups have no milliseconds.
  const after = names.find((name) => (timeOfBackup(name)?.getTime() ?? 0) >= Math.floor(completed / 1000) * 1000);
  return { recovery, backupAfter: after ?? null };
}

function pageOfRun(context: Context): string | null {
  const url = runUrl(context);
  return url === '' ? null : url;
}
