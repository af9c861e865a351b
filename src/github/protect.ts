/** Brings the repository's rules to what they should be. Asked for again, it finds nothing to do. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Forge, ProtectionChange } from '../core/forgePort.ts';
import { fail } from '../core/problem.ts';
import type { GithubClient } from './client.ts';
import { findReviewers, protectEnvironment } from './environments.ts';
import { holdsAll } from './holdsAll.ts';
import type { Room } from './room.ts';
import { environments, requestOf, rulesets } from './rules.ts';

type Repos = RestEndpointMethodTypes['repos'];
type Listed = Repos['getRepoRulesets']['response']['data'][number];
type Given = Repos['getRepoRuleset']['response']['data'];
type Wanted = ReturnType<typeof requestOf>;

export function protect({ client, people, own }: Room): Pick<Forge, 'protect'> {
  return {
    async protect({ appId, reviewers }) {
      const { isPerson, login } = await people.self();
      if (!isPerson) {
        fail('forgeNotAllowed', `${login} is no person: an app that sets the rules could lift them as well`, {
          remedy: 'Sign in as somebody who administers the repository: GITHUB_TOKEN, without GITHUB_APP_ID.',
        });
      }
      await own.use();
      const asked = await findReviewers(client, reviewers);
      const changes: ProtectionChange[] = [];
      const held = await client.list<Listed>((github) =>
        github.paginate.iterator(github.rest.repos.getRepoRulesets, {
          ...client.repository,
          includes_parents: false,
          per_page: 100,
        }),
      );
      for (const ruleset of rulesets(appId)) {
        const wanted = requestOf(ruleset, appId);
        const found = held.find(({ name }) => name === wanted.name);
        changes.push({ what: wanted.name, did: await bring(client, wanted, found?.id) });
      }
      for (const environment of environments) changes.push(await protectEnvironment(client, environment, asked));
      return changes;
    },
  };
}

async function bring(client: GithubClient, wanted: Wanted, id: number | undefined): Promise<ProtectionChange['did']> {
  const at = client.repository;
  if (id === undefined) {
    await client.call((github) => github.rest.repos.createRepoRuleset({ ...at, ...wanted }));
    return 'created';
  }
  const { data } = await client.call((github) => github.rest.repos.getRepoRuleset({ ...at, ruleset_id: id }));
  if (isAs(data, wanted)) return 'kept';
  await client.call((github) => github.rest.repos.updateRepoRuleset({ ...at, ruleset_id: id, ...wanted }));
  return 'changed';
}

/** GitHub adds fields of its own; what we ask for must be there, and no rule, branch or bypass beside it. */
function isAs(given: Given, wanted: Wanted): boolean {
  const { rules = [], bypass_actors, ...rest } = given;
  if (bypass_actors === undefined) return false;
  const { rules: wantedRules, bypass_actors: wantedBypass, ...wantedRest } = wanted;
  return (
    holdsAll(rest, wantedRest) &&
    rules.length === wantedRules.length &&
    wantedRules.every((rule) => rules.some((one) => holdsAll(one, rule))) &&
    bypass_actors.length === wantedBypass.length &&
    wantedBypass.every((actor) => bypass_actors.some((one) => holdsAll(one, actor)))
  );
}
