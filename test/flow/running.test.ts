/** A recovery while it runs: killed, canceled from elsewhere, with a token that ends. The program is the real one. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import type { Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import type { FaultRule } from '../../src/embedded/weather.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const afterLease = '2026-11-02T02:06:00Z';
const { mfaForAdministrators, mfaForEveryone, mfaForGuests, highSignInRisk, highUserRisk } = contosoIds.policies;
const policies = [mfaForAdministrators, mfaForEveryone, mfaForGuests, highSignInRisk, highUserRisk];
const recover = ['recover', '--from', '2026-11-01', '--type', 'conditionalAccessPolicy', '--yes', '--no-backup'];
const path = (id: string) => `/beta/identity/conditionalAccess/policies/${id}`;

/** Policies at one request per second leave time to do something between two of them. */
async function attacked(): Promise<Scene> {
  const scene = await setScene({ seed: contoso(), choices: { policiesPerSecond: 1 } });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  for (const id of policies) await scene.person.patch(path(id), { state: 'disabled' });
  return scene;
}

/** How many policies a second a recovery that begins now writes: three other programs have to start before it ends. */
async function pace(scene: Scene, policiesPerSecond: number): Promise<void> {
  const configuration = await scene.file('entra-rewind.yaml');
  await scene.write('entra-rewind.yaml', configuration.replace(/(policiesPerSecond:) \S+/, `$1 ${policiesPerSecond}`));
}

const statesIn = (scene: Scene) =>
  Promise.all(policies.map(async (id) => (await scene.person.get(path(id))).state as string));

const historyOf = async (scene: Scene) =>
  JSON.parse((await scene.run(afterLease, 'history', '--json')).out) as Recovery[];

/** Resolves when the recovery has sent so many writes. People's own came before. */
async function written(scene: Scene, count: number): Promise<void> {
  const writes = () => scene.server.tenant.requests.filter(({ method }) => method === 'PATCH').length - policies.length;
  while (writes() < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('kill -9', () => {
  it.each([1, 3, 5])('at write %i leaves all that was done on record, and --resume does the rest', async (count) => {
    const scene = await attacked();
    const child = scene.start({ ENTRA_REWIND_NOW: later }, ...recover);
    await written(scene, count);
    child.kill('SIGKILL');
    await once(child, 'close');
    const done = (await statesIn(scene)).filter((state) => state === 'enabled').length;

    const [dead] = await historyOf(scene);
    if (dead === undefined) throw new Error('nothing on record');
    expect(dead).toMatchObject({ status: 'interrupted', completed: null, progress: { of: policies.length } });
    // The one that was under way has no receipt; all others are on record, though the journal heard of none.
    const outcomes = dead.receipts.map(({ outcome }) => outcome);
    expect(outcomes.length).toBeGreaterThanOrEqual(done);
    expect(outcomes.filter((outcome) => outcome === 'updated').length).toBeGreaterThanOrEqual(done - 1);
    expect(outcomes.filter((outcome) => outcome === 'unknown').length).toBeLessThanOrEqual(policies.length);

    expect(await scene.run(later, 'recover', '--resume', dead.id)).toMatchObject({ exitCode: 6 });
    expect(await scene.run(afterLease, 'recover', '--resume', dead.id, '--no-backup')).toMatchObject({ exitCode: 0 });
    expect(await statesIn(scene)).toEqual(policies.map(() => 'enabled'));
    // What its machine alone knew is in the journal by now.
    await rm(join(scene.directory, '.git', 'entra-rewind'), { recursive: true, force: true });
    const [resumed, before] = await historyOf(scene);
    if (done < policies.length)
      expect(resumed).toMatchObject({ status: 'completed', resumes: dead.id, verified: true });
    else expect(before).toBeUndefined();
    expect((await scene.run(afterLease, ...recover)).out).toMatch(/Nothing to do/);
  });
});

describe('cancel', () => {
  it('from another machine stops before the next step, and keeps what is done', async () => {
    const scene = await attacked();
    await pace(scene, 0.2);
    const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-elsewhere-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await scene.git('clone', '--quiet', `${scene.directory}.git`, join(folder, 'clone'));
    const elsewhere = (...words: string[]) =>
      scene.runWith({ ENTRA_REWIND_NOW: later, GITHUB_ACTOR: 'mallory' }, '-C', join(folder, 'clone'), ...words);

    const child = scene.start({ ENTRA_REWIND_NOW: later }, ...recover);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    await written(scene, 1);
    expect((await elsewhere('cancel', 'nobody')).exitCode).toBe(8);
    const { job, progress } = JSON.parse((await elsewhere('status', '--json')).out).running;
    expect(progress).toMatchObject({ of: policies.length });
    expect(await elsewhere('cancel', job)).toMatchObject({ exitCode: 0 });
    const [exitCode] = await once(child, 'close');
    await pace(scene, 1);
    // A request every five seconds, and a look for wishes as often: some may be through by then.
    const done = (await statesIn(scene)).filter((state) => state === 'enabled').length;
    if (done === policies.length) return;
    expect({ exitCode, errors }).toMatchObject({ exitCode: 130, errors: expect.stringMatching(/by mallory/) });
    const [canceled] = await historyOf(scene);
    expect(canceled).toMatchObject({
      status: 'canceled',
      canceledBy: { by: 'mallory' },
      totals: { objectsModified: done },
    });
    expect(await elsewhere('cancel', job)).toMatchObject({ exitCode: 2, errors: expect.stringMatching(/is canceled/) });
    expect(await scene.git('ls-tree', '-r', '--name-only', 'origin/journal')).not.toMatch(/cancellations/);

    expect(await scene.run(afterLease, 'recover', '--resume', job, '--no-backup')).toMatchObject({ exitCode: 0 });
    expect((await scene.run(afterLease, ...recover)).out).toMatch(/Nothing to do/);
  });
});

describe('a token that ends in the middle', () => {
  const ending = {
    method: 'PATCH',
    path: /conditionalAccess/,
    after: policies.length + 2,
    fault: { status: 401 },
  } as const;

  async function attackedUnder(rules: FaultRule[]): Promise<Scene> {
    const scene = await setScene({ seed: contoso(), weather: { rules } });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    for (const id of policies) await scene.person.patch(path(id), { state: 'disabled' });
    return scene;
  }

  it('is renewed from its file, and the recovery goes on', async () => {
    const scene = await attackedUnder([{ ...ending, times: 1 }]);
    const file = join(scene.directory, '.git', 'token');
    await writeFile(file, `${writerToken(scene.server.tenantId)}\n`);
    const renewed = await scene.runWith({ ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_TOKEN_FILE: file }, ...recover);
    expect(renewed).toMatchObject({ exitCode: 0 });
    expect(await statesIn(scene)).toEqual(policies.map(() => 'enabled'));
    expect((await scene.run(later, ...recover)).out).toMatch(/Nothing to do/);
  });

  it('and that nobody renews ends the recovery with its receipts, to be resumed', async () => {
    // One for each policy that is left: the same token is not tried twice.
    const scene = await attackedUnder([{ ...ending, times: policies.length - 2 }]);
    const refused = await scene.run(later, ...recover);
    expect(refused.exitCode).toBe(7);
    const [left] = await historyOf(scene);
    expect(left).toMatchObject({ status: 'completedWithWarnings', verified: false, totals: { objectsModified: 2 } });
    expect(left?.failures[0]).toMatchObject({
      code: 'signIn',
      attributes: [{ name: 'state' }],
    });
    expect(await scene.run(later, 'recover', '--resume', left?.id ?? '', '--no-backup')).toMatchObject({ exitCode: 0 });
    expect((await scene.run(later, ...recover)).out).toMatch(/Nothing to do/);
  });
});
