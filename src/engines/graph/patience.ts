/** Waiting for Graph's replicas where this very job has given them something to catch up with. */
import type { Answer, GraphError } from '../../graph/answer.ts';
import { type List, readAllPages } from '../../graph/pages.ts';
import { failWith } from '../../graph/problems.ts';
import type { Item } from '../../graph/repeats.ts';
import type { GraphRequest, JsonObject } from '../../graph/request.ts';
import { readUntil } from '../../graph/settle.ts';
import { send, type Work } from './bench.ts';

/**
 * Right after a restore Graph may not find the object, or one that it is to refer to, everywhere: 400 or 404 then, and
 * right a little later (facts on Graph §4, GUPD). Only where this job restored something that the step builds on.
 */
export async function sendPatiently(
  work: Work,
  request: Omit<GraphRequest, 'expects'>,
  /** Asked after a refusal: whether what was to be written is there by now, so that waiting would be for nothing. */
  isThere: () => Promise<boolean> = async () => false,
): Promise<Answer> {
  if (!buildsOnRestored(work)) return send(work, request);
  const { patience, client } = work.bench;
  const settled = await readUntil(
    async () => {
      const answer = await send(work, request);
      return { answer, isSettled: answer.ok || !mayBeTooEarly(answer.error) || (await isThere()) };
    },
    ({ isSettled }) => isSettled,
    { ...patience, inARow: 1, sleep: (ms) => client.sleep(ms) },
  );
  return settled.last.answer;
}

/** A list below the object, which Graph may not find everywhere yet either. Fails as reading does. */
export async function readPatiently(work: Work, list: List): Promise<readonly Item[]> {
  const { patience, client } = work.bench;
  const { version, path, lane, permission } = list;
  const request = { method: 'GET', version, path, lane, expects: 'json' } as const;
  const { last } = await readUntil(
    () => client.ask(request),
    (answer) => answer.ok || !mayBeTooEarly(answer.error),
    { ...patience, tries: buildsOnRestored(work) ? patience.tries : 1, inARow: 1, sleep: (ms) => client.sleep(ms) },
  );
  if (!last.ok) return failWith(last.error, request, permission);
  return readAllPages(client, list, last.body as JsonObject);
}

/** A refusal that may be for what a replica has not heard of yet. */
export const mayBeTooEarly = (error: GraphError): boolean =>
  error.kind === 'refused' &&
  (error.status === 400 || error.status === 404) &&
  // A clash of names does not go away by waiting.
  !error.codes.includes('ObjectConflict');

export function buildsOnRestored({ bench, step }: Work): boolean {
  if (bench.restored.size === 0) return false;
  if (bench.restored.has(step.id)) return true;
  const targets = step.writes.links.flatMap((link) => link.add);
  if (targets.some((target) => bench.restored.has(target.id))) return true;
  return idsIn(step.writes.properties).some((id) => bench.restored.has(id));
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(idsIn);
}
