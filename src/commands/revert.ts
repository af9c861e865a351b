import { InvalidArgumentError } from 'commander';
import { isObjectId } from '../core/canonical/path.ts';
import { type AddedWords, addedFrom } from '../core/scopeWords.ts';
import { proposeRevert } from '../flows/revert.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors } from './open.ts';
import { addedOption, jsonOption, type ScopeFlags, scopeFrom, scopeOptions } from './options.ts';

interface Flags extends ScopeFlags {
  readonly added?: AddedWords;
  readonly name?: string;
  readonly json?: true;
}

function parseName(name: string): string {
  if (isObjectId(name)) return name;
  throw new InvalidArgumentError('It may hold letters, digits, dots and dashes.');
}

export const addRevert: AddCommand = (program, runs) => {
  const command = program
    .command('revert')
    .summary('propose a recovery as a branch to review and merge')
    .description(
      'Makes one commit on a branch from main that gives the chosen scope its content from the chosen backup. Its diff is what is asked for; plan says what of it can be written. The tenant is not touched.',
    )
    .argument('<backup>', 'backup to go back to')
    .addOption(addedOption())
    .option('--name <name>', 'name of the branch below revert/ (default: made from backup and content)', parseName)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      example(
        'entra-rewind revert 2026-11-22',
        'entra-rewind revert 2026-11-22 --type conditionalAccessPolicy --property state',
      ),
    );
  for (const option of scopeOptions('revert')) command.addOption(option);
  command.action(runs<[string, Flags]>(revert));
};

async function revert(context: Context, backup: string, flags: Flags): Promise<Ending> {
  const doors = await openDoors(context);
  const scope = scopeFrom(flags);
  const result = await proposeRevert(doors, {
    backup,
    scope,
    added: addedFrom(flags.added, scope),
    ...(flags.name === undefined ? {} : { name: flags.name }),
  }).finally(doors.quiet);
  if (flags.json) print(context, JSON.stringify(result, null, 2));
  else if (result.proposed === 'nothing')
    print(
      context,
      [
        `Nothing to revert: main already has this state of ${result.backup}.`,
        'main shows the tenant as of its newest backup. If it has changed since: entra-rewind backup, then again.',
      ].join('\n'),
    );
  else {
    const { branch, objects, proposed } = result;
    const { bold, dim } = context.paint;
    print(
      context,
      [
        `${bold(branch)}  ${objects} ${objects === 1 ? 'object' : 'objects'}${proposed === 'unchanged' ? ', proposed before' : ''}`,
        '',
        dim('Review it, merge it, recover:'),
        `  git diff main...origin/${branch}`,
        `  git merge --no-ff --no-edit origin/${branch} && git push origin main`,
        '  entra-rewind plan HEAD',
        '  entra-rewind recover HEAD',
      ].join('\n'),
    );
  }
  return 'done';
}
