import { createInterface } from 'node:readline/promises';
import type { Plan } from '../core/model.ts';
import { fail } from '../core/problem.ts';
import { planJson, planText } from '../core/report/plan.ts';
import { recoveryJson, recoveryText } from '../core/report/recovery.ts';
import { graphEngine } from '../engines/graph/engine.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { type RecoverResult, recover } from '../flows/recover.ts';
import { type Review, reviewOfJob } from '../flows/review.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { type OpenDoors, openDoors } from './open.ts';
import { addReviewFlags, allowancesFrom, type ReviewFlags, reviewFrom } from './reviewFlags.ts';

interface Flags extends ReviewFlags {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly plan?: string;
  readonly resume?: string;
}

export const addRecover: AddCommand = (program, runs) => {
  const command = program
    .command('recover')
    .summary('carry out a reviewed recovery')
    .description(
      'Plans, lets the guards look, writes to the tenant, reads it again and plans again: done means that the second plan is empty.',
    )
    .option('--dry-run', 'stop before the first write; the same as plan')
    .option('--yes', 'with --from: do not ask')
    .option('--plan <id>', 'carry out this very plan, or nothing if it would be another one by now')
    .option('--resume <job>', 'go on with a recovery that was interrupted or left something undone')
    .addHelpText(
      'after',
      example(
        'entra-rewind recover HEAD',
        'entra-rewind recover --from 2026-11-22 --id 0a1b2c3d-… --yes',
        'entra-rewind recover --from 2026-11-22 --recreate',
      ),
    );
  addReviewFlags(command).action(runs<[string | undefined, Flags]>(run));
};

async function run(context: Context, range: string | undefined, flags: Flags): Promise<Ending> {
  const allowances = allowancesFrom(flags);
  if (flags.from !== undefined && range !== undefined) fail('usage', 'give either a commit range or --from, not both');
  const mustConfirm = flags.from !== undefined && !flags.yes && flags.plan === undefined && !flags.dryRun;
  if (mustConfirm && !context.canAsk) {
    fail('usage', 'nobody is here to confirm the plan', {
      remedy: 'Look at it with plan, then give --yes or --plan <id>.',
    });
  }
  const doors = await openDoors(context);
  const review = await reviewIn(doors, range, flags).finally(doors.quiet);
  const result = await recover(doors, review, {
    engine: graphEngine(doors.client),
    allowances,
    ...(flags.plan === undefined ? {} : { planId: flags.plan }),
    ...(flags.dryRun ? { confirm: async () => false } : {}),
    ...(mustConfirm ? { confirm: (plan: Plan) => confirm(context, doors, plan) } : {}),
  }).finally(doors.quiet);
  return conclude(context, doors, flags, result);
}

async function reviewIn(doors: OpenDoors, range: string | undefined, flags: Flags): Promise<Review> {
  if (flags.resume === undefined) return reviewFrom(doors, range, flags);
  if (range !== undefined || flags.from !== undefined)
    fail('usage', '--resume goes without a range and without --from');
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
  if (recovery.status === 'canceled') fail('canceled', 'stopped; what was done is in the journal');
  if (!flags.json && recovery.status === 'completed') {
    const { objectsModified, linksModified } = recovery.totals;
    print(context, `recovered: ${objectsModified} objects, ${linksModified} links; a second plan is empty`);
  }
  return recovery.status === 'completed' ? 'done' : 'failedChanges';
}
