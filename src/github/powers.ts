/** What the rules cannot take from anybody, and where it would show. Named people only where this sign-in may see them. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Forge, RemainingPower } from '../core/forgePort.ts';
import { Failure } from '../core/problem.ts';
import type { GithubClient } from './client.ts';
import { type HeldRuleset, nameOf } from './compare.ts';
import { demands } from './demands.ts';
import { readEnvironment } from './environments.ts';
import { readHeld } from './held.ts';
import type { Room } from './room.ts';
import { environments } from './rules.ts';

type Collaborator = RestEndpointMethodTypes['repos']['listCollaborators']['response']['data'][number];

export function powers({ client, own }: Room): Pick<Forge, 'remainingPowers'> {
  return {
    async remainingPowers() {
      await own.look();
      return [
        {
          role: `administrators of the repository${await named(client, 'admin')}`,
          can: 'edit, disable or delete its rules, and then rewrite or delete backups, journal and main',
          evidence:
            'history of each ruleset (who, when, what), rule suites, audit log; a clone made before still has it all',
        },
        {
          role: 'owners of the organisation',
          can: 'the same, and delete the repository or change who sees it',
          evidence: 'audit log of the organisation',
        },
        {
          role: "whoever holds the app's private key",
          can: 'add backups and journal records, and delete backups; not rewrite either',
          evidence: 'a branch that the journal does not know counts for nothing; rule suites; security log of the app',
        },
        {
          role: `people who may write${await named(client, 'push')}`,
          can: "propose changes and approve others' changes",
          evidence: 'the pull request: who proposed, approved and merged',
        },
        ...(await exceptions(client)),
        ...(await environmentPowers(client)),
      ];
    },
  };
}

const mostNames = 10;

async function named(client: GithubClient, permission: 'admin' | 'push'): Promise<string> {
  const found = await ifAllowed(() =>
    client.list<Collaborator>((github) =>
      github.paginate.iterator(github.rest.repos.listCollaborators, {
        ...client.repository,
        permission,
        per_page: 100,
      }),
    ),
  );
  if (found === null) return ' (this sign-in may not see who)';
  if (found.length === 0) return '';
  const names = found.slice(0, mostNames).map(({ login }) => login);
  const more = found.length > mostNames ? ` and ${found.length - mostNames} more` : '';
  return ` (${names.join(', ')}${more})`;
}

/** Whom the rulesets let pass that hold for our branches. */
async function exceptions(client: GithubClient): Promise<readonly RemainingPower[]> {
  const probes = demands(null).map(({ on }) => on.probe);
  const held = await ifAllowed(() => readHeld(client, probes));
  if (held === null) return [];
  const rulesets = new Map<number, HeldRuleset>();
  for (const rules of held.values()) for (const { ruleset } of rules) rulesets.set(ruleset.id, ruleset);
  return [...rulesets.values()].flatMap(({ name, bypass }) =>
    (bypass ?? []).map((actor) => ({
      role: nameOf(actor),
      can: `do what the ruleset "${name}" forbids others`,
      evidence: actor.mode === 'exempt' ? 'none: it is exempt' : 'rule suites of the repository',
    })),
  );
}

async function environmentPowers(client: GithubClient): Promise<readonly RemainingPower[]> {
  const found: RemainingPower[] = [];
  for (const { name } of environments) {
    const held = await ifAllowed(() => readEnvironment(client, name));
    if (held?.adminsBypass !== true) continue;
    found.push({
      role: 'administrators of the repository',
      can: `let a job use the environment ${name} without its reviewers`,
      evidence: 'history of deployments, audit log',
    });
  }
  return found;
}

/** Null where this sign-in may not look. */
async function ifAllowed<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure && error.problems.every(({ code }) => code === 'forgeNotAllowed')) return null;
    throw error;
  }
}
