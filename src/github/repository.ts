/** The repository itself, and what kinds of repositories directory data is never brought to. */
import type { ForgeRepository } from '../core/forgePort.ts';
import { fail } from '../core/problem.ts';
import { type GithubClient, once } from './client.ts';

export interface OwnRepository {
  /** As it is, whatever its kind. */
  look(): Promise<ForgeRepository>;
  /** As it is, where it may be used. Fails with `forgeNotAllowed` when it is public or archived. */
  use(): Promise<ForgeRepository>;
}

export function ownRepository(client: GithubClient): OwnRepository {
  const look = once(() => readRepository(client));
  return {
    look,
    async use() {
      const found = await look();
      refuseKind(found);
      return found;
    },
  };
}

async function readRepository(client: GithubClient): Promise<ForgeRepository> {
  const { data } = await client.call((github) => github.rest.repos.get({ ...client.repository }));
  return {
    owner: data.owner.login,
    name: data.name,
    id: data.id,
    ownerId: data.owner.id,
    url: data.html_url,
    visibility: visibilityOf(data),
    isArchived: data.archived,
    defaultBranch: data.default_branch,
  };
}

/** An older Enterprise Server says only whether it is private. */
function visibilityOf({ visibility, private: isPrivate }: { readonly visibility?: string; readonly private: boolean }) {
  if (visibility === 'internal') return visibility;
  return isPrivate ? 'private' : 'public';
}

function refuseKind({ owner, name, visibility, isArchived }: ForgeRepository): void {
  if (visibility === 'public') {
    fail('forgeNotAllowed', `${owner}/${name} is public: a directory's data is personal data`, {
      remedy: 'Make the repository private in its settings. Nothing lifts this.',
    });
  }
  if (isArchived) {
    fail('forgeNotAllowed', `${owner}/${name} is archived: nothing can be written there`, {
      remedy: 'Unarchive it in its settings.',
    });
  }
}
