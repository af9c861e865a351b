/**
 * `$batch`: up to 20 requests in one call. The outer answer says nothing about the inner ones: each is judged, and asked
 * again, on its own. Source: facts on Graph §4 (BATCH). Last verified: 2026-11-23.
 */
import { fail } from '../core/problem.ts';
import { type Answer, type GraphError, isObject } from './answer.ts';
import { kindOf, type Reception, readAnswer } from './attempt.ts';
import type { GraphClient } from './client.ts';
import { assertPermitted, type JsonObject, readHeaders, type Version } from './request.ts';
import { verdictOn } from './retry.ts';

export const batchSize = 20;

/** Answers of GETs by path, in the order asked. Fails with `lyingAnswer` when the parts do not match the questions. */
export async function readBatched(
  client: GraphClient,
  version: Version,
  paths: readonly string[],
): Promise<readonly Answer[]> {
  const chunks: (readonly string[])[] = [];
  for (let start = 0; start < paths.length; start += batchSize) chunks.push(paths.slice(start, start + batchSize));
  const answers = await Promise.all(chunks.map((chunk) => readChunk(client, version, chunk)));
  return answers.flat();
}

interface Part {
  readonly index: number;
  readonly path: string;
}

async function readChunk(client: GraphClient, version: Version, paths: readonly string[]): Promise<readonly Answer[]> {
  const answers = new Array<Answer | undefined>(paths.length);
  let open: readonly Part[] = paths.map((path, index) => ({ index, path }));
  let waitedMs = 0;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const sent = await send(client, version, open);
    if ('error' in sent) {
      for (const { index } of open) answers[index] = { ok: false, error: sent.error };
      break;
    }
    const again: Part[] = [];
    let waitMs = 0;
    for (const part of open) {
      const reception = sent.receptions.get(part.index) as Reception;
      const verdict = verdictOn(
        { ...reception, repeatable: true, attempt, waitedMs, random: client.random() },
        client.limits,
      );
      if (reception.answer !== null) answers[part.index] = reception.answer;
      else if (verdict.retry) {
        again.push(part);
        waitMs = Math.max(waitMs, verdict.waitMs);
      } else answers[part.index] = { ok: false, error: errorOf(reception, attempt, waitedMs) };
    }
    if (again.length > 0) await client.sleep(waitMs);
    waitedMs += waitMs;
    open = again;
  }
  return answers as readonly Answer[];
}

function errorOf(reception: Reception, attempts: number, waitedMs: number): GraphError {
  const { status, code, codes, message, requestId, clientRequestId } = reception;
  const kind = status === 401 ? 'signIn' : kindOf(reception, true);
  const common = { status, code, codes, message, requestId, clientRequestId };
  return { ...common, kind, attempts, waitedMs, mayHaveHappened: false };
}

type Sent = { readonly receptions: ReadonlyMap<number, Reception> } | { readonly error: GraphError };

async function send(client: GraphClient, version: Version, parts: readonly Part[]): Promise<Sent> {
  const requests = parts.map(({ index, path }) => {
    return { id: String(index), method: 'GET' as const, url: path, headers: readHeaders };
  });
  for (const { method, url } of requests) assertPermitted({ method, path: url });
  const answer = await client.ask({
    method: 'POST',
    version,
    path: '/$batch',
    lane: 'directory',
    body: { requests },
    // All parts are reads.
    repeatable: true,
    expects: 'json',
  });
  if (!answer.ok) return { error: answer.error };
  return { receptions: receptionsOf(parts, (answer.body as JsonObject).responses) };
}

/** By index. Fails with `lyingAnswer` unless every part has exactly one answer. */
export function receptionsOf(parts: readonly Part[], responses: unknown): ReadonlyMap<number, Reception> {
  const asked = new Set(parts.map((part) => String(part.index)));
  const receptions = new Map<number, Reception>();
  for (const response of Array.isArray(responses) ? responses : []) {
    if (!isObject(response) || typeof response.status !== 'number' || !asked.has(String(response.id))) {
      return fail('lyingAnswer', 'POST /$batch: Graph answered something that was not asked');
    }
    const index = Number(response.id);
    if (receptions.has(index)) return fail('lyingAnswer', 'POST /$batch: Graph answered the same request twice');
    receptions.set(index, receptionOf(response.status, response));
  }
  if (receptions.size === parts.length) return receptions;
  const missing = parts.length - receptions.size;
  return fail('lyingAnswer', `POST /$batch: Graph left ${missing} of ${parts.length} requests without an answer`);
}

function receptionOf(status: number, response: JsonObject): Reception {
  const headers = new Map(
    Object.entries(isObject(response.headers) ? response.headers : {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const header = (name: string): string | null => headers.get(name) ?? null;
  return readAnswer({ status, header, body: response.body, clientRequestId: null }, 'json');
}
