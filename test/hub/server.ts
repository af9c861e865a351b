/**
 * A small GitHub for tests, over loopback HTTP: REST and GraphQL as api.github.com has them, git over HTTP, OIDC tokens of jobs.
 * It follows what is known of GitHub, not what our client sends; where they differ, one of them is wrong.
 *
 *     const hub = await startHub();
 *     const repo = hub.repository('contoso/entra-backup', { visibility: 'private', plan: 'team' });
 *     const ada = hub.person('ada', 'write');                      // ada.token, ada.account.id
 *     const app = hub.app('entra-rewind', { contents: 'write' });  // app.id, app.privateKey, app.installationId, app.token()
 *     const job = hub.actionsToken(repo, { contents: 'read' });    // GITHUB_TOKEN of a job
 *     repo.commit('main', { 'README.md': 'hello' });               // straight into the bare repository, by nobody
 *     await git('push', repo.cloneUrlFor(ada.token), 'HEAD:main'); // by ada: rules, events, pull requests
 *     new Octokit({ baseUrl: hub.url, auth: ada.token });          // or GITHUB_API_URL=hub.url
 *     hub.events, hub.onEvent(listener), hub.requests              // what happened, and who asked for what
 *     hub.weather.fail({ path: /pulls/, nth: 2, with: 502 });      // or hub.weather.seeded(7, 0.1)
 *     hub.idTokenEnvironment(repo, { event: 'push', ref: 'refs/heads/main', sha, actor: ada.account }); // ACTIONS_ID_TOKEN_*
 *     hub.clock.advance(3_600_000);                                // installation tokens end
 *     await hub.close();
 *
 * It lives in the process that starts it, and runs its own git synchronously: git that talks to it must be started asynchronously
 * (`execFile`, not `execFileSync`), or both wait for each other. Times are whole seconds, as GitHub's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hub } from './builder.ts';
import { Events } from './events.ts';
import { type Caller, callerOf, loginOf } from './identities.ts';
import { IdTokens } from './oidc.ts';
import { Pushes } from './pushes.ts';
import { Refusal } from './refusal.ts';
import type { Call } from './router.ts';
import { router } from './routes.ts';
import { isGit, serveGit } from './smartHttp.ts';
import { type Answer, Weather } from './weather.ts';
import { Clock, type World } from './world.ts';

export type { Hub } from './builder.ts';
export type { HubEvent } from './events.ts';
export type { HubApp, HubPerson, HubRepository } from './handles.ts';
export type { JobFacts } from './oidc.ts';
export type { Storm } from './weather.ts';

export interface HubOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** What the hub's clock says at the start; default: now. */
  readonly now?: Date;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Bodies that are a bare list are those of labels: the one route of GitHub's that takes such. */
function parsed(text: string): Call['body'] {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { labels: value };
    if (typeof value === 'object' && value !== null) return value as Call['body'];
  } catch {
    // Said below, as GitHub says it.
  }
  throw new Refusal(400, 'Problems parsing JSON');
}

function answer(
  world: World,
  request: IncomingMessage,
  path: string,
  query: string,
  text: string,
): { answer: Answer; caller: Caller } {
  let caller: Caller = null;
  try {
    caller = callerOf(world, request.headers.authorization);
    const { method = 'GET' } = request;
    const call = {
      world,
      caller,
      method,
      path,
      query: new URLSearchParams(query),
      accept: request.headers.accept ?? '',
    };
    return { answer: router.handle({ ...call, body: parsed(text) }), caller };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: { status: error.status, body: error.body, headers: error.headers }, caller };
  }
}

function send(world: World, response: ServerResponse, { status, body, headers }: Answer): void {
  const isText = typeof body === 'string';
  const text = body === undefined || status === 204 ? '' : isText ? body : JSON.stringify(body);
  response.writeHead(status, {
    // The hub's clock, so that clients which sign with their own can tell how far they are off.
    date: new Date(world.clock.now()).toUTCString(),
    'x-github-request-id': `HUB:${world.requests.length}`,
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-used': '1',
    'x-ratelimit-reset': String(Math.ceil(world.clock.now() / 1000) + 3600),
    ...(text === ''
      ? {}
      : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(text === '' ? undefined : text);
}

async function serve(world: World, pushes: Pushes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const [fullPath = '/', query = ''] = url.split(/\?(.*)/s);
  const path = fullPath
    .replace(/^\/api\/v3(?=\/|$)/, '')
    .replace(/^\/api\/graphql$/, '/graphql')
    .replace(/(.)\/$/, '$1');
  if (path === '/_hub/pre-receive') {
    const { status, said } = pushes.preReceive(await read(request));
    response.writeHead(status).end(said);
    return;
  }
  if (path === '/_hub/id-token') {
    send(world, response, world.idTokens.answer(request.headers.authorization, new URLSearchParams(query)));
    return;
  }
  const struck = world.weather.strike(method, path, world.clock.now());
  const log = (status: number, identity: string | null): void => {
    world.requests.push({ method, path, identity, status });
  };
  const hit = async (): Promise<void> => {
    if (struck === null) return;
    if (struck.answer === 'cut') {
      log(0, null);
      response.destroy();
      return;
    }
    log(struck.answer.status, null);
    send(world, response, struck.answer);
  };
  if (struck?.when === 'before') {
    request.resume();
    return hit();
  }
  if (isGit(path)) {
    const { status, login } = await serveGit(world, pushes, request, response, { path, query });
    log(status, login);
    return;
  }
  const { answer: answered, caller } = answer(world, request, path, query, await read(request));
  if (struck !== null) return hit();
  log(answered.status, loginOf(caller));
  send(world, response, answered);
}

export async function startHub(options: HubOptions = {}): Promise<Hub> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-'));
  // Far from the numbers that issues have, so that nobody takes the one for the other unseen.
  let id = 4_100_000;
  const world: World = {
    origin: '',
    folder,
    clock: new Clock(),
    accounts: new Map(),
    standing: new Map(),
    teams: [],
    apps: [],
    tokens: new Map(),
    repositories: new Map(),
    events: new Events(),
    requests: [],
    weather: new Weather(),
    idTokens: new IdTokens(() => world),
    nextId: () => {
      id += 1;
      return id;
    },
  };
  if (options.now !== undefined) world.clock.set(options.now);
  const pushes = new Pushes(world);
  const server = createServer((request, response) => {
    serve(world, pushes, request, response).catch((error: unknown) => {
      // A mistake of the hub's own, or a client that hung up: the mistake is shown, and no answer looks like one of GitHub's.
      if (!response.destroyed) process.stderr.write(`hub: ${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  world.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new Hub(world, async () => {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeAllConnections();
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
}
