import { describe, expect, it } from 'vitest';
import { ada, everyRole, grace, idOf, openScene, policy, readAll, ref, security, seed, team } from './scene.ts';

const guest = idOf(60);
const sponsors = `/users/${guest}/sponsors`;
const person = (n: number, more: object = {}) => ({
  id: idOf(n),
  displayName: `P${n}`,
  userPrincipalName: `p${n}@contoso.com`,
  mailNickname: `p${n}`,
  ...more,
});
const open = (own: readonly string[] = [ada, security], roles: readonly string[] = everyRole) =>
  openScene({
    roles,
    seed: {
      ...seed,
      users: [
        ...(seed.users ?? []),
        person(60, { userType: 'Guest', sponsors: own }),
        ...Array.from({ length: 25 }, (_, n) => person(700 + n)),
      ],
    },
  });
type Item = Record<string, string>;
const idsOf = (reply: { body: { value: Item[] } }) => reply.body.value.map((item) => item.id);

describe('sponsors', () => {
  it.each(['v1.0', 'beta'])('are users and groups, in %s', async (version) => {
    const { ask } = await open();
    const reply = await ask('GET', `/${version}${sponsors}`);
    expect(reply.body.value.map((item: Item) => [item['@odata.type'], item.id])).toEqual([
      ['#microsoft.graph.user', ada],
      ['#microsoft.graph.group', security],
    ]);
    expect(idsOf(await ask('GET', `/${version}/users/${grace}/sponsors`))).toEqual([]);
    expect((await ask('GET', `/${version}/users/${idOf(99)}/sponsors`)).status).toBe(404);
  });

  it('page, select, and are expanded twenty at most', async () => {
    const many = Array.from({ length: 25 }, (_, n) => idOf(700 + n));
    const { ask } = await open(many);
    expect(await readAll(ask, `${sponsors}?$top=10`)).toMatchObject({ pages: 3, items: { length: 25 } });
    const { body } = await ask('GET', `/users?$select=id&$expand=sponsors($select=id,displayName)`);
    const [shown] = body.value.filter((item: Item) => item.id === guest);
    expect(shown.sponsors).toHaveLength(20);
    expect(shown.sponsors[0]).toEqual({ '@odata.type': '#microsoft.graph.user', id: many[0], displayName: 'P700' });
    expect((await ask('GET', `/users/${grace}?$expand=sponsors`)).body.sponsors).toEqual([]);
  });

  it('come and go', async () => {
    const { ask } = await open();
    expect((await ask('POST', `${sponsors}/$ref`, ref(team))).status).toBe(204);
    expect((await ask('DELETE', `${sponsors}/${ada}/$ref`)).status).toBe(204);
    expect(idsOf(await ask('GET', sponsors))).toEqual([security, team]);
    expect((await ask('DELETE', `${sponsors}/${ada}/$ref`)).status).toBe(404);
  });

  const bad: [string, object, number][] = [
    ['the same twice', ref(ada), 400],
    ['one that is not there', ref(idOf(99)), 404],
    ['a policy', ref(policy), 404],
    ['no reference', {}, 400],
    ['an id without its address', { '@odata.id': grace }, 400],
    ['something beside it', { ...ref(grace), odd: 1 }, 400],
  ];
  it.each(bad)('cannot be %s', async (_, body, status) => {
    const { ask } = await open();
    expect((await ask('POST', `${sponsors}/$ref`, body)).status).toBe(status);
    expect(idsOf(await ask('GET', sponsors))).toEqual([ada, security]);
  });

  it('are unseen while deleted, and come back with either end', async () => {
    const { ask, server } = await open();
    const before = server.tenant.dump();
    await ask('DELETE', `/users/${ada}`);
    expect(idsOf(await ask('GET', sponsors))).toEqual([security]);
    await ask('DELETE', `/users/${guest}`);
    expect((await ask('GET', sponsors)).status).toBe(404);
    for (const id of [ada, guest]) await ask('POST', `/directory/deletedItems/${id}/restore`, {});
    expect(server.tenant.dump()).toEqual(before);
  });

  it('need permissions', async () => {
    const { ask } = await open(undefined, ['User.Read.All']);
    expect((await ask('GET', sponsors)).status).toBe(200);
    expect((await ask('POST', `${sponsors}/$ref`, ref(grace))).status).toBe(403);
    expect((await ask('DELETE', `${sponsors}/${ada}/$ref`)).status).toBe(403);
    const { ask: other } = await open(undefined, ['Group.Read.All', 'Directory.Read.All']);
    expect((await other('GET', sponsors)).status).toBe(403);
  });

  it('survive a dump, and must be there in a seed', async () => {
    const { server } = await open();
    const dumped = server.tenant.dump();
    expect(dumped.users?.find((user) => user.id === guest)?.sponsors).toEqual([ada, security]);
    const { server: again } = await openScene({ seed: dumped });
    expect(again.tenant.dump()).toEqual(dumped);
    await expect(open([idOf(99)])).rejects.toThrow('sponsors[0]');
    await expect(open([policy])).rejects.toThrow('cannot refer to a conditionalAccessPolicy');
  });
});
