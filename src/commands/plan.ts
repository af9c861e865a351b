import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stopsOf } from '../core/guard.ts';
import { type PlanFile, printPlanFile } from '../core/planFile.ts';
import { Failure, fail } from '../core/problem.ts';
import { planJson, planText } from '../core/report/plan.ts';
import { allowancesOf, type Lifted, liftedFor } from '../flows/forge/approvals.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { planToKeep } from '../flows/planning.ts';
import { type Review, reviewOfProposal } from '../flows/review.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { type OpenDoors, openDoors, requireForge } from './open.ts';
import { parseNumber } from './options.ts';
import { addReviewFlags, allowancesFrom, type ReviewFlags, reviewFrom } from './reviewFlags.ts';

interface Flags extends ReviewFlags {
  readonly out?: string;
  readonly pullRequest?: number;
}

export const addPlan: AddCommand = (program, runs) => {
  const command = program
    .command('plan')
    .summary('what recovery would do right now')
    .description(
      'Shows every step in order, what stays untouched and why, and what the guards find. Reads the tenant, writes nothing. Exits with 4 when a guard would stop the recovery.',
    )
    .option('--out <file>', 'also write the plan, with all that its guards went by, for Pulumi and its policy pack')
    .addHelpText(
      'after',
      example(
        'entra-rewind plan HEAD',
        'entra-rewind plan --from 2026-11-22 --type group',
        'entra-rewind plan --pull-request 12',
        'entra-rewind plan HEAD --out plan.json',
      ),
    );
  addReviewFlags(command)
    .option('--pull-request <number>', 'on GitHub: as if this pull request were merged now', parseNumber)
    .action(runs<[string | undefined, Flags]>(plan));
};

async function plan(context: Context, range: string | undefined, flags: Flags): Promise<Ending> {
  const given = allowancesFrom(flags);
  const doors = await openDoors(context);
  const { review, lifted } = await asked(doors, range, flags).finally(doors.quiet);
  const allowances = new Map([...allowancesOf(lifted), ...given]);
  const file = await planToKeep(doors, review, { engine: flags.engine, allowances });
  const made = file.plan;
  if (flags.out !== undefined) await keep(context, flags.out, file);
  const nameOf = await namesIn(doors.store, await doors.store.main(), mentionedIn([made.steps, made.untouched]));
  print(context, flags.json ? planJson(made) : planText(made, context.paint, nameOf));
  return stopsOf(made).length > 0 ? 'stopped' : 'done';
}

async function asked(
  doors: OpenDoors,
  range: string | undefined,
  flags: Flags,
): Promise<{ readonly review: Review; readonly lifted: readonly Lifted[] }> {
  if (flags.pullRequest === undefined) return { review: await reviewFrom(doors, range, flags), lifted: [] };
  if (range !== undefined || flags.from !== undefined || flags.report !== undefined) {
    fail('usage', '--pull-request goes without a range, without --from and without --report');
  }
  const opened = requireForge(doors);
  const pull = await opened.forge.pullRequest(flags.pullRequest);
  return { review: await reviewOfProposal(doors, pull.head.commit), lifted: await liftedFor(opened, pull) };
}

/** Also of a plan that is stopped: the policy pack stops it as well. For its owner alone: it holds personal data. */
async function keep(context: Context, out: string, file: PlanFile<unknown>): Promise<void> {
  const path = resolve(context.directory, out);
  try {
    await writeFile(path, printPlanFile(file), { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Failure({ code: 'usage', message: error.message, place: { file: out } });
  }
}
