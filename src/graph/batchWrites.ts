/**
 * Several writes in one `$batch` call. What Graph does not plainly say is done has no verdict here: whoever asked sends it alone,
 * with all the patience and the looking-up that a single write has. So a request of a batch must be one that may be sent twice, or
 * whose second sending is found out. Source: facts on Graph §4 (BATCH). Last verified: 2026-11-23.
 */
import { batchSize, receptionsOf } from './batch.ts';
import type { GraphClient } from './client.ts';
import { assertPermitted, type GraphRequest, type JsonObject, type Version } from './request.ts';

export type BatchedWrite = Pick<GraphRequest, 'method' | 'path' | 'body'>;

export interface BatchedAnswer {
  /** Null: only asking alone can tell. */
  readonly done: true | null;
  readonly requestId: string | null;
}

/** In the order asked, 20 to a call, one call after the other: their writes are often to one object, and Graph would refuse. */
export async function writeBatched(
  client: GraphClient,
  version: Version,
  writes: readonly BatchedWrite[],
): Promise<readonly BatchedAnswer[]> {
  const answers: BatchedAnswer[] = [];
  for (let start = 0; start < writes.length; start += batchSize) {
    answers.push(...(await writeChunk(client, version, writes.slice(start, start + batchSize))));
  }
  return answers;
}

async function writeChunk(
  client: GraphClient,
  version: Version,
  writes: readonly BatchedWrite[],
): Promise<readonly BatchedAnswer[]> {
  for (const write of writes) assertPermitted(write);
  const requests = writes.map(({ method, path, body }, index) => ({
    id: String(index),
    method,
    url: path,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body }),
  }));
  const body = { requests };
  const answer = await client.ask({
    method: 'POST',
    version,
    path: '/$batch',
    lane: 'directory',
    body,
    expects: 'json',
  });
  const unknown: BatchedAnswer = { done: null, requestId: null };
  if (!answer.ok) return writes.map(() => unknown);
  const parts = writes.map(({ path }, index) => ({ index, path }));
  const receptions = receptionsOf(parts, (answer.body as JsonObject).responses);
  return writes.map(({ method }, index): BatchedAnswer => {
    const reception = receptions.get(index);
    if (reception === undefined) return unknown;
    const { requestId, status, codes } = reception;
    const isGone = method === 'DELETE' && status === 404 && codes.some((code) => /NotFound$/i.test(code));
    const isDone = isGone || (status !== null && status >= 200 && status < 300);
    return { done: isDone ? true : null, requestId };
  });
}
