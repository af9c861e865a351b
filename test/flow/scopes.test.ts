/** Scopes of a recovery: what is chosen becomes what the backup has, and nothing else is written. */
import { describe, expect, it } from 'vitest';
import type { Plan, Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const sven = contosoIds.users['sven.oe'];
const yoko = contosoIds.users['yoko.tanaka'];
const policy = contosoIds.policies.mfaForEveryone;
const policyPath = `/beta/identity/conditionalAccess/policies/${policy}`;
const recover = ['recover', '--from', '2026-11-01', '--yes', '--no-backup'];

interface Attacked {
  readonly scene: Scene;
  readonly stranger: string;
  readonly group: string;
}

/** Two users changed in two properties, a policy switched off, a user and a group added. */
async function attacked(): Promise<Attacked> {
  const scene = await setScene({ seed: contoso() });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  const { person } = scene;
  for (const id of [sven, yoko]) {
    await person.patch(`/v1.0/users/${id}`, { jobTitle: 'Impostor', department: 'Nowhere' });
  }
  await person.patch(policyPath, { state: 'disabled' });
  const user = await person.post('/v1.0/users', {
    ...{ accountEnabled: true, displayName: 'Stranger', mailNickname: 'stranger' },
    ...{ userPrincipalName: 'stranger@contoso.com', passwordProfile: { password: 'Strange-but-true-1!' } },
  });
  const group = await person.post('/v1.0/groups', {
    ...{ displayName: 'Strangers', mailEnabled: false, mailNickname: 'strangers', securityEnabled: true },
  });
  return { scene, stranger: String(user.id), group: String(group.id) };
}

async function stateOf({ scene, stranger, group }: Attacked): Promise<readonly string[]> {
  const { person } = scene;
  const users = await Promise.all(
    [sven, yoko].map(async (id) => person.get(`/v1.0/users/${id}?$select=jobTitle,department`)),
  );
  const isThere = async (path: string) => (await person.get(path).catch(() => null)) !== null;
  return [
    ...users.flatMap(({ jobTitle, department }, index) => [
      ...(jobTitle === 'Impostor' ? [`title ${index}`] : []),
      ...(department === 'Nowhere' ? [`department ${index}`] : []),
    ]),
    ...((await person.get(policyPath)).state === 'disabled' ? ['policy'] : []),
    ...((await isThere(`/v1.0/users/${stranger}`)) ? ['stranger'] : []),
    ...((await isThere(`/v1.0/groups/${group}`)) ? ['group'] : []),
  ];
}

const everything = ['title 0', 'department 0', 'title 1', 'department 1', 'policy', 'stranger', 'group'];

describe('a scope', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['of everything', [], []],
    ['of a type', ['--type', 'user'], ['policy', 'group']],
    ['of two types', ['--type', 'user', '--type', 'conditionalAccessPolicy'], ['group']],
    ['of an object', ['--id', sven], ['title 1', 'department 1', 'policy', 'stranger', 'group']],
    ['of objects of two types', ['--id', sven, '--id', policy], ['title 1', 'department 1', 'stranger', 'group']],
    ['of a property', ['--property', 'jobTitle'], ['department 0', 'department 1', 'policy', 'stranger', 'group']],
    [
      'of a property of an object',
      ['--id', yoko, '--property', 'department'],
      ['title 0', 'department 0', 'title 1', 'policy', 'stranger', 'group'],
    ],
    ['that keeps what was added', ['--added', 'keep'], ['stranger', 'group']],
    ['that keeps what was added of a type', ['--added', 'group=keep'], ['group']],
    ['that keeps all but one type', ['--added', 'keep', '--added', 'user=softDelete'], ['group']],
  ])('%s', async (_, words, left) => {
    const tenant = await attacked();
    expect(await stateOf(tenant)).toEqual(everything);
    const ran = await tenant.scene.run(later, ...recover, ...words);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await stateOf(tenant)).toEqual(left);
    expect((await tenant.scene.run(later, ...recover, ...words)).out).toMatch(/Nothing to do/);
  });

  it('per type is on record, and a revert takes it as well', async () => {
    const { scene } = await attacked();
    const words = ['--added', 'keep', '--added', 'user=softDelete'];
    expect(await scene.run(later, ...recover, ...words)).toMatchObject({ exitCode: 0 });
    const [recorded] = JSON.parse((await scene.run(later, 'history', '--json')).out) as Recovery[];
    expect(recorded?.added).toEqual({ default: 'keep', byType: { user: 'softDelete' } });
    expect((await scene.run(later, 'history', recorded?.id ?? '')).out).toMatch(/added objects +keep, user softDelete/);

    expect(await scene.run(later, 'backup')).toMatchObject({ exitCode: 0 });
    expect((await scene.run(later, 'revert', '2026-11-01', ...words)).out).toMatch(/Nothing to revert/);
    expect((await scene.run(later, 'revert', '2026-11-01')).out).toMatch(/1 object/);
  });
});

describe('what a scope leaves out', () => {
  const group = contosoIds.groups['CA-Finance'];

  it('and a chosen object needs is named, with what to add', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const policies = (await scene.person.get('/beta/identity/conditionalAccess/policies')).value as readonly {
      id: string;
      conditions: { users: { includeGroups: string[] } };
    }[];
    const naming = policies.find(({ conditions }) => conditions.users.includeGroups.includes(group));
    if (naming === undefined) throw new Error('no policy is for that group');
    await scene.person.patch(`/beta/identity/conditionalAccess/policies/${naming.id}`, {
      conditions: {
        ...naming.conditions,
        users: { ...naming.conditions.users, includeUsers: ['None'], includeGroups: [] },
      },
    });
    await scene.person.delete(`/v1.0/groups/${group}`);

    const alone = ['--from', '2026-11-01', '--id', naming.id];
    const { out } = await scene.run(later, 'plan', ...alone);
    expect(out).toMatch(
      new RegExp(`needs CA-Finance \\(${group}\\), deleted and outside of the scope: add --id ${group}`),
    );
    const { untouched } = JSON.parse((await scene.run(later, 'plan', ...alone, '--json')).out) as Plan;
    expect(untouched).toMatchObject([{ id: naming.id, code: 'referenceGone', missing: [group] }]);

    const both = [...recover, '--id', naming.id, '--id', group];
    expect(await scene.run(later, ...both)).toMatchObject({ exitCode: 0 });
    expect((await scene.run(later, ...both)).out).toMatch(/Nothing to do/);
  });
});

describe('a restored object', () => {
  it('does not come back with a deleted group unsaid', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const group = contosoIds.breakGlassGroup;
    await scene.person.delete(policyPath);
    await scene.person.delete(`/v1.0/groups/${group}`);
    const alone = [...recover, '--id', policy];
    const { out } = await scene.run(later, 'plan', '--from', '2026-11-01', '--id', policy);
    expect(out).toMatch(
      new RegExp(`excludeGroups: needs .*${group}.*, deleted and outside of the scope: add --id ${group}`),
    );
    expect(await scene.run(later, ...alone)).toMatchObject({ exitCode: 0 });
    expect((await scene.run(later, ...alone)).out).toMatch(/Nothing to do/);
  });
});

describe('a report', () => {
  it('says what to type to recover one of its objects', async () => {
    const { scene } = await attacked();
    const { out } = await scene.run(later, 'diff', '--type', 'user');
    const typed = /To recover one of them: entra-rewind (recover .*)/.exec(out)?.[1]?.split(' ') ?? [];
    expect((await scene.run(later, ...typed, '--yes', '--no-backup')).out).toMatch(/recovered: 1 objects/);
    expect(await scene.run(later, ...typed, '--yes')).toMatchObject({ out: expect.stringMatching(/Nothing to do/) });
  });
});
