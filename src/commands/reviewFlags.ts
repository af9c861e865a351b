/** What `plan` and `recover` share: where the review comes from, and what people allow. */
import { type Command, Option } from 'commander';
import { guards } from '../../policies/index.ts';
import type { Allowances } from '../core/guard.ts';
import type { EngineName } from '../core/model.ts';
import { fail } from '../core/problem.ts';
import { isEverything } from '../core/scope.ts';
import { type AddedWords, addedFrom } from '../core/scopeWords.ts';
import type { Doors } from '../flows/doors.ts';
import { type Review, reviewOfBackup, reviewOfRange, reviewOfReport } from '../flows/review.ts';
import { addedOption, jsonOption, type ScopeFlags, scopeFrom, scopeOptions } from './options.ts';

export interface ReviewFlags extends ScopeFlags {
  readonly from?: string;
  readonly report?: string;
  readonly added?: AddedWords;
  readonly allow?: readonly string[];
  readonly reason?: string;
  readonly recreate?: true;
  readonly engine: EngineName;
  readonly json?: true;
}

const engines: readonly EngineName[] = ['graph', 'pulumi', 'auto'];

export function addReviewFlags(command: Command): Command {
  command
    .argument('[range]', 'reviewed commits on main: A..B, or one commit or merge')
    .option('--from <backup>', 'go from the live tenant to this backup instead')
    .option('--report <id>', 'go from the live tenant to the backup of this kept report, within its scope')
    .addOption(addedOption())
    .addOption(
      new Option('--allow <guard>', 'lift a stop of this guard, with --reason (repeatable)')
        .choices(guards.map((guard) => guard.name))
        .argParser((name: string, before: readonly string[] = []) => {
          if (guards.some((guard) => guard.name === name)) return [...before, name];
          return fail('usage', `there is no guard "${name}"`, {
            remedy: `Guards are: ${guards.map((guard) => guard.name).join(', ')}.`,
          });
        }),
    )
    .option(
      '--recreate',
      'make anew, under new ids, what was deleted for good, and write the new ids where the old ones stood',
    )
    .option('--reason <text>', 'why the stop is lifted; goes into the journal')
    .addOption(
      new Option(
        '--engine <engine>',
        'what carries the plan out; auto: policies through Pulumi, the rest through Graph',
      )
        .choices(engines)
        .default('graph' satisfies EngineName),
    )
    .addOption(jsonOption());
  for (const option of scopeOptions('recover')) command.addOption(option);
  return command;
}

export function allowancesFrom({ allow = [], reason }: ReviewFlags): Allowances {
  if (allow.length > 0 && (reason === undefined || reason.trim() === '')) {
    fail('usage', '--allow needs a --reason', { remedy: 'Say why: it is kept in the journal.' });
  }
  return new Map(allow.map((name) => [name, reason ?? '']));
}

export async function reviewFrom(doors: Doors, range: string | undefined, flags: ReviewFlags): Promise<Review> {
  const scope = scopeFrom(flags);
  const { recreate = false } = flags;
  if (flags.report !== undefined) {
    if (range !== undefined || flags.from !== undefined)
      fail('usage', '--report goes without a range and without --from');
    return reviewOfReport(doors, { report: flags.report, scope, added: addedFrom(flags.added, scope), recreate });
  }
  if (flags.from !== undefined) {
    if (range !== undefined) fail('usage', 'give either a commit range or --from, not both');
    return reviewOfBackup(doors, { backup: flags.from, scope, added: addedFrom(flags.added, scope), recreate });
  }
  if (range === undefined) {
    return fail('usage', 'what is to be recovered?', {
      remedy: 'Give a commit range on main (such as HEAD after merging a revert), --from <backup>, or --report <id>.',
    });
  }
  if (!isEverything(scope) || flags.added !== undefined) {
    fail('usage', 'a reviewed range is recovered as it was reviewed, without --type, --id, --property or --added', {
      remedy: 'Choose the scope when making the revert, or use --from <backup>.',
    });
  }
  return reviewOfRange(doors, range, recreate);
}
