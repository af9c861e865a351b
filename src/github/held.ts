/** Reads the rules that hold for branches, with what may be seen of their rulesets. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { GithubClient } from './client.ts';
import type { Exception, Held, HeldRuleset } from './compare.ts';
import type { Parameters } from './demands.ts';

type Repos = RestEndpointMethodTypes['repos'];
type Effective = Repos['getBranchRules']['response']['data'][number];
type Given = Repos['getRepoRuleset']['response']['data'];

/** By branch. `repos.getBranchRules` gives active rules alone, also for branches that are not there yet. */
export async function readHeld(
  client: GithubClient,
  probes: readonly string[],
): Promise<ReadonlyMap<string, readonly Held[]>> {
  const known = new Map<number, HeldRuleset>();
  const found = new Map<string, readonly Held[]>();
  for (const probe of new Set(probes)) {
    const rules = await client.list<Effective>((github) =>
      github.paginate.iterator(github.rest.repos.getBranchRules, {
        ...client.repository,
        branch: probe,
        per_page: 100,
      }),
    );
    const held: Held[] = [];
    for (const rule of rules) {
      const id = rule.ruleset_id;
      // A rule of which nothing more is known counts for nothing.
      if (id === undefined) continue;
      const ruleset = known.get(id) ?? (await readRuleset(client, id));
      known.set(id, ruleset);
      held.push({ type: rule.type, parameters: parametersOf(rule), ruleset });
    }
    found.set(probe, held);
  }
  return found;
}

function parametersOf(rule: Effective): Parameters {
  return 'parameters' in rule && typeof rule.parameters === 'object' ? { ...rule.parameters } : {};
}

async function readRuleset(client: GithubClient, id: number): Promise<HeldRuleset> {
  const { data } = await client.call((github) =>
    github.rest.repos.getRepoRuleset({ ...client.repository, ruleset_id: id }),
  );
  return describeRuleset(data);
}

export function describeRuleset(data: Given): HeldRuleset {
  const names = refNamesOf(data);
  const may = data.current_user_can_bypass;
  return {
    id: data.id,
    name: data.name,
    ...names,
    bypass: data.bypass_actors?.map(exceptionOf) ?? null,
    mayBypass: may === undefined ? null : may !== 'never',
  };
}

function refNamesOf({ conditions }: Given): {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
} {
  const names =
    conditions !== null && conditions !== undefined && 'ref_name' in conditions ? conditions.ref_name : null;
  return { include: names?.include ?? [], exclude: names?.exclude ?? [] };
}

type Actor = NonNullable<Given['bypass_actors']>[number];

const exceptionOf = ({ actor_id, actor_type, bypass_mode }: Actor): Exception => ({
  type: actor_type,
  id: actor_id ?? null,
  mode: bypass_mode ?? 'always',
});
