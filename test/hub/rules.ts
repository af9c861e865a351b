/** Rulesets as tests make them: by an administrator, through the API. */
import type { Scene } from './scene.ts';

type NewRuleset = NonNullable<Parameters<ReturnType<Scene['as']>['repos']['createRepoRuleset']>[0]>;
export type Rules = NonNullable<NewRuleset['rules']>;

export async function protect(
  scene: Scene,
  include: readonly string[],
  rules: Rules,
  bypass: NewRuleset['bypass_actors'] = [],
  more: Partial<NewRuleset> = {},
) {
  const name = `rules ${scene.repo.state.rulesets.size}`;
  const { data } = await scene.as(scene.carol.token).repos.createRepoRuleset({
    ...scene.repo.at,
    name,
    enforcement: 'active',
    conditions: { ref_name: { include: [...include], exclude: [] } },
    rules,
    bypass_actors: bypass,
    ...more,
  });
  return data;
}

export function review(more: Readonly<Record<string, unknown>> = {}): Rules[number] {
  const parameters = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
    ...more,
  };
  return { type: 'pull_request', parameters };
}
