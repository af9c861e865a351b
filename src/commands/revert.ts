import { InvalidArgumentError } from 'commander';
import { isObjectId } from '../core/canonical/path.ts';
import { fail } from '../core/problem.ts';
import { type AddedWords, addedFrom } from '../core/scopeWords.ts';
import { type ProposedRevert, revertByPullRequest } from '../flows/forge/proposeRevert.ts';
import { proposeRevert, type RevertResult } from '../flows/revert.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors } from './open.ts';
import { addedOption, jsonOption, type ScopeFlags, scopeFrom, scopeOptions } from './options.ts';

interface Flags extends ScopeFlags {
  readonly added?: AddedWords;
  readonly name?: string;
  readonly mergeReport?: true;
  readonly json?: true;
}

function parseName(name: string): string {
  if (isObjectId(name)) return name;
  throw new InvalidArgumentError('It may hold letters, digits, dots and dashes.');
}

export const addRevert: AddCommand = (program, runs) => {
  const command = program
    .command('revert')
    .summary('propose a recovery: a pull request, or a branch to review and merge')
    .description(
      'Makes one commit on a branch from main that gives the chosen scope its content from the chosen backup, and on GitHub a pull request of it. Its diff is what is asked for; plan says what of it can be written. The tenant is not touched.',
    )
    .argument('<backup>', 'backup to go back to, or reviewed: the newest whose difference report was approved')
    .addOption(addedOption())
    .option('--name <name>', 'name of the branch below revert/ (default: made from backup and content)', parseName)
    .option('--merge-report', 'on GitHub: merge an open difference report first, with the rights of this sign-in')
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
  const { forge } = doors;
  if (flags.mergeReport && forge === null) fail('usage', '--merge-report is for repositories on GitHub');
  const scope = scopeFrom(flags);
  const request = {
    backup,
    scope,
    added: addedFrom(flags.added, scope),
    ...(flags.name === undefined ? {} : { name: flags.name }),
  };
  const proposing =
    forge === null
      ? proposeRevert(doors, request)
      : revertByPullRequest({ ...doors, forge }, { ...request, ...byHand, mergeReport: flags.mergeReport === true });
  const result = await proposing.finally(doors.quiet);
  print(context, flags.json ? JSON.stringify(dataOf(result), null, 2) : textOf(context, result));
  return 'done';
}

/** Nobody asked for it in a comment. */
const byHand = { asked: null, report: null };

function dataOf(result: RevertResult | ProposedRevert) {
  if (result.proposed === 'nothing') return { proposed: result.proposed, backup: result.backup };
  const { proposed, backup, branch, commit, objects } = result;
  const pull =
    'pullRequest' in result ? { pullRequest: { number: result.pullRequest.number, url: result.pullRequest.url } } : {};
  return { proposed, backup, branch, commit, objects, ...pull };
}

function textOf({ paint }: Context, result: RevertResult | ProposedRevert): string {
  if (result.proposed === 'nothing') {
    return [
      `Nothing to revert: main already has this state of ${result.backup}.`,
      'main shows the tenant as of its newest backup. If it has changed since: entra-rewind backup, then again.',
    ].join('\n');
  }
  const { branch, objects, proposed } = result;
  const head = `${paint.bold(branch)}  ${objects} ${objects === 1 ? 'object' : 'objects'}${proposed === 'unchanged' ? ', proposed before' : ''}`;
  if ('pullRequest' in result) {
    const { number, url } = result.pullRequest;
    return [head, '', paint.dim(`Review and merge #${number}; its check says what that writes:`), `  ${url}`].join(
      '\n',
    );
  }
  return [
    head,
    '',
    paint.dim('Review it, merge it, recover:'),
    `  git diff main...origin/${branch}`,
    `  git merge --no-ff --no-edit origin/${branch} && git push origin main`,
    '  entra-rewind plan HEAD',
    '  entra-rewind recover HEAD',
  ].join('\n');
}
