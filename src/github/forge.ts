/** GitHub as `Forge`: each method's contract is in core/forgePort.ts, each one's work in a file of its own. */
import type { Forge } from '../core/forgePort.ts';
import { checks } from './checks.ts';
import { type GithubOptions, githubClient } from './client.ts';
import { comments } from './comments.ts';
import { issues } from './issues.ts';
import { merging } from './merging.ts';
import { oidcSubject, type Subject } from './oidc.ts';
import { people } from './people.ts';
import { powers } from './powers.ts';
import { protect } from './protect.ts';
import { protection } from './protection.ts';
import { pullRequests } from './pullRequests.ts';
import { ownRepository } from './repository.ts';
import { limits, type Room } from './room.ts';

/** What GitHub has beyond a forge: its git, and the identity that it gives to jobs. */
export interface GithubForge extends Forge {
  /** Scheme, host and port of its git. */
  readonly origin: string;
  /** Signs git in over HTTP, for some minutes. Fails where the repository may not be used, so that nothing is pushed there. */
  gitToken(): Promise<string>;
  /** What a job in an environment of this repository is called at Entra. */
  oidcSubject(environment: string): Promise<Subject>;
}

/** Nothing is asked before the first call. */
export function githubForge(options: GithubOptions): GithubForge {
  const client = githubClient(options);
  const own = ownRepository(client);
  const room: Room = { client, own, people: people(client) };
  const pulls = pullRequests(room);
  return {
    limits,
    origin: client.address.origin,
    self: room.people.self,
    permission: room.people.permission,
    repository: own.look,
    ...pulls,
    ...merging(room, pulls.pullRequest),
    ...comments(room),
    ...issues(room),
    ...checks(room),
    ...protection(room),
    ...protect(room),
    ...powers(room),
    async gitToken() {
      await own.use();
      return client.token();
    },
    oidcSubject: (environment) => oidcSubject(client, own, environment),
  };
}
