/** Who somebody is, and what they may do. */
import type { Actor, Permission } from '../core/forgePort.ts';
import { Failure, fail } from '../core/problem.ts';
import { type GithubClient, once } from './client.ts';

/** As GitHub names somebody; null is who has left. */
export type Account = { readonly login: string; readonly type?: string } | null | undefined;

export interface People {
  self(): Promise<Actor>;
  actor(account: Account): Promise<Actor>;
  permission(login: string): Promise<Permission>;
  mayWrite(login: string): Promise<boolean>;
}

/** What GitHub shows for those who have left. */
const ghost = 'ghost';

export function people(client: GithubClient): People {
  const self = once(async (): Promise<Actor> => {
    const app = await client.asApp((github) => github.rest.apps.getAuthenticated());
    // An app acts as its bot. No login of a person has brackets.
    if (app !== null) return { login: `${slugOf(app.data)}[bot]`, isSelf: true, isPerson: false };
    const { login, isPerson } = await tokensOwner(client);
    return { login, isSelf: true, isPerson };
  });

  async function actor(account: Account): Promise<Actor> {
    if (account === null || account === undefined) return { login: ghost, isSelf: false, isPerson: false };
    const { login } = account;
    const isSelf = login.toLowerCase() === (await self()).login.toLowerCase();
    return { login, isSelf, isPerson: account.type === 'User' && !login.endsWith('[bot]') };
  }

  async function permission(login: string): Promise<Permission> {
    try {
      const found = await client.call((github) =>
        github.rest.repos.getCollaboratorPermissionLevel({ ...client.repository, username: login }),
      );
      return permissionOf(found.data.permission);
    } catch (error) {
      // Whoever was not shown to be allowed is not (facts on GitHub §4). Being stopped is no answer at all.
      if (error instanceof Failure && error.problems.some(({ code }) => code === 'canceled')) throw error;
      return 'none';
    }
  }

  return {
    self,
    actor,
    permission,
    mayWrite: async (login) => mayWrite(await permission(login)),
  };
}

const mayWrite = (permission: Permission): boolean => permission === 'admin' || permission === 'write';

/** `permission` is one of four words: maintain counts as write, triage as read. */
const permissionOf = (text: string): Permission =>
  text === 'admin' || text === 'write' || text === 'read' ? text : 'none';

function slugOf(app: { readonly slug?: string } | null): string {
  return app?.slug ?? fail('forge', 'GitHub did not say what the app is called');
}

/**
 * `GET /user` is closed to the tokens of apps, among them GITHUB_TOKEN; GraphQL's `viewer` tells of them too
 * (actions/create-github-app-token#258). Last verified: 2026-11, by reading.
 */
async function tokensOwner(client: GithubClient): Promise<{ readonly login: string; readonly isPerson: boolean }> {
  try {
    const { data } = await client.call((github) => github.rest.users.getAuthenticated());
    return { login: data.login, isPerson: data.type === 'User' };
  } catch (error) {
    if (!(error instanceof Failure) || !error.problems.every(({ code }) => code === 'forgeNotAllowed')) throw error;
  }
  const { viewer } = await client.call((github) =>
    github.graphql<{ readonly viewer: { readonly login: string } }>('query { viewer { login } }'),
  );
  // GraphQL leaves the brackets out where it names a bot.
  return { login: viewer.login.endsWith('[bot]') ? viewer.login : `${viewer.login}[bot]`, isPerson: false };
}
