import { answerComment } from '../../flows/forge/commentCommand.ts';
import { type Context, type Ending, print } from '../context.ts';
import { openRecord, requireForge } from '../open.ts';
import { numberIn, readEvent, setOutputs } from './event.ts';

export async function comment(context: Context): Promise<Ending> {
  const event = await readEvent(context);
  const doors = requireForge(await openRecord(context));
  const answered = await answerComment(doors, numberIn(event, 'comment', 'id'));
  // Planning needs the tenant, which this job has no sign-in to.
  await setOutputs(context, { review: answered.review === null ? '' : String(answered.review) });
  print(context, `${answered.did}: ${answered.said}`);
  return 'done';
}
