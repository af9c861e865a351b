import { InvalidArgumentError } from 'commander';
import type { FailedJob } from '../../core/forge/issueText.ts';
import { type Ended, tellOutcome } from '../../flows/forge/outcome.ts';
import { type Context, type Ending, print } from '../context.ts';
import { readLastEnd } from '../lastEnd.ts';
import { openPipeline, requireForge } from '../open.ts';
import { runUrl } from './event.ts';

export function parseResult(text: string): Ended['result'] {
  if (text === 'success' || text === 'failure' || text === 'cancelled') return text;
  throw new InvalidArgumentError('It is success, failure or cancelled.');
}

const jobs: readonly FailedJob[] = ['backup', 'report', 'push', 'recover', 'command', 'watch'];

export function parseJob(text: string): FailedJob {
  const job = jobs.find((one) => one === text);
  if (job === undefined) throw new InvalidArgumentError(`It is one of ${jobs.join(', ')}.`);
  return job;
}

interface Flags {
  readonly job: FailedJob;
  readonly result: Ended['result'];
}

export async function outcome(context: Context, { job, result }: Flags): Promise<Ending> {
  const { forge } = requireForge(await openPipeline(context));
  const last = result === 'success' ? null : await readLastEnd(context.environment);
  const did = await tellOutcome(forge, {
    job,
    result,
    exitCode: last?.exitCode ?? null,
    said: last?.said ?? [],
    runUrl: runUrl(context),
  });
  print(context, `${job}: ${result}; issue ${did}`);
  return 'done';
}
