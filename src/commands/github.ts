/** What the workflows run: each command reads the event that started its job, and asks GitHub anew for all that matters. */
import { type AddCommand, example } from './command.ts';
import { comment } from './github/comment.ts';
import { outcome, parseJob, parseResult } from './github/outcome.ts';
import { push } from './github/push.ts';
import { review } from './github/review.ts';
import { watch } from './github/watch.ts';
import { parseNumber } from './options.ts';

export const addGitHub: AddCommand = (program, runs) => {
  const group = program
    .command('github')
    .summary('what the workflows run on GitHub')
    .description(
      'Commands for workflows. Each reads the event that started its job (GITHUB_EVENT_PATH), and asks GitHub anew for all that matters.',
    );
  group
    .command('review')
    .summary('plan a pull request: a check and a comment')
    .description(
      'Says on a pull request what recovery would do if it were merged now, as the check that merging needs and as a comment. Of an approved difference report it remembers that the backup was reviewed.',
    )
    .option('--pull-request <number>', 'pull request (default: that of the event)', parseNumber)
    .addHelpText('after', example('entra-rewind github review', 'entra-rewind github review --pull-request 12'))
    .action(runs(review));
  group
    .command('push')
    .summary('say whether a push to main holds a reviewed change')
    .description(
      'Writes reviewed=true or false and range=BEFORE..AFTER to GITHUB_OUTPUT. Needs no sign-in to the tenant. Fails for a push that rewrites main or cannot be trusted.',
    )
    .addHelpText('after', example('entra-rewind github push'))
    .action(runs(push));
  group
    .command('comment')
    .summary('answer a comment: /revert or /allow')
    .description(
      'Proposes a recovery for /revert on a difference report, or lifts a guard for /allow on a revert, when the author of the comment may write to the repository. Answers in any case but silence about other comments.',
    )
    .addHelpText('after', example('entra-rewind github comment'))
    .action(runs(comment));
  group
    .command('watch')
    .summary('open an issue for a missed night or weaker protection')
    .description('Looks at the age of the newest backup and at the protection of the repository..')
    .addHelpText('after', example('entra-rewind github watch'))
    .action(runs(watch));
  group
    .command('outcome')
    .summary('open or close the issue about a job of a workflow')
    .description('Opens an issue when the job failed, comments it when it fails again, and closes it when it is well.')
    .requiredOption('--job <job>', 'backup, report, push, recover, command or watch', parseJob)
    .requiredOption('--result <result>', 'success, failure or cancelled', parseResult)
    .addHelpText('after', example('entra-rewind github outcome --job backup --result failure'))
    .action(runs(outcome));
};
