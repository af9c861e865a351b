/**
 * GitHub's own description of its answers, by Octokit's types: where one of the hub's shapes does not fit it, this file does not
 * compile. It holds nothing else.
 */
import type { RestEndpointMethodTypes as Methods } from '@octokit/rest';
import type { checkShape } from './checks.ts';
import type { commitShape, diffEntries } from './commitShape.ts';
import type { environmentShape } from './environments.ts';
import type { commentShape, issueShape, labelShape, reactionShape } from './issueShape.ts';
import type { pullShape } from './pullShape.ts';
import type { reviewShape } from './reviews.ts';
import type { rulesetShape, suiteShape } from './rulesetRoutes.ts';
import type { appShape, profileShape, wholeRepositoryShape } from './shapes.ts';

type Made<Shape extends (...args: never[]) => unknown> = ReturnType<Shape>;
type Fits<Ours extends Theirs, Theirs> = Ours;
type Described<Room extends keyof Methods, Method extends keyof Methods[Room]> = Methods[Room][Method] extends {
  response: { data: infer Data };
}
  ? Data
  : never;

export type Answers = [
  // A label without a description has null there, whatever the description of lists says (that of issues says so too).
  Fits<Omit<Made<typeof pullShape>, 'labels'>, Omit<Described<'pulls', 'list'>[number], 'labels'>>,
  Fits<Made<typeof commentShape>, Described<'issues', 'getComment'>>,
  Fits<Made<typeof issueShape>, Described<'issues', 'listForRepo'>[number]>,
  Fits<Made<typeof labelShape>, Described<'issues', 'getLabel'>>,
  Fits<Made<typeof reactionShape>, Described<'reactions', 'createForIssueComment'>>,
  Fits<Made<typeof commitShape>, Described<'repos', 'listCommits'>[number]>,
  Fits<Made<typeof diffEntries>, Described<'pulls', 'listFiles'>>,
  Fits<Made<typeof wholeRepositoryShape>, Described<'repos', 'get'>>,
  Fits<Made<typeof profileShape>, Described<'users', 'getByUsername'>>,
  Fits<Made<typeof appShape>, Described<'apps', 'getAuthenticated'>>,
  Fits<Made<typeof reviewShape>, Described<'pulls', 'getReview'>>,
  Fits<Made<typeof checkShape>, Described<'checks', 'get'>>,
  Fits<Made<typeof environmentShape>, Described<'repos', 'getEnvironment'>>,
  // Rules and conditions are kept as they were sent, and the description leaves out bypasses of people; `rulesetBody.ts` refuses what is none.
  Fits<
    Omit<Made<typeof rulesetShape>, 'rules' | 'conditions' | 'bypass_actors'>,
    Omit<Described<'repos', 'getRepoRuleset'>, 'rules' | 'conditions' | 'bypass_actors'>
  >,
  Fits<Made<typeof suiteShape>, Described<'repos', 'getRepoRuleSuites'>[number]>,
];
