import { describe, expect, it } from 'vitest';
import type { ProtectionCheck } from '../../src/core/forgePort.ts';
import { compareRules, type Exception, type Held, type HeldRuleset } from '../../src/github/compare.ts';
import { type Demand, demands } from '../../src/github/demands.ts';
import { rulesets } from '../../src/github/rules.ts';

const appId = 4711;
const app: Exception = { type: 'Integration', id: appId, mode: 'always' };

const ruleset = (more: Partial<HeldRuleset> = {}): HeldRuleset => ({
  id: 1,
  name: 'Some rules',
  include: ['refs/heads/backup/**/*'],
  exclude: [],
  bypass: [],
  mayBypass: null,
  ...more,
});

const demandFor = (name: string): Demand => {
  const found = demands(appId).find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing is demanded called ${name}`);
  return found;
};

const judged = (name: string, held: readonly Held[], isApp = false, id: number | null = appId): ProtectionCheck => {
  const demand = id === null ? demands(null).find((one) => one.name === name) : demandFor(name);
  const [check] = compareRules(demand === undefined ? [] : [demand], () => held, { appId: id, isApp });
  if (check === undefined) throw new Error('nothing was judged');
  return check;
};

const update = (given: HeldRuleset): Held => ({ type: 'update', parameters: {}, ruleset: given });
const rewriting = (given: HeldRuleset): Held => ({ type: 'non_fast_forward', parameters: {}, ruleset: given });

describe('what is demanded', () => {
  it('is one sentence for every rule, each under a name of its own', () => {
    const names = demands(appId).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([
      'backup/**: app alone, creation',
      'backup/**: app alone, update',
      'backup/**: app alone, deletion',
      'journal: app alone, creation',
      'journal: app alone, update',
      'journal: app alone, deletion',
      'backup/**: rewriting',
      'journal: rewriting',
      'journal: deletion',
      'main: pull request',
      'main: approval',
      'main: code owners',
      'main: stale approvals',
      'main: last push',
      'main: check "entra-rewind plan"',
      'main: rewriting',
      'main: deletion',
    ]);
  });

  it('is met by the rulesets that it comes from', () => {
    for (const wanted of rulesets(appId)) {
      const held = wanted.rules.map(
        (rule): Held => ({
          type: rule.type,
          parameters: 'parameters' in rule ? { ...rule.parameters } : {},
          ruleset: ruleset({ include: wanted.on.include, bypass: wanted.bypass === 'app' ? [app] : [] }),
        }),
      );
      const own = demands(appId).filter(({ on, bypass }) => on === wanted.on && bypass === wanted.bypass);
      const checks = compareRules(own, () => held, { appId, isApp: false });
      expect(checks.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual(
        own.filter(({ type }) => !wanted.rules.some((rule) => rule.type === type)).map(({ name }) => name),
      );
    }
  });
});

describe('who bypasses', () => {
  it.each<[string, Exception[], ProtectionCheck['state'], RegExp]>([
    ['the app', [app], 'ok', /^only the app moves/],
    ['nobody', [], 'ok', /^only the app moves/],
    ['another app', [{ ...app, id: 9 }], 'weaker', /app 9 may bypass/],
    ['administrators', [app, { type: 'RepositoryRole', id: 5, mode: 'always' }], 'weaker', /role admin may bypass/],
    ['owners', [{ type: 'OrganizationAdmin', id: null, mode: 'pull_request' }], 'weaker', /owners of the organisation/],
    ['deploy keys', [{ type: 'DeployKey', id: null, mode: 'always' }], 'weaker', /every deploy key/],
    ['a team', [{ type: 'Team', id: 3, mode: 'always' }], 'weaker', /team 3/],
    ['a person', [{ type: 'User', id: 3, mode: 'always' }], 'weaker', /user 3/],
    ['what GitHub may invent', [{ type: 'Robot', id: null, mode: 'always' }], 'weaker', /Robot may bypass/],
    ['the app without a trace', [{ ...app, mode: 'exempt' }], 'weaker', /leaves no trace/],
  ])('what the app alone may do: %s', (_, bypass, state, message) => {
    const check = judged('backup/**: app alone, update', [update(ruleset({ bypass }))]);
    expect(check.state).toBe(state);
    expect(check.message).toMatch(message);
    expect(check.remedy === undefined).toBe(state === 'ok');
  });

  it('is nobody for what nobody may do, the app neither', () => {
    expect(judged('backup/**: rewriting', [rewriting(ruleset())]).state).toBe('ok');
    expect(judged('backup/**: rewriting', [rewriting(ruleset({ bypass: [app] }))])).toMatchObject({
      state: 'weaker',
      message: `nobody rewrites backup/**, but app ${appId} may bypass the ruleset "Some rules"`,
    });
  });

  it('is unknown where this sign-in may not see it, unless it may bypass itself', () => {
    const unseen = ruleset({ bypass: null });
    expect(judged('backup/**: rewriting', [rewriting(unseen)])).toMatchObject({ state: 'unknown' });
    expect(judged('backup/**: rewriting', [rewriting({ ...unseen, mayBypass: true })], true).state).toBe('weaker');
    expect(judged('backup/**: app alone, update', [update({ ...unseen, mayBypass: true })], true).state).toBe(
      'unknown',
    );
    expect(judged('backup/**: app alone, update', [update({ ...unseen, mayBypass: true })]).state).toBe('weaker');
  });

  it('is unknown where nobody said which app it is', () => {
    const name = 'backup/**: app alone, update';
    expect(judged(name, [update(ruleset({ bypass: [app] }))], false, null)).toMatchObject({ state: 'unknown' });
    const two = [app, { ...app, id: 9 }];
    expect(judged(name, [update(ruleset({ bypass: two }))], false, null).state).toBe('unknown');
  });

  it('does not matter of one ruleset where another has no flaw', () => {
    const weak = ruleset({ bypass: [{ type: 'Team', id: 3, mode: 'always' }] });
    expect(judged('backup/**: rewriting', [rewriting(weak), rewriting(ruleset())]).state).toBe('ok');
    expect(judged('backup/**: rewriting', [rewriting(weak), rewriting(ruleset({ bypass: null }))]).state).toBe(
      'unknown',
    );
  });
});

describe('which branches', () => {
  it.each<[string, Partial<HeldRuleset>, ProtectionCheck['state']]>([
    ['all', { include: ['~ALL'] }, 'ok'],
    ['all below', { include: ['refs/heads/backup/**'] }, 'ok'],
    ['some', { include: ['refs/heads/backup/2000*'] }, 'weaker'],
    ['all but some', { include: ['~ALL'], exclude: ['refs/heads/backup/2026*'] }, 'weaker'],
  ])('of backups: %s', (_, more, state) => {
    expect(judged('backup/**: rewriting', [rewriting(ruleset(more))]).state).toBe(state);
  });
});

describe('what goes to main', () => {
  const pullRequest = (parameters: Held['parameters']): Held => ({
    type: 'pull_request',
    parameters,
    ruleset: ruleset({ include: ['~DEFAULT_BRANCH'] }),
  });
  const full = {
    required_approving_review_count: 1,
    require_code_owner_review: true,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: true,
  };

  it.each<[string, Held['parameters'], readonly string[]]>([
    ['all of it', full, []],
    ['more than that', { ...full, required_approving_review_count: 2 }, []],
    ['no approval', { ...full, required_approving_review_count: 0 }, ['main: approval']],
    ['no code owner', { ...full, require_code_owner_review: false }, ['main: code owners']],
    ['stale approvals', { ...full, dismiss_stale_reviews_on_push: false }, ['main: stale approvals']],
    ['the last pusher approves', { ...full, require_last_push_approval: false }, ['main: last push']],
  ])('by review: %s', (_, parameters, weaker) => {
    const asked = demands(appId).filter(({ type }) => type === 'pull_request');
    const checks = compareRules(asked, () => [pullRequest(parameters)], { appId, isApp: false });
    expect(checks.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual(weaker);
  });

  it.each<[string, unknown, ProtectionCheck['state']]>([
    ['of the app', [{ context: 'entra-rewind plan', integration_id: appId }], 'ok'],
    ['beside others', [{ context: 'build' }, { context: 'entra-rewind plan', integration_id: appId }], 'ok'],
    ['of anybody', [{ context: 'entra-rewind plan' }], 'weaker'],
    ['of another app', [{ context: 'entra-rewind plan', integration_id: 15368 }], 'weaker'],
    ['of another name', [{ context: 'plan', integration_id: appId }], 'weaker'],
    ['none', undefined, 'weaker'],
  ])('by the check: %s', (_, required, state) => {
    const held: Held = {
      type: 'required_status_checks',
      parameters: required === undefined ? {} : { required_status_checks: required },
      ruleset: ruleset({ include: ['refs/heads/main'] }),
    };
    expect(judged('main: check "entra-rewind plan"', [held]).state).toBe(state);
  });
});
