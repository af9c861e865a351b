import type { WatchFinding } from '../../core/forge/issueText.ts';
import { watch as look } from '../../flows/forge/watch.ts';
import { type Context, type Ending, print } from '../context.ts';
import { openRecord, requireForge } from '../open.ts';
import { runUrl } from './event.ts';

/** What it finds is an issue; the job itself is well when it could look. */
export async function watch(context: Context): Promise<Ending> {
  const doors = requireForge(await openRecord(context));
  const appId = doors.pipeline.configuration.github?.appId ?? null;
  const findings = await look(doors, { appId, runUrl: runUrl(context) });
  const lines = findings.map(lineOf);
  print(context, lines.length === 0 ? 'nothing found' : lines.join('\n'));
  return 'done';
}

function lineOf(finding: WatchFinding): string {
  switch (finding.is) {
    case 'missedNight':
      return `a night was missed: the newest backup is ${finding.newest ?? 'none'}`;
    case 'alteredBackup':
      return `backup ${finding.backup} is not what the journal recorded`;
    case 'weakerProtection':
      return `protection, ${finding.check.name}: ${finding.check.message}`;
  }
}
