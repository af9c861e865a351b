import { stopsOf } from '../core/guard.ts';
import { planJson, planText } from '../core/report/plan.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import { planNow } from '../flows/planning.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors } from './open.ts';
import { addReviewFlags, allowancesFrom, type ReviewFlags, reviewFrom } from './reviewFlags.ts';

export const addPlan: AddCommand = (program, runs) => {
  const command = program
    .command('plan')
    .summary('what recovery would do right now')
    .description(
      'Shows every step in order, what stays untouched and why, and what the guards find. Reads the tenant, writes nothing. Exits with 4 when a guard would stop the recovery.',
    )
    .addHelpText('after', example('entra-rewind plan HEAD', 'entra-rewind plan --from 2026-11-22 --type group'));
  addReviewFlags(command).action(runs<[string | undefined, ReviewFlags]>(plan));
};

async function plan(context: Context, range: string | undefined, flags: ReviewFlags): Promise<Ending> {
  const allowances = allowancesFrom(flags);
  const doors = await openDoors(context);
  const review = await reviewFrom(doors, range, flags).finally(doors.quiet);
  const made = await planNow(doors, review, { engine: flags.engine, allowances });
  const nameOf = await namesIn(doors.store, await doors.store.main(), mentionedIn([made.steps, made.untouched]));
  print(context, flags.json ? planJson(made) : planText(made, context.paint, nameOf));
  return stopsOf(made).length > 0 ? 'stopped' : 'done';
}
