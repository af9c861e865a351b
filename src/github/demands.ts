/** Rulesets taken apart: one sentence each that has to be true, and who may be an exception to it. */
import { planCheck } from '../core/forge/planText.ts';
import { type Branches, type Rule, type Ruleset, rulesets } from './rules.ts';

export interface Demand {
  /** Of the check that says whether it is met. */
  readonly name: string;
  readonly on: Branches;
  readonly type: Rule['type'];
  /** Fits behind "no rule says that". */
  readonly sentence: string;
  /** Whether a rule of the type says so. */
  readonly isSaidBy: (parameters: Parameters) => boolean;
  readonly bypass: Ruleset['bypass'];
}

/** Of a rule as GitHub tells them; none for most. */
export type Parameters = { readonly [name: string]: unknown };

/** What has to be true. Without the app's id, that of any app passes. */
export function demands(appId: number | null): readonly Demand[] {
  return rulesets(appId ?? 0).flatMap((ruleset) => ruleset.rules.flatMap((rule) => ofRule(ruleset, rule, appId)));
}

function ofRule({ on, bypass }: Ruleset, rule: Rule, appId: number | null): readonly Demand[] {
  const { type } = rule;
  const base = { on, type, bypass };
  const plain = (sentence: string): Demand => ({
    ...base,
    // Two rulesets may forbid the same, with other exceptions.
    name: `${on.name}: ${bypass === 'app' ? 'app alone, ' : ''}${words[type] ?? type}`,
    sentence,
    isSaidBy: () => true,
  });
  switch (type) {
    case 'creation':
      return [plain(`only the app makes ${on.name}`)];
    case 'update':
      return [plain(`only the app moves ${on.name}`)];
    case 'deletion':
      return [plain(bypass === 'app' ? `only the app deletes ${on.name}` : `nobody deletes ${on.name}`)];
    case 'non_fast_forward':
      return [plain(`nobody rewrites ${on.name}`)];
    case 'pull_request':
      return reviewDemands.map(({ what, sentence, isSaidBy }) => ({
        ...base,
        name: `${on.name}: ${what}`,
        sentence,
        isSaidBy,
      }));
    case 'required_status_checks':
      return [
        {
          ...base,
          name: `${on.name}: check "${planCheck}"`,
          sentence: `the app's check "${planCheck}" must pass`,
          isSaidBy: (parameters) => requiresPlan(parameters, appId),
        },
      ];
    default:
      throw new Error(`no sentence says what the rule ${type} is for`);
  }
}

const words: { readonly [type: string]: string } = {
  creation: 'creation',
  update: 'update',
  deletion: 'deletion',
  non_fast_forward: 'rewriting',
};

interface ReviewDemand {
  readonly what: string;
  readonly sentence: string;
  readonly isSaidBy: (parameters: Parameters) => boolean;
}

const reviewDemands: readonly ReviewDemand[] = [
  { what: 'pull request', sentence: 'main changes by pull request alone', isSaidBy: () => true },
  {
    what: 'approval',
    sentence: 'somebody must approve what goes to main',
    isSaidBy: (given) =>
      typeof given.required_approving_review_count === 'number' && given.required_approving_review_count >= 1,
  },
  {
    what: 'code owners',
    sentence: 'a code owner must approve what goes to main',
    isSaidBy: (given) => given.require_code_owner_review === true,
  },
  {
    what: 'stale approvals',
    sentence: 'an approval ends when something is pushed after it',
    isSaidBy: (given) => given.dismiss_stale_reviews_on_push === true,
  },
  {
    what: 'last push',
    sentence: 'whoever pushed last cannot be the one who approves',
    isSaidBy: (given) => given.require_last_push_approval === true,
  },
];

function requiresPlan({ required_status_checks: required }: Parameters, appId: number | null): boolean {
  if (!Array.isArray(required)) return false;
  return required.some(
    (one: { context?: unknown; integration_id?: unknown }) =>
      one.context === planCheck &&
      (appId === null ? typeof one.integration_id === 'number' : one.integration_id === appId),
  );
}
