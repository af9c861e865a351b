import { checkPullRequest } from '../../flows/forge/checkPullRequest.ts';
import { type Context, type Ending, print } from '../context.ts';
import { openDoors, requireForge } from '../open.ts';
import { memberOf, numberIn, readEvent, summarize } from './event.ts';

export async function review(context: Context, flags: { readonly pullRequest?: number }): Promise<Ending> {
  const number = flags.pullRequest ?? (await numberOf(context));
  const doors = requireForge(await openDoors(context));
  const checked = await checkPullRequest(doors, number, 'graph').finally(doors.quiet);
  const words = {
    ended: 'is not open any more',
    fork: 'comes from a fork: it gets no check',
    unrelated: 'changes nothing of the record',
    report: 'is a difference report: nothing to recover',
    planned: checked.text?.title ?? '',
    stopped: checked.text?.title ?? '',
    refused: checked.text?.title ?? '',
  };
  print(context, `#${number}: ${words[checked.is]}`);
  if (checked.text !== null) await summarize(context, `### ${checked.text.title}\n\n${checked.text.summary}`);
  // The check says what is wrong with the pull request; the job itself did what it should.
  return 'done';
}

/** Of a pull request, a review of one, or a run that somebody asked for. */
async function numberOf(context: Context): Promise<number> {
  const event = await readEvent(context);
  return memberOf(event, 'pull_request') === undefined
    ? numberIn(event, 'inputs', 'pull_request')
    : numberIn(event, 'pull_request', 'number');
}
