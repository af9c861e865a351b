import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stopsOf } from '../core/guard.ts';
import { type PlanFile, printPlanFile } from '../core/planFile.ts';
import { Failure } from '../core/problem.ts';
import { planJson, planText } from '../core/report/plan.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { planToKeep } from '../flows/planning.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors } from './open.ts';
import { addReviewFlags, allowancesFrom, type ReviewFlags, reviewFrom } from './reviewFlags.ts';

interface Flags extends ReviewFlags {
  readonly out?: string;
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
        'entra-rewind plan HEAD --out plan.json',
      ),
    );
  addReviewFlags(command).action(runs<[string | undefined, Flags]>(plan));
};

async function plan(context: Context, range: string | undefined, flags: Flags): Promise<Ending> {
  const allowances = allowancesFrom(flags);
  const doors = await openDoors(context);
  const review = await reviewFrom(doors, range, flags).finally(doors.quiet);
  const file = await planToKeep(doors, review, { engine: flags.engine, allowances });
  const made = file.plan;
  if (flags.out !== undefined) await keep(context, flags.out, file);
  const nameOf = await namesIn(doors.store, await doors.store.main(), mentionedIn([made.steps, made.untouched]));
  print(context, flags.json ? planJson(made) : planText(made, context.paint, nameOf));
  return stopsOf(made).length > 0 ? 'stopped' : 'done';
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
