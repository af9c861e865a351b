import { createInterface } from 'node:readline/promises';
import type { BackupName, Plan, Recovery } from '../core/model.ts';
import { Failure, fail, problemLine } from '../core/problem.ts';
import { planJson, planText } from '../core/report/plan.ts';
import { recoveryJson, recoveryText } from '../core/report/recovery.ts';
import { shortCommit } from '../core/report/words.ts';
import { isEverything } from '../core/scope.ts';
import { takeBackup } from '../flows/backup.ts';
import type { Progress } from '../flows/doors.ts';
import { allowancesOf } from '../flows/forge/approvals.ts';
import { liftedOnAll } from '../flows/forge/recoveredChange.ts';
import { recoveryNamed } from '../flows/history.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { type RecoverResult, recover } from '../flows/recover.ts';
import { type Review, reviewOfJob } from '../flows/review.ts';
import { artifactsOption } from './artifacts.ts';
import { backupOptions, publish } from './backup.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openEngine } from './engines.ts';
import { type OpenDoors, openDoors } from './open.ts';
import { scopeFrom } from './options.ts';
import { requestsOf, requireEnvironment, tellNews } from './recoveryNews.ts';
import { addReviewFlags, allowancesFrom, type ReviewFlags, reviewFrom } from './reviewFlags.ts';

interface Flags extends ReviewFlags {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly plan?: string;
  readonly resume?: string;
  readonly requireEnvironment?: string;
  readonly artifacts?: string;
  readonly backup: boolean;
}

export const addRecover: AddCommand = (program, runs) => {
  const command = program
    .command('recover')
    .summary('carry out a reviewed recovery')
    .description(
      'Plans, lets the guards look, writes to the tenant, reads it again and plans again: done means that the second plan is empty.',
    )
    .option('--dry-run', 'stop before the first write; the same as plan')
    .option('--yes', 'with --from or --report: do not ask')
    .option('--plan <id>', 'carry out this very plan, or nothing if it would be another one by now')
    .option('--resume <job>', 'go on with a recovery that was interrupted or left something undone')
    .option('--no-backup', 'take no backup of what the recovery has made of the tenant')
    .option(
      '--require-environment <name>',
      'on GitHub: refuse unless this environment is seen to deploy from main alone',
    )
    .addOption(artifactsOption())
    .addHelpText(
      'after',
      example(
        'entra-rewind recover HEAD',
        'entra-rewind recover --from 2026-11-22 --id 0a1b2c3d-… --yes',
        'entra-rewind recover --report report-2026-11-22 --id 0a1b2c3d-…',
        'entra-rewind recover --from 2026-11-22 --recreate',
      ),
    );
  addReviewFlags(command).action(runs<[string | undefined, Flags]>(run));
};

async function run(context: Context, range: string | undefined, flags: Flags): Promise<Ending> {
  const given = allowancesFrom(flags);
  if (flags.from !== undefined && range !== undefined) fail('usage', 'give either a commit range or --from, not both');
  const isFromLive = flags.from !== undefined || flags.report !== undefined;
  const mustConfirm = isFromLive && !flags.yes && flags.plan === undefined && !flags.dryRun;
  if (mustConfirm && !context.canAsk) {
    fail('usage', 'nobody is here to confirm the plan', {
      remedy: 'Look at it with plan, then give --yes or --plan <id>.',
    });
  }
  const doors = await openDoors(context);
  if (flags.requireEnvironment !== undefined) await requireEnvironment(doors, flags.requireEnvironment);
  const engine = await openEngine(context, doors, flags.engine).finally(doors.quiet);
  const resumed = flags.resume === undefined ? undefined : await interruptedIn(doors, flags.resume);
  const review = await reviewIn(doors, range, flags).finally(doors.quiet);
  const requests = await requestsOf(doors, review);
  const lifted = doors.forge === null ? [] : await liftedOnAll({ ...doors, forge: doors.forge }, requests);
  const result = await recover(doors, review, {
    engine,
    // What somebody says here and now comes first.
    allowances: new Map([...allowancesOf(lifted), ...given]),
    ...(resumed === undefined ? {} : { resumes: resumed }),
    ...(flags.plan === undefined ? {} : { planId: flags.plan }),
    ...(flags.dryRun ? { confirm: async () => false } : {}),
    ...(mustConfirm ? { confirm: (plan: Plan) => confirm(context, doors, plan) } : {}),
  }).finally(doors.quiet);
  const news = { context, doors, artifacts: flags.artifacts, requests };
  let ending: Ending;
  let backup: BackupName | null = null;
  try {
    ending = await conclude(context, doors, flags, result);
    // What is left of one that did not complete must not pass for the newest good state.
    const isBackedUp = ending === 'done' && result.ended === 'recovered' && flags.backup;
    if (isBackedUp) backup = await backUpAfter(context, doors, flags, result.recovery);
  } catch (error) {
    // A canceled one is told like any other; what went wrong first is what the job ends with.
    await tellNews(news, result, null);
    throw error;
  }
  await tellNews(news, result, backup);
  return ending;
}

async function interruptedIn(doors: OpenDoors, job: string): Promise<Recovery> {
  await doors.store.refresh();
  return recoveryNamed(doors, job);
}

/**
 * What the recovery has made of the tenant, on record, so that the next difference report starts clean. The recovery is what was
 * asked for: when the backup fails, it stays as it ended.
 */
async function backUpAfter(
  context: Context,
  doors: OpenDoors,
  { json }: Flags,
  recovery: Recovery,
): Promise<BackupName | null> {
  // The recovery is what people watch.
  const quietly = { ...doors, tell: (told: Progress) => (told.on === 'warning' ? doors.tell(told) : undefined) };
  try {
    const { backup, notRead } = await takeBackup(quietly, await backupOptions(context, doors)).finally(doors.quiet);
    // The backup moves `main`, so `HEAD` is not what it was.
    const again = recovery.backup === null ? `; main moved on from ${shortCommit(recovery.wanted)}` : '';
    if (!json)
      print(context, `backed up as ${backup.name}: ${backup.objects} objects, ${backup.changed} changed${again}`);
    for (const { type, reason } of notRead) context.errors.write(`not read: ${type}: ${reason}\n`);
    const published = await publish(context, doors);
    for (const warning of published?.warnings ?? []) context.errors.write(`warning: ${warning}\n`);
    return backup.name;
  } catch (error) {
    if (!(error instanceof Failure) || context.signal.aborted) throw error;
    const why = error.problems.map(problemLine).join('; ');
    context.errors.write(
      `warning: no backup was taken after the recovery: ${why}\n  Take one with: entra-rewind backup\n`,
    );
    return null;
  }
}

async function reviewIn(doors: OpenDoors, range: string | undefined, flags: Flags): Promise<Review> {
  if (flags.resume === undefined) return reviewFrom(doors, range, flags);
  if (range !== undefined || flags.from !== undefined || flags.report !== undefined)
    fail('usage', '--resume goes without a range, without --from and without --report');
  if (!isEverything(scopeFrom(flags)) || flags.added !== undefined || flags.recreate) {
    fail('usage', '--resume goes on with what was asked then, without --type, --id, --property, --added or --recreate');
  }
  return reviewOfJob(doors, flags.resume);
}

async function confirm(context: Context, doors: OpenDoors, plan: Plan): Promise<boolean> {
  doors.quiet();
  context.errors.write(`${await describe(context, doors, plan)}\n`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question('Carry this out? (yes/no) ', { signal: context.signal });
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    prompt.close();
  }
}

async function describe(context: Context, doors: OpenDoors, plan: Plan): Promise<string> {
  const nameOf = await namesIn(doors.store, await doors.store.main(), mentionedIn([plan.steps, plan.untouched]));
  return planText(plan, context.paint, nameOf);
}

async function conclude(context: Context, doors: OpenDoors, flags: Flags, result: RecoverResult): Promise<Ending> {
  if (result.ended !== 'recovered') {
    if (result.ended === 'planChanged') {
      fail('rangeNotReviewed', `the plan is ${result.plan.id} by now, not ${flags.plan ?? 'the one that was shown'}`, {
        remedy: 'Look at it again with plan, and give its id.',
      });
    }
    print(context, flags.json ? planJson(result.plan) : await describe(context, doors, result.plan));
    if (result.ended === 'declined' && !flags.dryRun) context.errors.write('Nothing was written.\n');
    return result.ended === 'stopped' ? 'stopped' : 'done';
  }
  const { recovery } = result;
  print(context, flags.json ? recoveryJson(recovery) : recoveryText(recovery, context.paint));
  if (recovery.status === 'canceled') {
    const { canceledBy } = recovery;
    const who = canceledBy === null ? '' : ` by ${canceledBy.by} (${canceledBy.host})`;
    fail('canceled', `stopped${who}; what was done is in the journal`);
  }
  if (!flags.json && recovery.status === 'completed') {
    const { objectsModified, linksModified } = recovery.totals;
    print(context, `recovered: ${objectsModified} objects, ${linksModified} links; a second plan is empty`);
  }
  return recovery.status === 'completed' ? 'done' : 'failedChanges';
}
