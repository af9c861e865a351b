/** Opens the doors that a command needs, from the configuration and the environment. */

import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { objectTypes } from '../core/catalog/index.ts';
import type { Forge } from '../core/forgePort.ts';
import type { JobLog, Journal, SnapshotStore, Tenant } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { type Configuration, configurationFile, parseConfiguration } from '../core/settings/configuration.ts';
import type { Doors } from '../flows/doors.ts';
import type { GitAccess } from '../git/access.ts';
import { jobLog } from '../git/jobLog.ts';
import { journal } from '../git/journal.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { snapshotStore } from '../git/snapshotStore.ts';
import { defaultApiUrl, parseAddress, parseRepositoryName } from '../github/address.ts';
import { type GithubForge, githubForge } from '../github/forge.ts';
import { githubSignIn, hasSignIn, type SignInSettings } from '../github/signIn.ts';
import { type GraphClient, graphClient } from '../graph/client.ts';
import { signIn } from '../graph/signIn.ts';
import { graphTenant } from '../graph/tenant.ts';
import type { Context } from './context.ts';
import { progressOn } from './progress.ts';

export interface Pipeline {
  readonly directory: string;
  readonly configuration: Configuration;
  readonly repository: Repository;
  readonly store: SnapshotStore;
  readonly journal: Journal;
  readonly log: JobLog;
  /** Null where the configuration has no section `github`. */
  readonly forge: GithubForge | null;
}

/** The pipeline repository in a directory: configuration, snapshots and journal. Reaches the remote when asked to read. */
export async function openPipeline(context: Context): Promise<Pipeline> {
  const directory = resolve(context.directory);
  const configuration = await readConfiguration(directory);
  const forge = openForge(context, configuration);
  const repository = await openRepository(directory, gitAccess(context, forge));
  const holder = `${hostname()}, process ${process.pid}`;
  return {
    directory,
    configuration,
    forge,
    repository,
    store: snapshotStore(repository),
    journal: journal(repository, context.clock, { holder }),
    log: jobLog(repository),
  };
}

async function readConfiguration(directory: string): Promise<Configuration> {
  try {
    return parseConfiguration(await readFile(resolve(directory, configurationFile), 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    // Any checkout has a remote; a tenant must not be pushed to one that was not made for it.
    return fail('configuration', `there is no ${configurationFile}: this is no pipeline repository`, {
      place: { file: directory },
      remedy: 'Make one with: entra-rewind init DIR --local. Then go there, or name it with -C.',
    });
  }
}

/**
 * The forge that the configuration names, or null when it names none. Nothing is asked of it yet: a missing sign-in fails its first
 * call, with `configuration`, so that what needs no forge needs no sign-in.
 */
export function openForge(context: Context, { github }: Configuration): GithubForge | null {
  if (github === undefined) return null;
  const { environment, signal, version } = context;
  const name = github.repository ?? environment.GITHUB_REPOSITORY;
  if (name === undefined || name === '') {
    return fail('configuration', 'which repository on GitHub this is, is not said', {
      place: { file: configurationFile },
      remedy: 'Add github.repository: owner/name, or set GITHUB_REPOSITORY.',
    });
  }
  return githubForge({
    address: parseAddress(github.apiUrl ?? (environment.GITHUB_API_URL || defaultApiUrl)),
    repository: parseRepositoryName(name),
    signIn: () => githubSignIn(forgeSignIn(context)),
    version,
    signal,
  });
}

const forgeSignIn = ({ environment }: Context): SignInSettings => ({
  appId: environment.GITHUB_APP_ID,
  clientId: environment.GITHUB_APP_CLIENT_ID,
  privateKey: environment.GITHUB_APP_PRIVATE_KEY,
  token: environment.GITHUB_TOKEN,
});

/** Git signs in as the forge does. Without a sign-in it goes by what a person has set up for git. */
function gitAccess(context: Context, forge: GithubForge | null): GitAccess | null {
  if (forge === null || !hasSignIn(forgeSignIn(context))) return null;
  return { origin: forge.origin, token: forge.gitToken };
}

export function openGraph(context: Context, configuration: Configuration): GraphClient {
  const { environment, signal } = context;
  const endpoint = environment.ENTRA_REWIND_GRAPH_URL ?? configuration.graph.endpoint;
  return graphClient({
    endpoint,
    credential: signIn({
      endpoint,
      token: environment.ENTRA_REWIND_GRAPH_TOKEN,
      tokenFile: environment.ENTRA_REWIND_GRAPH_TOKEN_FILE,
      tenantId: environment.AZURE_TENANT_ID,
      clientId: environment.AZURE_CLIENT_ID,
      idTokenUrl: environment.ACTIONS_ID_TOKEN_REQUEST_URL,
      idTokenBearer: environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
    }),
    pace: {
      concurrency: configuration.graph.concurrency,
      policiesPerSecond: configuration.graph.policiesPerSecond,
      maxAttempts: configuration.graph.attempts,
    },
    signal,
    random: Math.random,
  });
}

export interface OpenDoors extends Doors {
  readonly tenant: Tenant;
  readonly client: GraphClient;
  readonly forge: Forge | null;
  readonly pipeline: Pipeline;
  /** Ends moving progress, so that output can follow. */
  readonly quiet: () => void;
}

export async function openDoors(context: Context): Promise<OpenDoors> {
  const pipeline = await openPipeline(context);
  const client = openGraph(context, pipeline.configuration);
  const progress = progressOn(context);
  return {
    pipeline,
    client,
    forge: pipeline.forge,
    tenant: graphTenant(client, pipeline.configuration.optionalProperties, pipeline.configuration.assignments),
    store: pipeline.store,
    journal: pipeline.journal,
    log: pipeline.log,
    clock: context.clock,
    version: context.version,
    pause: async (waitMs) => {
      await pause(waitMs, undefined, { signal: context.signal });
    },
    every,
    tell: progress.tell,
    quiet: progress.stop,
    signal: context.signal,
  };
}

function every(ms: number, work: () => Promise<void>): () => void {
  const stop = new AbortController();
  const turns = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // Not referenced: a timer keeps no process alive. Ends early when told to stop, which is no failure.
      await pause(ms, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (!stop.signal.aborted) await work();
    }
  };
  void turns();
  return () => stop.abort();
}

export const typesToRead = ({ types }: Configuration): NonNullable<Configuration['types']> => types ?? objectTypes;
