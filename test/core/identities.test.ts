/** Old ids and new ones: whoever asks for any of them gets the newest, and rewriting says nothing else of an object. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keep } from '../../src/core/canonical/keep.ts';
import { objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import { mayBeLost } from '../../src/core/identities/lost.ts';
import { pairsNow } from '../../src/core/identities/pairs.ts';
import { parseIdentities, printIdentities, recreatedIn, stillOpen } from '../../src/core/identities/record.ts';
import { bodyNow, stateNow, stepNow } from '../../src/core/identities/rewrite.ts';
import { type Identities, identitiesFrom, noIdentities, type Recreated } from '../../src/core/identities/table.ts';
import type { Body, ObjectType, Receipt, Step } from '../../src/core/model.ts';
import {
  absent,
  aGroup,
  anApplication,
  aPolicy,
  aServicePrincipal,
  aUser,
  bodyFor,
  present,
  softDeleted,
  unknown,
} from '../builder.ts';

const id = fc.integer({ min: 0, max: 7 }).map((n) => `0000000${n}-0000-4000-8000-000000000000`);
const made = fc.record({
  type: fc.constantFrom<ObjectType>('user', 'application'),
  oldId: id,
  newId: id,
  recovery: fc.constantFrom('2026-11-01', '2026-11-02', '2026-11-03'),
});
const entries = fc.array(made, { maxLength: 8 }).map((all) =>
  all.map((one): Recreated => {
    return one.type === 'user' ? one : { ...one, appId: { before: one.oldId, now: one.newId } };
  }),
);

const renamed = (type: ObjectType, oldId: string, newId: string, more: Partial<Recreated> = {}): Recreated => ({
  type,
  oldId,
  newId,
  recovery: '2026-11-02',
  ...more,
});

describe('a table of ids', () => {
  it('is closed: what it leads to leads nowhere else', () => {
    fc.assert(
      fc.property(entries, id, (all, asked) => {
        const { idNow, appIdNow, idsOf } = identitiesFrom(all);
        expect(idNow(idNow(asked))).toBe(idNow(asked));
        expect(appIdNow(appIdNow(asked))).toBe(appIdNow(asked));
        expect(new Set(idsOf(asked).map(idNow))).toEqual(new Set([idNow(asked)]));
        expect(idsOf(asked)).toContain(asked);
      }),
    );
  });

  it('does not depend on the order in which it is told', () => {
    fc.assert(
      fc.property(
        entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        id,
        ([all, shuffled], asked) => {
          expect(identitiesFrom(shuffled).idNow(asked)).toBe(identitiesFrom(all).idNow(asked));
          expect(identitiesFrom(shuffled).recreated).toEqual(identitiesFrom(all).recreated);
        },
      ),
    );
  });

  it('follows an object through all that it became, and believes the later word', () => {
    const chain = identitiesFrom([renamed('user', 'b', 'c', { recovery: '2' }), renamed('user', 'a', 'b')]);
    expect(['a', 'b', 'c', 'd'].map(chain.idNow)).toEqual(['c', 'c', 'c', 'd']);
    expect(chain.idsOf('b')[0]).toBe('c');
    const twice = identitiesFrom([
      renamed('user', 'a', 'x', { recovery: '2' }),
      renamed('user', 'a', 'b', { recovery: '1' }),
    ]);
    expect(twice.idNow('a')).toBe('x');
  });
});

describe('rewriting', () => {
  const guid = (n: number): string => `1111111${n}-0000-4000-8000-000000000000`;
  const identities = identitiesFrom([
    renamed('user', 'u1', 'u0'),
    renamed('group', guid(1), guid(0)),
    renamed('application', 'a1', 'a0', { appId: { before: guid(2), now: guid(3) } }),
  ]);
  const now = (type: ObjectType, body: Body): Body => bodyNow(identities, pageOf(type), body);

  it.each([
    ['user', aUser({ manager: 'user/u1' }), aUser({ id: 'u0', manager: 'user/u0' })],
    [
      'group',
      aGroup({ members: ['user/u1', 'user/u5'], owners: ['user/u1'] }),
      aGroup({ members: ['user/u0', 'user/u5'], owners: ['user/u0'] }),
    ],
    [
      'group',
      aGroup({ membershipRule: `user.memberof -any (group.objectId -in ['${guid(1)}', 'u1'])` }),
      aGroup({ membershipRule: `user.memberof -any (group.objectId -in ['${guid(0)}', 'u1'])` }),
    ],
    [
      'conditionalAccessPolicy',
      aPolicy({ users: { includeUsers: ['All', 'u1'], excludeGroups: [guid(1)] }, displayName: 'u1' }),
      aPolicy({ users: { includeUsers: ['All', 'u0'], excludeGroups: [guid(0)] }, displayName: 'u1' }),
    ],
    [
      'application',
      anApplication({
        appId: guid(2),
        identifierUris: [`api://${guid(2)}`, 'api://x'],
        api: { preAuthorizedApplications: [{ appId: guid(2), delegatedPermissionIds: [guid(2)] }] },
      }),
      anApplication({
        id: 'a0',
        appId: guid(3),
        identifierUris: [`api://${guid(3)}`, 'api://x'],
        // The id of a scope is none of an application, whatever it looks like.
        api: { preAuthorizedApplications: [{ appId: guid(3), delegatedPermissionIds: [guid(2)] }] },
      }),
    ],
    [
      'servicePrincipal',
      aServicePrincipal({
        appId: guid(2),
        servicePrincipalNames: [guid(2)],
        appRoleAssignedTo: [`user/u1/${guid(1)}`],
      }),
      aServicePrincipal({
        appId: guid(3),
        servicePrincipalNames: [guid(3)],
        appRoleAssignedTo: [`user/u0/${guid(1)}`],
      }),
    ],
  ] as const)('writes new ids into a %s where ids stand, and nowhere else', (type, before, after) => {
    expect(now(type, before)).toEqual(after);
  });

  it('is done once, keeps the canonical form, and leaves alone what names nobody', () => {
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom(...objectTypes),
        fc.uniqueArray(id, { maxLength: 4 }),
        (all, type, named) => {
          const page = pageOf(type);
          const table = identitiesFrom(all);
          const links = named.map((one) => `user/${one}`).toSorted();
          const body = bodyFor(type, named[0] ?? 'x', {
            ...(type === 'group' ? { members: links, owners: links } : {}),
            ...(type === 'user' ? { manager: links[0] ?? null } : {}),
            ...(type === 'conditionalAccessPolicy' ? aPolicy({ users: { excludeUsers: named.toSorted() } }) : {}),
          });
          const once = bodyNow(table, page, body);
          expect(bodyNow(table, page, once)).toEqual(once);
          expect(keep(page, once)).toEqual(keep(page, keep(page, once)));
          expect(bodyNow(noIdentities, page, body)).toBe(body);
        },
      ),
    );
  });

  it('drops of an old object’s state what the new one has by itself', () => {
    const old = present(aUser({ createdDateTime: '2020-01-01T00:00:00Z' }));
    expect(stateNow(identities, { type: 'user', id: 'u1' }, old)).toEqual(present(aUser({ id: 'u0' })));
    const other = present(aUser({ id: 'u9', createdDateTime: '2020-01-01T00:00:00Z' }));
    expect(stateNow(identities, { type: 'user', id: 'u9' }, other)).toEqual(other);
  });

  it('sends a step with new ids, and what makes an object anew under its own', () => {
    const step = { n: 1, action: 'update', type: 'user', id: 'u1', writes: { properties: { city: 'u1' }, links: [] } };
    expect(stepNow(identities, step as unknown as Step)).toMatchObject({
      id: 'u0',
      writes: { properties: { city: 'u1' } },
    });
    expect(stepNow(identities, { ...step, action: 'recreate' } as unknown as Step)).toMatchObject({ id: 'u1' });
  });
});

describe('a comparison across a re-creation', () => {
  const identities: Identities = identitiesFrom([renamed('user', 'u1', 'u0')]);
  const key = (one: string) => ({ type: 'user' as const, id: one });
  const old = present(aUser({ createdDateTime: '2020-01-01T00:00:00Z', city: 'Oslo' }));
  const fresh = present(aUser({ id: 'u0', createdDateTime: '2026-11-02T00:00:00Z', city: 'Oslo' }));

  it('sees one object with nothing changed', () => {
    expect(
      pairsNow(identities, [
        { key: key('u1'), before: old, after: absent },
        { key: key('u0'), before: absent, after: fresh },
      ]),
    ).toEqual([{ key: key('u0'), before: fresh, after: fresh }]);
  });

  it.each([
    ['soft-deleted under its new id', softDeleted(aUser({ id: 'u0' })), 'softDeleted'],
    ['gone again', absent, 'absent'],
    ['not readable', unknown, 'unknown'],
  ])('sees where it stands when it is %s', (_, after, is) => {
    const [pair] = pairsNow(identities, [
      { key: key('u1'), before: old, after: absent },
      { key: key('u0'), before: absent, after },
    ]);
    expect(pair).toMatchObject({ key: key('u0'), before: { is: 'present' }, after: { is } });
  });

  it('leaves everything as it is where nothing was made anew', () => {
    const pairs = [{ key: key('u1'), before: old, after: absent }];
    expect(pairsNow(noIdentities, pairs)).toBe(pairs);
  });
});

describe('the record of a recovery', () => {
  const receipt = (more: Partial<Receipt>): Receipt => ({
    n: 1,
    type: 'user',
    id: 'u1',
    action: 'recreate',
    outcome: 'recreated',
    links: 0,
    requestIds: [],
    ...more,
  });
  const begun = [{ type: 'user', id: 'u1', since: '2026-11-02T02:00:00.000Z' }] as const;

  it('is read back as it was written', () => {
    const recreated = recreatedIn(
      [
        receipt({ newId: 'u0' }),
        receipt({ id: 'u2', outcome: 'failed' }),
        receipt({ type: 'application', id: 'a1', newId: 'a0', appId: { before: 'x', now: 'y' } }),
      ],
      '2026-11-02T02-00-00Z',
    );
    const text = printIdentities({ begun, recreated });
    expect(parseIdentities(text, 'identities/2026-11-02T02-00-00Z.yaml')).toEqual({ begun, recreated });
  });

  it.each([
    'begun: []\n',
    'begun: 1\nrecreated: []\n',
    'begun: []\nrecreated:\n  - newId: a\n',
    'begun:\n  - id: 1\nrecreated: []\n',
  ])('is refused when it is not: %j', (text) => {
    expect(() => parseIdentities(text, 'identities/x.yaml')).toThrow(/identities\/x.yaml/);
  });

  it.each([
    ['nothing came back', [], 1],
    ['only reading tells', [receipt({ outcome: 'unknown' })], 1],
    ['Graph refused', [receipt({ outcome: 'failed' })], 0],
    ['Graph refused the next try', [receipt({ outcome: 'unknown' }), receipt({ outcome: 'failed' })], 1],
    ['the next try found it', [receipt({ outcome: 'unknown' }), receipt({ newId: 'u0' })], 0],
    ['it is there, in part', [receipt({ outcome: 'failed', newId: 'u0' })], 0],
    ['another step of the object ended', [receipt({ action: 'update', outcome: 'failed' })], 1],
  ] as const)('keeps a creation open while nobody knows of it: %s', (_, receipts, open) => {
    expect(stillOpen(begun, receipts)).toHaveLength(open);
  });
});

describe('what an interrupted creation may have made', () => {
  const since = '2026-11-02T02:00:00Z';
  const open = new Map([['group/g1', since]]);
  const gone = { key: { type: 'group', id: 'g1' }, recorded: present(aGroup()), live: absent } as const;
  const added = (more: Body) => {
    return {
      key: { type: 'group', id: 'g9' },
      recorded: absent,
      live: present(aGroup({ id: 'g9', ...more })),
    } as const;
  };

  it.each([
    ['made since then, of that name', { createdDateTime: '2026-11-02T02:00:01Z' }, ['group/g9']],
    ['made long before', { createdDateTime: '2026-11-01T02:00:00Z' }, []],
    ['of another name', { createdDateTime: '2026-11-02T02:00:01Z', displayName: 'Other' }, []],
  ])('is an added object %s', (_, more, lost) => {
    expect([...mayBeLost(open, [gone, added(more)], noIdentities)]).toEqual(lost);
    expect([...mayBeLost(new Map(), [gone, added(more)], noIdentities)]).toEqual([]);
  });

  it('is a principal by its application, which may be lost itself', () => {
    const all = new Map([
      ['application/a1', since],
      ['servicePrincipal/s1', since],
    ]);
    const pairs = [
      { key: { type: 'application', id: 'a1' }, recorded: present(anApplication()), live: absent },
      { key: { type: 'servicePrincipal', id: 's1' }, recorded: present(aServicePrincipal()), live: absent },
      {
        key: { type: 'application', id: 'a9' },
        recorded: absent,
        live: present(anApplication({ id: 'a9', appId: 'app9' })),
      },
      {
        key: { type: 'servicePrincipal', id: 's9' },
        recorded: absent,
        live: present(aServicePrincipal({ id: 's9', appId: 'app9' })),
      },
      {
        key: { type: 'servicePrincipal', id: 's8' },
        recorded: absent,
        live: present(aServicePrincipal({ id: 's8', appId: 'app8' })),
      },
    ] as const;
    expect([...mayBeLost(all, pairs, noIdentities)]).toEqual(['application/a9', 'servicePrincipal/s9']);
  });
});
