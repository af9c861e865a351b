import { describe, expect, it } from 'vitest';
import { embeddedToken } from '../../src/embedded/token.ts';
import {
  type Ask,
  ada,
  agent,
  dynamic,
  everyRole,
  grace,
  idOf,
  openScene,
  ref,
  security,
  team,
  tenantId,
} from './scene.ts';

type Item = Record<string, unknown> & { id: string };

/** A whole round: every page, and the link to the next round. */
async function round(ask: Ask, path: string, headers: Record<string, string> = {}) {
  const items: Item[] = [];
  let pages = 0;
  for (let next: string | undefined = path; ; ) {
    const { body, status } = await ask('GET', next, undefined, { headers });
    expect(status).toBe(200);
    items.push(...body.value);
    pages += 1;
    next = body['@odata.nextLink'];
    if (next === undefined) return { items, pages, deltaLink: body['@odata.deltaLink'] as string };
  }
}

describe('a first round', () => {
  it('gives every object once, without properties that were never set', async () => {
    const { ask } = await openScene({ pageSizes: { page: 2 } });
    const { items, pages } = await round(ask, '/users/delta?$select=displayName,department,city');
    expect(pages).toBe(2);
    expect(items.find((item) => item.id === ada)).toEqual({ id: ada, displayName: 'Ada', department: 'Research' });
    expect(items.find((item) => item.id === grace)).toEqual({ id: grace, displayName: 'Grace' });
    expect(items.find((item) => item.id === agent)?.['@odata.type']).toBe('#microsoft.graph.agentUser');
  });

  it('gives links when they are selected', async () => {
    const { ask } = await openScene();
    const groups = await round(ask, '/groups/delta?$select=displayName,members,owners');
    expect(groups.items.find((item) => item.id === team)).toEqual({
      id: team,
      displayName: 'Team',
      'members@delta': [ada, grace].map((id) => ({ '@odata.type': '#microsoft.graph.user', id })),
      'owners@delta': [{ '@odata.type': '#microsoft.graph.user', id: ada }],
    });
    const plain = await round(ask, '/groups/delta?$select=displayName');
    expect(plain.items.find((item) => item.id === team)).toEqual({ id: team, displayName: 'Team' });
    const users = await round(ask, '/users/delta?$select=manager');
    expect(users.items.find((item) => item.id === grace)?.['manager@delta']).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: ada },
    ]);
  });

  it('repeats a large group over pages, each member once', async () => {
    const users = Array.from({ length: 23 }, (_, n) => ({
      id: idOf(n),
      displayName: 'U',
      userPrincipalName: `u${n}@x.com`,
    }));
    const groups = [
      { id: idOf(100), displayName: 'A', members: users.slice(0, 3).map((user) => user.id) },
      { id: idOf(101), displayName: 'B', members: users.map((user) => user.id), owners: [idOf(0)] },
      { id: idOf(102), displayName: 'C', members: [idOf(1)] },
    ];
    const { ask } = await openScene({
      seed: { organization: { id: tenantId }, users, groups },
      pageSizes: { deltaLinks: 5 },
    });
    const { items, pages } = await round(ask, '/groups/delta?$select=displayName,members,owners');
    expect(pages).toBeGreaterThan(4);
    const told = new Map<string, string[]>();
    for (const item of items) {
      const members = (item['members@delta'] ?? []) as { id: string }[];
      told.set(item.id, [...(told.get(item.id) ?? []), ...members.map((member) => member.id)]);
    }
    expect(items.filter((item) => item.id === idOf(101)).length).toBeGreaterThan(2);
    for (const group of groups) expect(told.get(group.id)?.toSorted()).toEqual(group.members.toSorted());
    expect(items.filter((item) => item['owners@delta'] !== undefined)).toHaveLength(1);
  });

  it('$deltatoken=latest starts from now', async () => {
    const { ask } = await openScene();
    const { items, deltaLink } = await round(ask, '/users/delta?$deltatoken=latest&$select=city');
    expect(items).toEqual([]);
    await ask('PATCH', `/users/${ada}`, { city: 'London' });
    expect((await round(ask, deltaLink)).items).toEqual([{ id: ada, city: 'London' }]);
  });

  it('$filter by id tracks these alone', async () => {
    const { ask } = await openScene();
    const { items } = await round(ask, `/users/delta?$select=id&$filter=id eq '${ada}' or id eq '${agent}'`);
    expect(items.map((item) => item.id)).toEqual([ada, agent]);
  });

  it.each([
    '$top=5',
    '$expand=manager',
    '$orderby=displayName',
    "$filter=city eq 'x'",
    '$select=nonsense',
    '$deltatoken=garbage',
  ])('%s is refused', async (option) => {
    const { ask } = await openScene();
    expect((await ask('GET', `/users/delta?${option}`)).status).toBe(400);
  });

  it('also has its full name', async () => {
    const { ask } = await openScene();
    expect((await round(ask, '/groups/microsoft.graph.delta()?$select=id')).items).toHaveLength(6);
  });
});

describe('a next round', () => {
  it('with nothing changed is empty', async () => {
    const { ask } = await openScene();
    const { deltaLink } = await round(ask, '/groups/delta?$select=displayName,members');
    const second = await round(ask, deltaLink);
    expect(second.items).toEqual([]);
    expect((await round(ask, second.deltaLink)).items).toEqual([]);
  });

  it('tells what was created, changed, cleared, deleted, restored, and gone', async () => {
    const { ask } = await openScene();
    let { deltaLink } = await round(ask, '/users/delta?$select=displayName,department');
    const next = async () => {
      const told = await round(ask, deltaLink);
      deltaLink = told.deltaLink;
      return told.items;
    };
    await ask('PATCH', `/users/${ada}`, { department: null });
    expect(await next()).toEqual([{ id: ada, displayName: 'Ada', department: null }]);
    await ask('PATCH', `/users/${ada}`, { city: 'untracked' });
    expect(await next()).toEqual([]);
    await ask('DELETE', `/users/${grace}`);
    expect(await next()).toEqual([{ id: grace, '@removed': { reason: 'changed' } }]);
    await ask('POST', `/directory/deletedItems/${grace}/restore`);
    expect(await next()).toEqual([{ id: grace, displayName: 'Grace' }]);
    await ask('DELETE', `/users/${grace}`);
    await ask('DELETE', `/directory/deletedItems/${grace}`);
    expect(await next()).toEqual([{ id: grace, '@removed': { reason: 'deleted' } }]);
    const made = await ask('POST', '/users', {
      accountEnabled: true,
      displayName: 'New',
      mailNickname: 'new',
      userPrincipalName: 'new@contoso.com',
      passwordProfile: { password: 'Twelve-34-letters' },
    });
    expect(await next()).toEqual([{ id: made.body.id, displayName: 'New' }]);
  });

  it('asked for the minimum gives the changed properties only', async () => {
    const { ask } = await openScene();
    const { deltaLink } = await round(ask, '/users/delta?$select=displayName,department', { Prefer: 'return=minimal' });
    await ask('PATCH', `/users/${ada}`, { department: 'Sales' });
    expect((await round(ask, deltaLink)).items).toEqual([{ id: ada, department: 'Sales' }]);
  });

  it('tells the links that came and went, at their last state', async () => {
    const { ask } = await openScene();
    const { deltaLink } = await round(ask, '/groups/delta?$select=displayName,members');
    await ask('POST', `/groups/${security}/members/$ref`, ref(grace));
    await ask('DELETE', `/groups/${security}/members/${ada}/$ref`);
    await ask('POST', `/groups/${security}/members/$ref`, ref(dynamic));
    await ask('DELETE', `/groups/${security}/members/${dynamic}/$ref`);
    await ask('POST', `/groups/${security}/owners/$ref`, ref(grace));
    const { items } = await round(ask, deltaLink);
    expect(items).toEqual([
      {
        id: security,
        displayName: 'Security',
        'members@delta': [
          { '@odata.type': '#microsoft.graph.user', id: grace },
          { '@odata.type': '#microsoft.graph.user', id: ada, '@removed': { reason: 'deleted' } },
          { '@odata.type': '#microsoft.graph.group', id: dynamic, '@removed': { reason: 'deleted' } },
        ],
      },
    ]);
  });

  it('tells the groups of a user who was deleted, and restored', async () => {
    const { ask } = await openScene();
    const first = await round(ask, '/groups/delta?$select=members');
    await ask('DELETE', `/users/${grace}`);
    const gone = await round(ask, first.deltaLink);
    expect(gone.items).toEqual([
      {
        id: team,
        'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: grace, '@removed': { reason: 'deleted' } }],
      },
    ]);
    await ask('POST', `/directory/deletedItems/${grace}/restore`);
    const back = await round(ask, gone.deltaLink);
    expect(back.items).toEqual([
      { id: team, 'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: grace }] },
    ]);
  });

  it('a change during a round is told in that round or the next', async () => {
    const { ask } = await openScene({ pageSizes: { page: 1 } });
    const first = (await ask('GET', '/users/delta?$select=city')).body;
    await ask('PATCH', `/users/${ada}`, { city: 'London' });
    await ask('PATCH', `/users/${agent}`, { '@odata.type': '#microsoft.graph.agentUser', city: 'Paris' });
    const rest = await round(ask, first['@odata.nextLink']);
    const second = await round(ask, rest.deltaLink);
    const told = [...first.value, ...rest.items, ...second.items].filter((item) => item.city !== undefined);
    expect(new Set(told.map((item) => item.city))).toEqual(new Set(['London', 'Paris']));
  });

  it('is too late after seven days', async () => {
    let now = new Date('2026-11-01T00:00:00Z');
    const token = embeddedToken({ tenantId, roles: everyRole, expiresAt: new Date('2027-01-01T00:00:00Z') });
    const { ask } = await openScene({ now: () => now });
    const { deltaLink } = await round(
      (method, path, body, more) => ask(method, path, body, { ...more, token }),
      '/users/delta',
    );
    now = new Date('2026-11-07T23:59:59Z');
    expect((await ask('GET', deltaLink, undefined, { token })).status).toBe(200);
    now = new Date('2026-11-08T00:00:01Z');
    const late = await ask('GET', deltaLink, undefined, { token });
    expect([late.status, late.code]).toEqual([410, 'syncStateNotFound']);
    const again = await ask('GET', late.headers.get('location') ?? '', undefined, { token });
    expect(again.body.value).toHaveLength(4);
  });
});

describe('rounds under replication delay', () => {
  it.each([1, 2, 3, 4, 5])('lose nothing (seed %i)', async (seed) => {
    const { ask: asked } = await openScene({ weather: { seed } });
    // Patience for the other weather: asked again until it is let through.
    const ask: Ask = async (...parameters) => {
      for (let tries = 0; ; tries += 1) {
        const reply = await asked(...parameters).catch(() => null);
        if (reply !== null && ![429, 503].includes(reply.status)) return reply;
        if (tries > 8) throw new Error('the weather never cleared');
      }
    };
    const cities = new Map<string, unknown>();
    const merge = (items: Item[]): void => {
      for (const item of items) if ('city' in item) cities.set(item.id, item.city);
    };
    let told = await round(ask, '/users/delta?$select=city');
    merge(told.items);
    for (let n = 0; n < 12; n += 1) {
      await ask('PATCH', `/users/${n % 2 === 0 ? ada : grace}`, { city: `C${n}` });
      told = await round(ask, told.deltaLink);
      merge(told.items);
    }
    for (let n = 0; n < 12; n += 1) {
      told = await round(ask, told.deltaLink);
      merge(told.items);
    }
    expect(Object.fromEntries(cities)).toEqual({ [ada]: 'C10', [grace]: 'C11' });
  });
});
