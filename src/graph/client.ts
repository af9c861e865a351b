/**
 * The one place that calls Graph: signs in, keeps the pace, asks again when that can help, and gives back what came as a
 * value. Nothing here knows what the requests are for.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from '../core/ports.ts';
import { Failure, fail } from '../core/problem.ts';
import type { Answer, GraphError, GraphErrorKind } from './answer.ts';
import { kindOf, type Raw, type Reception, readAttempt, sendOnce } from './attempt.ts';
import { identityIn } from './identity.ts';
import { type Lanes, openLanes, type Pace } from './pace.ts';
import { failWith } from './problems.ts';
import {
  assertPermitted,
  describeRequest,
  type GraphRequest,
  isRepeatable,
  type JsonObject,
  urlOf,
} from './request.ts';
import { defaultLimits, leavesOpen, type RetryLimits, verdictOn } from './retry.ts';
import { openSession } from './session.ts';
import type { Credential } from './signIn.ts';

export type GraphEvent =
  | {
      readonly kind: 'answered';
      readonly request: string;
      /** Null when no answer came. */
      readonly status: number | null;
      /** `x-ms-resource-unit`: what the request cost. */
      readonly resourceUnits: number | null;
    }
  | {
      readonly kind: 'waiting';
      readonly request: string;
      readonly code: string;
      readonly attempt: number;
      readonly waitMs: number;
    };

export interface GraphOptions {
  /** Graph's root, to which `/v1.0` and `/beta` are appended. */
  readonly endpoint?: string;
  readonly credential: Credential;
  readonly pace?: Pace & { readonly maxAttempts?: number; readonly timeoutMs?: number };
  readonly limits?: Partial<RetryLimits>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: GraphEvent) => void;
  /** Waits; given by tests. Rejects when the signal aborts. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** From 0 to 1, spreads waits; without it the waits are exact. */
  readonly random?: () => number;
}

export interface GraphClient {
  /** Without trailing slash. */
  readonly endpoint: string;
  readonly limits: RetryLimits;
  /** Whatever comes of it, as a value. Throws for our own mistakes only. */
  ask(request: GraphRequest): Promise<Answer>;
  /**
   * The body of a success. Fails with `signIn`, `permission` (naming the one given), `lyingAnswer`, `canceled` or
   * `tenantUnreadable`.
   */
  read(request: GraphRequest, permission?: string): Promise<JsonObject>;
  /** Who the sign-in is, as far as its token tells. Fails with `signIn`. */
  identity(): Promise<Identity | null>;
  /** How far Graph's clock was ahead of this machine's at its last answer; null before the first. To the second. */
  clockSkewMs(): number | null;
  /** Fails with `canceled` when the signal aborts. */
  sleep(ms: number): Promise<void>;
  random(): number;
}

type Ending = Partial<GraphError> & Pick<GraphError, 'kind' | 'code' | 'message'>;

function endAs(kind: GraphErrorKind, reception: Reception | undefined): Ending {
  if (reception === undefined) throw new Error('a request cannot end before it was sent');
  const { status, code, codes, message, requestId, clientRequestId } = reception;
  return { kind, status, code, codes, message, requestId, clientRequestId };
}

export const defaultEndpoint = 'https://graph.microsoft.com';
const defaultTimeoutMs = 100_000;

/** Fails with `configuration` when the endpoint is no URL that a token may be sent to. */
export function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : fail('configuration', `not a URL: ${text}`);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    return fail('configuration', `Graph's endpoint must be https, plain http is for loopback only: ${url.origin}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return fail('configuration', `Graph's endpoint is only a root, without user, query or fragment: ${url.origin}`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

export function graphClient(options: GraphOptions): GraphClient {
  const endpoint = parseEndpoint(options.endpoint ?? defaultEndpoint);
  const { signal } = options;
  const timeoutMs = options.pace?.timeoutMs ?? defaultTimeoutMs;
  const random = options.random ?? (() => 0);
  const limits: RetryLimits = {
    ...defaultLimits,
    ...(options.pace?.maxAttempts === undefined ? {} : { maxAttempts: options.pace.maxAttempts }),
    ...options.limits,
  };
  const session = openSession(options.credential);
  const lanes: Lanes = openLanes(options.pace);
  const sleep = options.sleep ?? ((ms: number) => delay(ms, undefined, signal === undefined ? {} : { signal }));

  const tell = (request: GraphRequest, reception: Reception): void => {
    lanes.observe(request.lane, reception.throttleShare, reception.status === 429);
    options.onEvent?.({
      kind: 'answered',
      request: describeRequest(request),
      status: reception.status,
      resourceUnits: reception.resourceUnits,
    });
  };

  let clockSkewMs: number | null = null;
  const skewIn = (raw: Raw): number | null => {
    const date = raw.status === null ? null : raw.headers.get('date');
    return date === null || Number.isNaN(Date.parse(date)) ? null : Date.parse(date) - Date.now();
  };

  const canceled = (message: string): Ending => ({ kind: 'canceled', code: 'canceled', message });

  async function ask(request: GraphRequest): Promise<Answer> {
    assertPermitted(request);
    const url = urlOf(endpoint, request);
    const repeatable = isRepeatable(request);
    let waitedMs = 0;
    let mayHaveHappened = false;
    let rejected: string | undefined;
    let last: Reception | undefined;

    for (let attempt = 1; ; attempt += 1) {
      const stopped = (ending: Ending): Answer => ({
        ok: false,
        error: {
          status: null,
          codes: [ending.code],
          requestId: null,
          clientRequestId: null,
          attempts: attempt,
          waitedMs,
          mayHaveHappened: mayHaveHappened && request.method !== 'GET',
          ...ending,
        },
      });

      // One turn in the lane: an attempt and the wait after it, so that a throttled lane does not fill up.
      const turn = await lanes.run(request.lane, async (): Promise<Answer | 'again'> => {
        if (signal?.aborted) return stopped(canceled('stopped before sending'));
        const signedIn = await (rejected === undefined ? session.token() : session.renew(rejected));
        if ('problem' in signedIn) {
          const { problem } = signedIn;
          return stopped({ kind: 'signIn', code: 'signIn', message: problem.message, problem });
        }
        const { token } = signedIn;
        if (token === rejected) return stopped(endAs('signIn', last));

        const raw = await sendOnce({ url, request, token, timeoutMs, signal });
        clockSkewMs = skewIn(raw) ?? clockSkewMs;
        const reception = readAttempt(raw, request, token);
        last = reception;
        tell(request, reception);
        if (leavesOpen(reception)) mayHaveHappened = true;
        if (reception.answer !== null) return reception.answer;
        if (signal?.aborted && reception.status === null) {
          return stopped(canceled('stopped while waiting for the answer'));
        }
        if (reception.status === 401) {
          if (rejected !== undefined) return stopped(endAs('signIn', reception));
          rejected = token;
          return 'again';
        }
        const verdict = verdictOn({ ...reception, repeatable, attempt, waitedMs, random: random() }, limits);
        if (!verdict.retry) return stopped(endAs(kindOf(reception, repeatable), reception));
        const waitMs = Math.max(verdict.waitMs, lanes.gapMs(request.lane));
        const { code } = reception;
        options.onEvent?.({ kind: 'waiting', request: describeRequest(request), code, attempt, waitMs });
        waitedMs += waitMs;
        try {
          await sleep(waitMs);
        } catch (error) {
          if (!signal?.aborted) throw error;
          return stopped(canceled('stopped while waiting to ask again'));
        }
        return 'again';
      });
      if (turn !== 'again') return turn;
    }
  }

  return {
    endpoint,
    limits,
    random,
    ask,
    async read(request, permission) {
      const answer = await ask(request);
      if (!answer.ok) return failWith(answer.error, request, permission);
      if (answer.body === null) throw new Error(`${describeRequest(request)} was asked without expecting a body`);
      return answer.body;
    },
    async identity() {
      const signedIn = await session.token();
      if ('problem' in signedIn) throw new Failure(signedIn.problem);
      return identityIn(signedIn.token);
    },
    clockSkewMs: () => clockSkewMs,
    async sleep(ms) {
      try {
        await sleep(ms);
      } catch (error) {
        if (signal?.aborted) fail('canceled', 'stopped while waiting for Graph');
        throw error;
      }
    },
  };
}
