/** One request, sent once, and what can be said of what came back. */
import { randomUUID } from 'node:crypto';
import ky, { isNetworkError } from 'ky';
import { type Answer, type GraphErrorKind, isObject, parseErrorBody } from './answer.ts';
import { redact } from './redact.ts';
import { type GraphRequest, type JsonObject, readHeaders } from './request.ts';
import { leavesOpen, parseRetryAfter } from './retry.ts';

interface Sending {
  readonly url: string;
  readonly request: GraphRequest;
  readonly token: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export type Raw =
  | { readonly status: number; readonly headers: Headers; readonly text: string; readonly clientRequestId: string }
  | { readonly status: null; readonly sent: boolean; readonly message: string; readonly clientRequestId: string };

/** An attempt as the client judges it. `answer` is set when it is a success that can be used. */
export interface Reception {
  readonly answer: Answer | null;
  readonly status: number | null;
  readonly readable: boolean;
  readonly sent: boolean;
  readonly code: string;
  readonly codes: readonly string[];
  readonly message: string;
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
  readonly retryAfterMs: number | null;
  /** `x-ms-throttle-limit-percentage`, 1 being the limit. */
  readonly throttleShare: number | null;
  readonly resourceUnits: number | null;
}

/** Ends of a connection attempt before a byte of the request can have left. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

// Retries are the client's: each one must pass the lane again and may need another token. Redirects are not followed,
// because Graph sends none and the token must not travel on.
const http = ky.create({ retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' });

export async function sendOnce({ url, request, token, timeoutMs, signal }: Sending): Promise<Raw> {
  const clientRequestId = randomUUID();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await http(url, {
      method: request.method,
      headers: {
        ...request.headers,
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(request.method === 'GET' ? readHeaders : {}),
        'client-request-id': clientRequestId,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    return { status: response.status, headers: response.headers, text: await response.text(), clientRequestId };
  } catch (error) {
    const codes = networkCodes(error);
    if (codes === null) throw error;
    const sent = !codes.some((code) => neverSent.has(code));
    const message = timeout.aborted ? `no answer within ${timeoutMs} ms` : `the connection failed: ${codes.join(', ')}`;
    return { status: null, sent, message: redact(message, token), clientRequestId };
  }
}

/** What the network said, or null when the error is none of the network's. */
function networkCodes(error: unknown): readonly string[] | null {
  const codes: string[] = [];
  let isNetwork = isNetworkError(error);
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === 'string') codes.push(code);
    // undici: `fetch failed` before, `terminated` in the middle of a body.
    const isEnd =
      /^(?:AbortError|TimeoutError)$/.test(cause.name) || /^(?:fetch failed|terminated)$/.test(cause.message);
    isNetwork ||= isEnd || typeof code === 'string';
    if (codes.length === 0 && cause.cause === undefined) codes.push(cause.message);
  }
  return isNetwork ? codes : null;
}

export function readAttempt(raw: Raw, request: GraphRequest, token: string): Reception {
  if (raw.status === null) {
    const { sent, message, clientRequestId } = raw;
    return { ...nothing, sent, message, clientRequestId };
  }
  return readAnswer(
    {
      status: raw.status,
      header: (name) => raw.headers.get(name),
      body: parseJson(raw.text),
      clientRequestId: raw.clientRequestId,
    },
    request.expects,
    token,
  );
}

const nothing: Reception = {
  answer: null,
  status: null,
  readable: false,
  sent: true,
  code: 'noAnswer',
  codes: ['noAnswer'],
  message: '',
  requestId: null,
  clientRequestId: null,
  retryAfterMs: null,
  throttleShare: null,
  resourceUnits: null,
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON, or half of it: told from JSON by being no object, and judged by the caller.
    return undefined;
  }
}

const numberOf = (text: string | null): number | null => {
  const number = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
};

export interface ReceivedAnswer {
  readonly status: number;
  header(name: string): string | null;
  /** Parsed; anything but an object is unreadable. */
  readonly body: unknown;
  readonly clientRequestId: string | null;
}

/** Judges an answer, of a request or of a part of a batch. */
export function readAnswer(
  { status, header, body, clientRequestId: ownId }: ReceivedAnswer,
  expects: GraphRequest['expects'],
  token?: string,
): Reception {
  const error = parseErrorBody(body, token);
  const requestId = header('request-id') ?? error?.requestId ?? null;
  const common = {
    status,
    sent: true,
    requestId,
    clientRequestId: error?.clientRequestId ?? ownId,
    retryAfterMs: parseRetryAfter(header('retry-after'), header('date')),
    throttleShare: numberOf(header('x-ms-throttle-limit-percentage')),
    resourceUnits: numberOf(header('x-ms-resource-unit')),
  };
  if (status >= 200 && status < 300) {
    const json: JsonObject | null = isObject(body) && error === null ? body : null;
    const readable = expects === 'nothing' || json !== null;
    const answer: Answer | null = readable ? { ok: true, status, body: json, requestId } : null;
    const code = readable ? 'ok' : 'unreadableAnswer';
    return { ...common, answer, readable, code, codes: [code], message: 'the answer is no JSON object, or only half' };
  }
  if (error !== null) {
    const { code, codes, message } = error;
    return { ...common, answer: null, readable: true, code, codes, message };
  }
  const code = status >= 300 && status < 400 ? 'redirect' : 'unreadableAnswer';
  const message = code === 'redirect' ? 'Graph does not redirect' : 'the answer is not an error as Graph words them';
  return { ...common, answer: null, readable: false, code, codes: [code], message };
}

/** What kind of end it is when it is not asked again. */
export function kindOf({ status, readable, sent }: Reception, repeatable: boolean): GraphErrorKind {
  if (status === null || leavesOpen({ status, sent })) return repeatable || !sent ? 'unavailable' : 'lost';
  if (status === 429) return 'unavailable';
  return readable || status === 401 || status === 403 ? 'refused' : 'lyingAnswer';
}
