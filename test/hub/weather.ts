/** Bad weather, by script or by seed: requests that fail before anything was done, or after it. */

export type Failure =
  | 401
  | 403
  | 404
  /** "Base branch was modified", which a merge may hear at any time. */
  | 405
  | 422
  | 500
  | 502
  | 503
  /** 403, nothing remaining, a reset a minute away. */
  | 'primaryLimit'
  /** 403 with `retry-after`. */
  | 'secondaryLimit'
  /** 429 with `retry-after`. */
  | 'tooMany'
  /** The connection is cut without an answer. */
  | 'cut';

export interface Storm {
  /** Default: any. */
  readonly method?: string;
  /** Default: any path. Matched against the path without query and without `/api/v3`. */
  readonly path?: RegExp;
  /** Which of the matching requests, counting from 1; default the first. */
  readonly nth?: number;
  /** How many from there on; default 1. */
  readonly times?: number;
  readonly with: Failure;
  /** `after`: the request is carried out and its answer is lost. Default `before`. */
  readonly when?: 'before' | 'after';
  /** Of the limits; default 1. */
  readonly retryAfterSeconds?: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Struck {
  readonly answer: Answer | 'cut';
  readonly when: 'before' | 'after';
}

const sentences: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  405: 'Base branch was modified. Review and try the merge again.',
  422: 'Validation Failed',
  500: 'Server Error',
  502: 'Server Error',
  503: 'Service Unavailable',
};

const secondary =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';

/** A small generator of chance that is the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Weather {
  private readonly storms: { readonly storm: Storm; seen: number }[] = [];
  private chance: (() => number) | null = null;
  private share = 0;
  private failures: readonly Failure[] = [];

  fail(storm: Storm): void {
    this.storms.push({ storm, seen: 0 });
  }

  /** Every request fails with this chance, by one of these. */
  seeded(seed: number, share: number, failures: readonly Failure[] = [502, 503, 'secondaryLimit']): void {
    this.chance = chanceOf(seed);
    this.share = share;
    this.failures = failures;
  }

  clear(): void {
    this.storms.length = 0;
    this.chance = null;
  }

  /** What hits this request; every request counts, whatever becomes of it. */
  strike(method: string, path: string, nowMs: number): Struck | null {
    let hit: Struck | null = null;
    for (const entry of this.storms) {
      const { storm } = entry;
      if (storm.method !== undefined && storm.method !== method) continue;
      if (storm.path !== undefined && !storm.path.test(path)) continue;
      entry.seen += 1;
      const first = storm.nth ?? 1;
      if (hit !== null || entry.seen < first || entry.seen >= first + (storm.times ?? 1)) continue;
      hit = { answer: answerOf(storm.with, nowMs, storm.retryAfterSeconds ?? 1), when: storm.when ?? 'before' };
    }
    if (hit !== null || this.chance === null || this.chance() >= this.share) return hit;
    const failure = this.failures[Math.floor(this.chance() * this.failures.length)];
    return failure === undefined ? null : { answer: answerOf(failure, nowMs, 1), when: 'before' };
  }
}

function answerOf(failure: Failure, nowMs: number, retryAfterSeconds: number): Answer | 'cut' {
  switch (failure) {
    case 'cut':
      return 'cut';
    case 'primaryLimit':
      return {
        status: 403,
        body: { message: 'API rate limit exceeded for user ID 1.', documentation_url: 'https://docs.github.com/rest' },
        headers: {
          'x-ratelimit-limit': '5000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-used': '5000',
          'x-ratelimit-reset': String(Math.ceil(nowMs / 1000) + retryAfterSeconds),
        },
      };
    case 'secondaryLimit':
    case 'tooMany':
      return {
        status: failure === 'tooMany' ? 429 : 403,
        body: { message: secondary, documentation_url: 'https://docs.github.com/rest/overview/rate-limits' },
        headers: { 'retry-after': String(retryAfterSeconds) },
      };
    case 401:
    case 403:
    case 404:
    case 405:
    case 422:
    case 500:
    case 502:
    case 503:
      return { status: failure, body: { message: sentences[failure], status: String(failure) } };
  }
}
