/** What the tool itself knows of a pull request that it opened. A text on GitHub could be edited; the journal is not. */
import { emitCanonical } from '../canonical/emit.ts';
import { parseCanonical } from '../canonical/parse.ts';
import { Failure, fail } from '../problem.ts';
import { isBody } from '../value.ts';

export interface ProposalRecord {
  readonly number: number;
  readonly kind: 'report' | 'revert';
  /** Commit of `main` that it started from. */
  readonly before: string;
  /** Its own commit: of a backup, or of a revert. */
  readonly after: string;
  /** Login of whoever asked for a revert in a comment; else null. */
  readonly askedBy: string | null;
}

export const proposalRecord = (number: number): string => `pullRequests/${number}.yaml`;

export const printProposal = ({ number, kind, before, after, askedBy }: ProposalRecord): string =>
  emitCanonical({ number, kind, before, after, askedBy });

export function parseProposal(text: string, path: string): ProposalRecord {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  const body = isBody(parsed.value) ? parsed.value : {};
  const { number, kind, before, after, askedBy } = body;
  const isRecord =
    typeof number === 'number' &&
    (kind === 'report' || kind === 'revert') &&
    [before, after].every((commit) => typeof commit === 'string') &&
    (askedBy === null || typeof askedBy === 'string');
  if (isRecord) return body as unknown as ProposalRecord;
  return fail('notCanonical', 'is no record of a pull request', { place: { file: path } });
}
