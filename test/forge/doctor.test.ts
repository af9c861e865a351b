/** What people are told of a pipeline on a forge: `doctor`, `status`, and what `protect` does to it. */
import { describe, expect, it } from 'vitest';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import type { HubPerson } from '../hub/server.ts';
import { Stage } from './stage.ts';

const now = '2026-11-01T02:00:00Z';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly remedy?: string;
}

interface Examined {
  readonly exitCode: number;
  readonly errors: string;
  readonly checks: readonly Check[];
  readonly powers: readonly { readonly role: string; readonly can: string; readonly evidence: string }[];
  readonly of: (name: string) => Check | undefined;
}

async function doctor(stage: Stage, by: HubPerson | null, more: NodeJS.ProcessEnv = {}): Promise<Examined> {
  const ran = await stage.run(now, ['doctor', '--json'], by, more);
  if (!ran.out.startsWith('{')) throw new Error(ran.errors);
  const { checks, remainingPowers } = JSON.parse(ran.out) as {
    readonly checks: readonly Check[];
    readonly remainingPowers: Examined['powers'];
  };
  const of = (name: string) => checks.find((check) => check.name === name);
  return { exitCode: ran.exitCode, errors: ran.errors, checks, powers: remainingPowers, of };
}

const failed = ({ checks }: Examined): readonly string[] =>
  checks.filter(({ state }) => state === 'failed').map(({ name }) => name);

/** Where a job of this repository asks for its ID token. */
const job = (stage: Stage, environment?: string): NodeJS.ProcessEnv =>
  stage.hub.idTokenEnvironment(stage.repo, {
    event: 'schedule',
    ref: 'refs/heads/main',
    sha: stage.repo.tip('main') ?? '',
    actor: stage.root.account,
    ...(environment === undefined ? {} : { environment }),
  });

const deleteRuleset = async (stage: Stage, named: RegExp): Promise<void> => {
  const root = stage.as(stage.root).rest.repos;
  const found = (await root.getRepoRulesets(stage.repo.at)).data.find(({ name }) => named.test(name));
  await root.deleteRepoRuleset({ ...stage.repo.at, ruleset_id: found?.id ?? 0 });
};

describe('doctor', () => {
  it('finds everything as it should be, with whom it would be at Entra', async () => {
    const stage = await Stage.set({ seed: contoso() });
    const found = await doctor(stage, stage.root, job(stage, 'entra-backup'));
    expect(failed(found)).toEqual([]);
    expect(found.exitCode).toBe(0);
    const { owner, name, id, state } = stage.repo;
    const subject = `repo:${owner}@${state.owner.id}/${name}@${id}:environment:`;
    expect(found.of('subject entra-backup')).toMatchObject({ state: 'ok', message: `${subject}entra-backup` });
    expect(found.of('subject entra-recovery')).toMatchObject({ state: 'ok', message: `${subject}entra-recovery` });
    expect(found.of("this job's subject")).toMatchObject({ state: 'ok', message: `${subject}entra-backup` });
    expect(found.of('repository')).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(/entra-backup, private/),
    });
    for (const name of ['sign-in', 'tenant type', 'licence', 'read permissions', 'write permissions', 'CODEOWNERS']) {
      expect(found.of(name), name).toMatchObject({ state: 'ok' });
    }
    expect(found.of('clock')).toMatchObject({ state: 'limited', message: expect.stringMatching(/ENTRA_REWIND_NOW/) });
    // One for each sentence that has to be true, and nothing left out.
    expect(found.checks.filter(({ name }) => name.includes(': ')).map(({ state }) => state)).toEqual(
      Array(17).fill('ok'),
    );
    expect(found.powers.length).toBeGreaterThan(3);
    expect(found.powers.every(({ can, evidence }) => can !== '' && evidence !== '')).toBe(true);

    // The app may not see who bypasses a rule: that is said, and is no failure.
    const app = await doctor(stage, null);
    expect([app.exitCode, failed(app)]).toEqual([0, []]);
    expect(app.of('backup/**: rewriting')).toMatchObject({
      state: 'unknown',
      remedy: expect.stringMatching(/administers/),
    });
  });

  it('ends with 9 and a remedy for each thing that is missing, and looks at the others all the same', async () => {
    const stage = await Stage.set({ seed: contoso() });
    await deleteRuleset(stage, /only the app writes the journal/);
    await stage.as(stage.root).rest.repos.createOrUpdateEnvironment({
      ...stage.repo.at,
      environment_name: 'entra-recovery',
      deployment_branch_policy: null,
    });
    const found = await doctor(stage, stage.root, job(stage));
    expect(found.exitCode).toBe(9);
    expect(failed(found)).toEqual([
      'journal: app alone, creation',
      'journal: app alone, update',
      'environment entra-recovery',
      "this job's subject",
    ]);
    for (const name of failed(found)) expect(found.of(name)?.remedy, name).toMatch(/protect|environment:/);
    expect(found.of("this job's subject")?.message).toMatch(/:ref:refs\/heads\/main, which is that of neither/);

    // Neither the tenant nor the job's token can be had; the repository is looked at.
    const expired = { ENTRA_REWIND_GRAPH_TOKEN: 'none', ...job(stage), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'gone' };
    const blind = await doctor(stage, stage.root, expired);
    expect(blind.exitCode).toBe(9);
    expect(blind.of('sign-in')).toMatchObject({ state: 'failed' });
    expect(blind.of('subjects')).toMatchObject({ state: 'failed', message: expect.stringMatching(/401/) });
    expect(blind.of('subjects')?.remedy).toMatch(/id-token: write/);
    expect(blind.of('backup/**: rewriting')).toMatchObject({ state: 'ok' });

    // The other way round.
    const outside = await doctor(stage, { ...stage.root, token: 'ghp_nobody' });
    expect(outside.exitCode).toBe(9);
    expect(outside.of('repository')).toMatchObject({ state: 'failed', message: expect.stringMatching(/401/) });
    expect(outside.of('sign-in')).toMatchObject({ state: 'ok' });

    const reader = await stage.run(now, ['doctor', '--write'], stage.root, {
      ENTRA_REWIND_GRAPH_TOKEN: stage.readerToken,
    });
    expect(reader).toMatchObject({ exitCode: 9, out: expect.stringMatching(/failed +write permissions/) });
    expect(reader.out).toMatch(/could +administrators of the repository \(root\)/);
  });

  it('says that a public repository must be made private', async () => {
    const stage = await Stage.set({ seed: contoso(), visibility: 'public', isProtected: false });
    const found = await doctor(stage, stage.root);
    expect(found.exitCode).toBe(9);
    expect(found.of('visibility')).toMatchObject({ state: 'failed', remedy: expect.stringMatching(/private/) });
  });
});

describe('protect', () => {
  it('changes nothing the second time, mends what was weakened, and says what is left', async () => {
    const stage = await Stage.set({ seed: contoso(), plan: 'enterprise' });
    const again = async () => {
      const ran = await stage.run(now, ['protect', '--json'], stage.root);
      expect(ran, ran.errors).toMatchObject({ exitCode: 0 });
      return JSON.parse(ran.out) as { changes: { did: string; what: string }[]; remainingPowers: { role: string }[] };
    };
    const before = stage.hub.requests.length;
    const { changes, remainingPowers } = await again();
    expect(new Set(changes.map(({ did }) => did))).toEqual(new Set(['kept']));
    expect(stage.hub.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(remainingPowers.map(({ role }) => role)).toContain('owners of the organisation');

    const root = stage.as(stage.root).rest.repos;
    const [, journal] = (await root.getRepoRulesets(stage.repo.at)).data;
    await root.updateRepoRuleset({ ...stage.repo.at, ruleset_id: journal?.id ?? 0, enforcement: 'disabled' });
    const mended = (await again()).changes.filter(({ did }) => did !== 'kept');
    expect(mended).toEqual([{ did: 'changed', what: journal?.name }]);
    const text = await stage.run(now, ['protect'], stage.root);
    expect(text.out).toMatch(
      /What somebody could still do:\n {2}administrators of the repository \(root\): edit, disable/,
    );
    expect(text.out).not.toMatch(/changed|created/);
    expect(await stage.run(now, ['protect'])).toMatchObject({
      exitCode: 9,
      errors: expect.stringMatching(/no person/),
    });
  });
});

describe('status', () => {
  it('tells of rules, open reports and a missed night', async () => {
    const stage = await Stage.set({ seed: contoso() });
    const status = (by: HubPerson | null, at = now) => stage.run(at, ['status'], by);
    expect((await status(stage.root)).out).toMatch(
      /Protection +GitHub: every rule is as it should be\nOpen +no report/,
    );
    expect((await status(null)).out).toMatch(/Protection +GitHub: \d+ of \d+ rules cannot be seen by this sign-in/);
    await stage.run(now, ['backup']);
    await deleteRuleset(stage, /only the app writes backups/);
    const later = await status(stage.root, '2026-11-04T02:00:00Z');
    expect(later.out).toMatch(/a night was missed/);
    expect(later.out).toMatch(/GitHub: 3 of \d+ rules are weaker than they should be: entra-rewind doctor/);
    const [report] = await stage.open();
    expect(later.out).toMatch(new RegExp(`Open +#${report?.number} `));
    const json = JSON.parse((await stage.run(now, ['status', '--json'], stage.root)).out);
    expect(json.github.open).toMatchObject([{ number: report?.number }]);
    expect(json.github.protection.filter((one: { state: string }) => one.state === 'weaker')).toHaveLength(3);
  });
});
