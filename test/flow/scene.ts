/**
 * A stage for whole stories: an embedded tenant over HTTP, a pipeline repository with its protected remote, and the real
 * program as a child process. Everything lies in a temporary folder that goes away with the test.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Person, personAt } from '../../src/commands/demo/graph.ts';
import { makePipeline } from '../../src/commands/init.ts';
import type { PipelineChoices } from '../../src/commands/pipelineFiles.ts';
import { administratorToken, writerToken } from '../../src/commands/tenant/identities.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { type EmbeddedServer, startTenant, type TenantOptions } from '../../src/embedded/server.ts';

const ownProgram = fileURLToPath(new URL('../../bin/entra-rewind', import.meta.url));

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly errors: string;
}

export interface Scene {
  readonly directory: string;
  readonly server: EmbeddedServer;
  /** Somebody with every permission, at work beside the tool. */
  readonly person: Person;
  /** Runs the program with the writing identity at a time of day, `2026-11-20T02:00:00Z`. */
  run(at: string, ...words: readonly string[]): Promise<Ran>;
  /** Starts the program and leaves it running, with its errors to read. */
  start(environment: { readonly [name: string]: string }, ...words: readonly string[]): ChildProcess;
  runWith(environment: { readonly [name: string]: string }, ...words: readonly string[]): Promise<Ran>;
  git(...words: readonly string[]): Promise<string>;
  file(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

export interface Setting extends Partial<Omit<TenantOptions, 'seed'>> {
  readonly seed: Seed;
  readonly choices?: PipelineChoices;
  /** Of another installation than this one. */
  readonly program?: string;
}

export async function setScene({ seed, choices = {}, program = ownProgram, ...options }: Setting): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-story-'));
  const directory = join(folder, 'pipeline');
  const server = await startTenant({ seed, ...options });
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  await makePipeline(directory, { endpoint: server.url, policiesPerSecond: 1000, ...choices });
  const token = writerToken(server.tenantId);
  const runWith: Scene['runWith'] = (environment, ...words) =>
    ended(process.execPath, [program, '-C', directory, ...words], directory, {
      ENTRA_REWIND_GRAPH_TOKEN: token,
      ...environment,
    });
  const start: Scene['start'] = (environment, ...words) =>
    spawn(process.execPath, [program, '-C', directory, ...words], {
      env: { PATH: process.env.PATH, HOME: directory, ENTRA_REWIND_GRAPH_TOKEN: token, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  return {
    directory,
    server,
    start,
    person: personAt(server.url, administratorToken(server.tenantId)),
    run: (at, ...words) => runWith({ ENTRA_REWIND_NOW: at }, ...words),
    runWith,
    git: async (...words) => {
      const { exitCode, out, errors } = await ended('git', words, directory, somebody);
      if (exitCode !== 0) throw new Error(`git ${words.join(' ')}: ${errors}`);
      return out.trimEnd();
    },
    file: (path) => readFile(join(directory, path), 'utf8'),
    write: (path, text) => writeFile(join(directory, path), text),
  };
}

/** Merging and committing by hand needs a name, which a machine for tests may not have. */
const somebody = {
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@contoso.com',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@contoso.com',
};

function ended(
  file: string,
  parameters: readonly string[],
  cwd: string,
  environment: { readonly [name: string]: string },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, out, errors }));
  });
}
