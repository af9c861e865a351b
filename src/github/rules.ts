/**
 * The rules that a pipeline repository should have, as data. Rulesets add up and the strictest wins, but whoever bypasses one
 * bypasses all its rules: what the app alone may do and what nobody may do are therefore rulesets of their own (facts on
 * GitHub §2).
 */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import { planCheck } from '../core/forge/planText.ts';

type Parameters = RestEndpointMethodTypes['repos']['createRepoRuleset']['parameters'];
export type Rule = NonNullable<Parameters['rules']>[number];
export type Bypass = NonNullable<Parameters['bypass_actors']>[number];

/** Which branches a ruleset is about. */
export interface Branches {
  /** As people say it. */
  readonly name: string;
  readonly include: readonly string[];
  /** A branch that the rules must hold for, whether it exists or not. */
  readonly probe: string;
  /** For branches whose names are not known beforehand: other patterns that cover all of them. */
  readonly coveredBy?: readonly string[];
}

export interface Ruleset {
  readonly name: string;
  readonly on: Branches;
  readonly rules: readonly Rule[];
  /** Who may do nevertheless what the rules forbid. */
  readonly bypass: 'app' | 'nobody';
}

const backups: Branches = {
  name: 'backup/**',
  include: ['refs/heads/backup/**/*'],
  probe: 'backup/2000-01-01T00-00-00Z',
  coveredBy: ['refs/heads/backup/**', 'refs/heads/backup/*', 'refs/heads/**/*', 'refs/heads/**', '~ALL'],
};
const journal: Branches = { name: 'journal', include: ['refs/heads/journal'], probe: 'journal' };
const main: Branches = { name: 'main', include: ['refs/heads/main'], probe: 'main' };

export function rulesets(appId: number): readonly Ruleset[] {
  const appAlone: readonly Rule[] = [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }];
  return [
    { name: 'entra-rewind: only the app writes backups', on: backups, bypass: 'app', rules: appAlone },
    { name: 'entra-rewind: only the app writes the journal', on: journal, bypass: 'app', rules: appAlone },
    {
      name: 'entra-rewind: nobody rewrites backups',
      on: backups,
      bypass: 'nobody',
      rules: [{ type: 'non_fast_forward' }],
    },
    {
      name: 'entra-rewind: nobody rewrites or deletes the journal',
      on: journal,
      bypass: 'nobody',
      rules: [{ type: 'non_fast_forward' }, { type: 'deletion' }],
    },
    {
      name: 'entra-rewind: main changes by reviewed pull request',
      on: main,
      bypass: 'nobody',
      rules: [
        {
          type: 'pull_request',
          parameters: {
            required_approving_review_count: 1,
            require_code_owner_review: true,
            dismiss_stale_reviews_on_push: true,
            require_last_push_approval: true,
            required_review_thread_resolution: false,
          },
        },
        {
          type: 'required_status_checks',
          parameters: {
            // Anybody with write access can set a status; only the app can make this one (facts on GitHub §2).
            required_status_checks: [{ context: planCheck, integration_id: appId }],
            strict_required_status_checks_policy: false,
          },
        },
        { type: 'non_fast_forward' },
        { type: 'deletion' },
      ],
    },
  ];
}

/** As GitHub takes it. */
export function requestOf({ name, on, rules, bypass }: Ruleset, appId: number) {
  return {
    name,
    target: 'branch' as const,
    enforcement: 'active' as const,
    conditions: { ref_name: { include: [...on.include], exclude: [] } },
    rules: [...rules],
    bypass_actors: bypass === 'app' ? [appBypass(appId)] : [],
  };
}

/** Not `exempt`, which would leave no trace among the rule suites. */
const appBypass = (appId: number): Bypass => ({ actor_id: appId, actor_type: 'Integration', bypass_mode: 'always' });

export interface Environment {
  readonly name: string;
  readonly deploysFrom: 'main';
  /** Whether people may be asked before a job gets what the environment holds. */
  readonly isReviewed: boolean;
}

export const environments: readonly Environment[] = [
  { name: 'entra-backup', deploysFrom: 'main', isReviewed: false },
  { name: 'entra-recovery', deploysFrom: 'main', isReviewed: true },
];
