/** Writing the properties of an object. */
import { pageOf } from '../../core/catalog/index.ts';
import type { Body } from '../../core/model.ts';
import { equal } from '../../core/value.ts';
import { itemPath } from '../../graph/addresses.ts';
import type { Answer, GraphError } from '../../graph/answer.ts';
import type { GraphRequest } from '../../graph/request.ts';
import { readUntil } from '../../graph/settle.ts';
import { send, type Trouble, troubleOf, type Work } from './bench.ts';
import { lookAt } from './look.ts';

/**
 * PATCHes what the step names and nothing else. An authentication strength goes out as our bodies have it, nested in
 * `grantControls` as `{ "id" }`: the `@odata.bind` form is answered with 400 (public reports; Last verified: 2026-11-23).
 */
export async function writeProperties(work: Work): Promise<GraphError | null> {
  const { type, id, writes } = work.step;
  if (Object.keys(writes.properties).length === 0) return null;
  const page = pageOf(type);
  const answer = await sendPatiently(work, {
    method: 'PATCH',
    version: page.read.version,
    path: itemPath(page, id),
    lane: page.read.pace,
    body: writes.properties,
  });
  return answer.ok || (await isWritten(work, answer.error)) ? null : answer.error;
}

/** After a lost answer: whether the tenant has the values all the same. */
async function isWritten(work: Work, error: GraphError): Promise<boolean> {
  if (!error.mayHaveHappened || error.kind === 'canceled' || error.kind === 'signIn') return false;
  const presence = await lookAt(work.bench.client, work.step);
  return presence.is === 'present' && has(presence.body, work.step.writes.properties);
}

const has = (live: Body, written: Body): boolean =>
  Object.keys(written).every((name) => equal(live[name], written[name]));

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

const mayBeTooEarly = (error: GraphError): boolean =>
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

export const propertiesTrouble = (error: GraphError, before?: string): Trouble =>
  troubleOf(error, before === undefined ? undefined : `${before}, but its properties were not written`);
