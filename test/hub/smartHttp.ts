/** `/OWNER/REPO.git` by `git http-backend`, for those whom the hub lets in. */
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { gitEnvironment } from '../../src/git/environment.ts';
import { type Caller, callerOf, covering, maySee, roleOf } from './identities.ts';
import type { Pushes } from './pushes.ts';
import { Refusal } from './refusal.ts';
import { findRepository } from './router.ts';
import { atLeast, fullName, type Repository, type Token, type World } from './world.ts';

const gitPath = /^\/([^/]+)\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.*)$/;

export const isGit = (path: string): boolean => gitPath.test(path);

interface Admitted {
  readonly repository: Repository;
  readonly caller: Caller;
  readonly pushes: boolean;
  readonly rest: string;
}

const unauthorized = (message: string) =>
  new Refusal(401, message, undefined, { 'www-authenticate': 'Basic realm="GitHub"' });

/** May a token write contents here? */
function mayPush(world: World, repository: Repository, token: Token): boolean {
  if (token.permissions !== null && (token.permissions.contents !== 'write' || !covering(token, repository)))
    return false;
  return token.kind !== 'person' || atLeast(roleOf(world, repository, token.account.id), 'write');
}

function mayPull(world: World, repository: Repository, caller: Caller): boolean {
  if (repository.visibility === 'public') return true;
  if (!maySee(world, repository, caller) || caller === null || caller.kind === 'app') return false;
  return caller.permissions === null || caller.permissions.contents !== undefined;
}

/** Git asks without a password first, and shows it only when told 401. */
function admit(world: World, request: IncomingMessage, path: string, query: string): Admitted {
  const [, owner = '', name = '', rest = ''] = gitPath.exec(path) ?? [];
  const repository = findRepository(world, owner, name);
  const pushes = rest === 'git-receive-pack' || /(^|&)service=git-receive-pack(&|$)/.test(query);
  let caller: Caller;
  try {
    caller = callerOf(world, request.headers.authorization);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401)
      throw unauthorized('Invalid username or token. Password authentication is not supported for Git operations.');
    throw error;
  }
  if (caller === null && (repository === undefined || repository.visibility !== 'public' || pushes))
    throw unauthorized('Authentication required.');
  if (repository === undefined || !maySee(world, repository, caller)) throw new Refusal(404, 'Repository not found.');
  if (!pushes && !mayPull(world, repository, caller)) throw new Refusal(403, 'Write access to repository not granted.');
  if (pushes) {
    if (caller === null || caller.kind === 'app') throw unauthorized('Authentication required.');
    if (!mayPush(world, repository, caller))
      throw new Refusal(403, `Permission to ${fullName(repository)}.git denied to ${caller.account.login}.`);
    if (repository.archived) throw new Refusal(403, 'This repository was archived so it is read-only.');
  }
  return { repository, caller, pushes, rest };
}

export interface GitAnswer {
  readonly status: number;
  readonly login: string | null;
}

/** Answers a request of git's; gives what was answered, for the log. */
export async function serveGit(
  world: World,
  pushes: Pushes,
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: { readonly path: string; readonly query: string },
): Promise<GitAnswer> {
  let admitted: Admitted;
  try {
    admitted = admit(world, request, path, query);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    request.resume();
    response.writeHead(error.status, { 'content-type': 'text/plain', ...error.headers }).end(`${error.message}\n`);
    return { status: error.status, login: null };
  }
  const { repository, caller, rest } = admitted;
  const token = caller === null || caller.kind === 'app' ? null : caller;
  const push = rest === 'git-receive-pack' && token !== null ? pushes.begin(repository, token) : null;
  const { headers } = request;
  const optional = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: dirname(repository.bare.folder),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${repository.bare.folder.slice(dirname(repository.bare.folder).length + 1)}/${rest}`,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: headers['content-type'] ?? '',
      REMOTE_USER: token?.account.login ?? '',
      ...optional('GIT_PROTOCOL', headers['git-protocol'] as string | undefined),
      ...optional('HTTP_CONTENT_ENCODING', headers['content-encoding']),
      ...optional('CONTENT_LENGTH', headers['content-length']),
      ...push?.env,
    },
  });
  // A client that hangs up takes its git with it.
  response.once('close', () => child.kill());
  child.stdin.on('error', () => request.unpipe(child.stdin));
  request.pipe(child.stdin);
  const status = await relay(child.stdout, response);
  await new Promise<void>((resolve) =>
    child.exitCode === null && child.signalCode === null ? child.once('close', () => resolve()) : resolve(),
  );
  // Before git hears the end of the answer, so that whoever waited for the push finds all that follows from it.
  push?.end();
  response.end();
  return { status, login: token?.account.login ?? null };
}

/** CGI's head becomes the answer's; the rest is passed on as it comes. */
async function relay(out: AsyncIterable<Buffer>, response: ServerResponse): Promise<number> {
  let head = Buffer.alloc(0);
  let status = 0;
  for await (const chunk of out) {
    if (status !== 0) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    status = 200;
    for (const line of head.subarray(0, end).toString('utf8').split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*(.*)/s);
      if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
  }
  if (status === 0) response.writeHead(500);
  return status === 0 ? 500 : status;
}
