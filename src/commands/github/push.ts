import { fail } from '../../core/problem.ts';
import { pushedChange } from '../../flows/forge/pushedChange.ts';
import { type Context, type Ending, print } from '../context.ts';
import { openRecord } from '../open.ts';
import { memberOf, readEvent, setOutputs } from './event.ts';

export async function push(context: Context): Promise<Ending> {
  const event = await readEvent(context);
  const word = (name: string): string => {
    const value = memberOf(event, name);
    return typeof value === 'string' ? value : fail('usage', `the event names no ${name}: it is none of a push`);
  };
  const doors = await openRecord(context);
  const change = await pushedChange(doors, {
    ref: word('ref'),
    before: word('before'),
    after: word('after'),
    forced: memberOf(event, 'forced') === true,
  });
  const isReviewed = change.objects > 0;
  await setOutputs(context, { reviewed: String(isReviewed), range: change.range ?? '' });
  const objects = `${change.objects} ${change.objects === 1 ? 'object' : 'objects'}`;
  print(
    context,
    isReviewed ? `${change.range}: ${objects} to recover: ${change.why}` : `nothing to recover: ${change.why}`,
  );
  return 'done';
}
