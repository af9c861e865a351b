/**
 * The one place that calls GitHub: signs in, keeps GitHub's pace, asks again where that can help, and turns every error into a
 * `Failure`. Nothing here knows what the requests are for. Octokit is loaded only when it is needed: most commands need it not.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Octokit as Rest } from '@octokit/rest';
import { Failure, fail } from '../core/problem.ts';
import type { Address, RepositoryName } from './address.ts';
import { defaultLimits, finalStatuses, isRepeatable, type Limits, noGaps, Patience } from './limits.ts';
import { problemOf, statusOf } from './problems.ts';
import { redact } from './redact.ts';
import type { GithubSignIn } from './signIn.ts';

export interface GithubOptions {
  readonly address: Address;
  readonly repository: RepositoryName;
  /** Asked for with the first request: a command that makes none needs no sign-in. */
  readonly signIn: () => GithubSignIn;
  /** Of this program, for GitHub's logs. */
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
  /** Waits; given by tests. Rejects when the signal aborts. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Milliseconds, as tokens' ends are told by. */
  readonly now?: () => number;
}

export interface GithubClient {
  readonly address: Address;
  readonly repository: RepositoryName;
  /** One piece of work. Fails with `forge`, `forgeNotAllowed`, `forgeNotFound` or `canceled`. */
  call<T>(work: (github: Rest) => Promise<T>): Promise<T>;
  /** A list to its end, which fails where it never ends. */
  list<T>(pages: (github: Rest) => AsyncIterable<{ readonly data: readonly T[] }>): Promise<T[]>;
  /** As the app itself, not as its installation. Null for a token. */
  asApp<T>(work: (github: Rest) => Promise<T>): Promise<T | null>;
  /** What signs in now, good for some minutes. It belongs into a header and nowhere else. */
  token(): Promise<string>;
  /** Fails with `canceled` when the signal aborts. */
  sleep(ms: number): Promise<void>;
}

interface InstallationToken {
  readonly token: string;
  readonly expiresAt: string;
}

/** A token that ends sooner is renewed: a long push must not outlive it. */
const spareMs = 5 * 60_000;
const timeoutMs = 60_000;
/** Octokit would write its warnings to the console; what matters comes back as an error. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

export function githubClient(options: GithubOptions): GithubClient {
  const { address, repository, signal } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const now = options.now ?? Date.now;
  const wait = options.sleep ?? ((ms: number) => delay(ms, undefined, signal === undefined ? {} : { signal }));
  const isCanceled = () => signal?.aborted === true;
  const patience = new Patience(limits);

  /** Waits as plugin-throttling would, but ends with the signal and is counted. */
  async function mayGoOn(seconds: number, request: object, retries: number): Promise<boolean> {
    if (!patience.allows(request, retries, seconds * 1000)) return false;
    await wait(seconds * 1000);
    return true;
  }

  /** A fetch that ends: neither Octokit nor Node sets a time. */
  const boundedFetch: typeof fetch = (input, init) => {
    const signals = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };

  async function open(identity: object): Promise<Rest> {
    const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
      import('@octokit/rest'),
      import('@octokit/plugin-retry'),
      import('@octokit/plugin-throttling'),
    ]);
    const Paced = Octokit.plugin(retry, throttling);
    const github = new Paced({
      ...identity,
      baseUrl: address.apiUrl,
      userAgent: `entra-rewind/${options.version}`,
      log: silent,
      request: { fetch: boundedFetch },
      retry: { retries: limits.repeats, retryAfterBaseValue: limits.repeatMs, doNotRetry: [...finalStatuses] },
      throttle: {
        retryAfterBaseValue: 0,
        ...(address.isLoopback ? { write: noGaps, notifications: noGaps } : {}),
        onRateLimit: (seconds: number, request: object, _: unknown, retries: number) =>
          mayGoOn(seconds, request, retries),
        onSecondaryRateLimit: (seconds: number, request: object, _: unknown, retries: number) =>
          mayGoOn(seconds, request, retries),
      },
    });
    return github;
  }

  /** Outermost of all hooks: what leaves here is an answer or a `Failure`. */
  function guard(github: Rest, renew: (() => Promise<unknown>) | null): Rest {
    github.hook.wrap('request', async (request, asked) => {
      // A page that is said to follow elsewhere would be told our token.
      if (/^https?:/i.test(asked.url) && new URL(asked.url).origin !== new URL(address.apiUrl).origin) {
        fail('forge', `GitHub named an address at another host: ${redact(asked.url)}`);
      }
      // Octokit gives all requests one and the same object here: what is said of this one must not hold for later ones. Any other
      // number would make plugin-retry ask again whatever the answer was.
      asked.request = { ...asked.request, ...(isRepeatable(asked.method) ? {} : { retries: 0 }) };
      try {
        try {
          return await request(asked);
        } catch (error) {
          if (renew === null || statusOf(error) !== 401) throw error;
        }
        // Revoked, or ended by GitHub's clock and not by ours. Nothing was done: asking once more is safe.
        await renew();
        return await request(asked);
      } catch (error) {
        throw asFailure(error, patience.waitedMs(asked));
      }
    });
    return github;
  }

  const asFailure = (error: unknown, waitedMs = 0): Failure =>
    error instanceof Failure ? error : new Failure(problemOf(error, { isCanceled: isCanceled(), waitedMs }));

  const appAuth = once(async () => {
    const signIn = options.signIn();
    if (signIn.as !== 'app') throw new Error('only an app signs in as one');
    const { createAppAuth } = await import('@octokit/auth-app');
    return { authStrategy: createAppAuth, auth: { appId: signIn.app, privateKey: signIn.privateKey } };
  });
  const app = once(async () => guard(await open(await appAuth()), null));

  const connection = once(async () => {
    const signIn = options.signIn();
    if (signIn.as === 'token') {
      return { github: guard(await open({ auth: signIn.token }), null), token: async () => signIn.token };
    }
    const { authStrategy, auth } = await appAuth();
    const found = await (await app()).rest.apps.getRepoInstallation({ ...repository });
    const github = await open({ authStrategy, auth: { ...auth, installationId: found.data.id } });
    const ask = async (refresh: boolean) => (await github.auth({ type: 'installation', refresh })) as InstallationToken;
    guard(github, () => ask(true));
    const token = async () => {
      const held = await ask(false);
      return (Date.parse(held.expiresAt) - now() > spareMs ? held : await ask(true)).token;
    };
    return { github, token };
  });

  async function call<T>(work: (github: Rest) => Promise<T>): Promise<T> {
    return failing(async () => {
      const { github, token } = await connection();
      await token();
      return work(github);
    });
  }

  async function failing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asFailure(error);
    }
  }

  return {
    address,
    repository,
    call,
    list: (pages) =>
      call(async (github) => {
        const found = [];
        let read = 0;
        for await (const { data } of pages(github)) {
          found.push(...data);
          read += 1;
          if (read >= limits.pages) fail('forge', `GitHub's list has no end: ${found.length} entries and more`);
        }
        return found;
      }),
    asApp: async (work) => (options.signIn().as === 'app' ? failing(async () => work(await app())) : null),
    token: () => failing(async () => (await connection()).token()),
    sleep: (ms) => failing(() => wait(ms)),
  };
}

/** Work that is done once it succeeded, however often it is asked for. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}
