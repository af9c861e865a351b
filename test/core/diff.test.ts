import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keep } from '../../src/core/canonical/keep.ts';
import { printReference } from '../../src/core/canonical/reference.ts';
import { pageOf } from '../../src/core/catalog/index.ts';
import { diffObject, displayNameOf, same, withoutHopelessActions } from '../../src/core/diff.ts';
import type { ObjectChange, ObjectType, TypeCoverage, Value } from '../../src/core/model.ts';
import { absent, aGroup, aServicePrincipal, aUser, fullCoverage, present } from '../builder.ts';
import { anyType, mayBeUnknown, presenceOf } from './generated.ts';
import { rows, stateFrom, type Written } from './table.ts';

interface Row {
  readonly what: string;
  readonly type?: ObjectType;
  readonly backup: Written;
  readonly current: Written;
  readonly change?: ObjectChange['change'];
  readonly action?: ObjectChange['recoveryAction'];
  readonly reason?: string;
  readonly attributes?: readonly string[];
  readonly links?: readonly string[];
}

const coverageOf = (type: ObjectType): TypeCoverage => fullCoverage[type] as TypeCoverage;
const printed = (value: Value | undefined): string =>
  typeof value === 'string' && value !== '' && Number.isNaN(Number(value)) ? value : `${JSON.stringify(value)}`;

describe('the difference of an object between a backup and now', () => {
  const table = rows<Row>(readFileSync(new URL('./diff.yaml', import.meta.url), 'utf8'));
  it.each(table)('$what', (row) => {
    const { type = 'user' } = row;
    const [backup, current] = [row.backup, row.current].map((written) => stateFrom(type, 'x1', written));
    const change = diffObject({ type, id: 'x1' }, backup!, current!, coverageOf(type));
    if (row.change === undefined) {
      expect(change).toBeNull();
      return;
    }
    expect(change).toMatchObject({ type, id: 'x1', change: row.change, recoveryAction: row.action });
    if (row.reason === undefined) expect(change?.reason).toBeUndefined();
    else expect(change?.reason).toContain(row.reason);
    expect(
      change?.attributes.map(({ name, backup, current }) => `${name}: ${printed(backup)} → ${printed(current)}`),
    ).toEqual(row.attributes ?? []);
    expect(
      change?.links.map(
        ({ name, target, backup, current }) =>
          `${backup === 'present' && current === 'absent' ? '-' : '+'}${name} ${printReference(target)}`,
      ),
    ).toEqual(row.links ?? []);
  });

  it('leaves out what one side does not cover', () => {
    const [before, after] = [
      present(aUser({ city: 'Oslo', manager: 'user/a' })),
      present(aUser({ city: 'Bergen', manager: 'user/b' })),
    ];
    const key = { type: 'user', id: 'u1' } as const;
    expect(diffObject(key, before, after, { properties: [], links: [], deletedItems: true })).toBeNull();
    const linksOnly = diffObject(key, before, after, { properties: [], links: ['manager'], deletedItems: true });
    expect(linksOnly).toMatchObject({ attributes: [], links: [{ name: 'manager' }, { name: 'manager' }] });
  });

  it('takes links that were not read for unknown, not for none', () => {
    const { members: _members, ...unread } = aGroup();
    const key = { type: 'group', id: 'g1' } as const;
    expect(diffObject(key, present(aGroup({ members: ['user/u1'] })), present(unread), coverageOf('group'))).toBeNull();
  });

  it('is empty for any state and itself', () => {
    const states = anyType.chain((type) => fc.tuple(fc.constant(type), mayBeUnknown(type, 'x1')));
    fc.assert(
      fc.property(states, ([type, state]) => {
        expect(diffObject({ type, id: 'x1' }, state, state, coverageOf(type))).toBeNull();
      }),
    );
  });

  it('says the same from either side, with the sides changed over', () => {
    const pairs = anyType.chain((type) =>
      fc.tuple(fc.constant(type), presenceOf(type, 'x1'), presenceOf(type, 'x1')).filter(([, a, b]) => a.is === b.is),
    );
    fc.assert(
      fc.property(pairs, ([type, a, b]) => {
        const [there, back] = [
          diffObject({ type, id: 'x1' }, a, b, coverageOf(type)),
          diffObject({ type, id: 'x1' }, b, a, coverageOf(type)),
        ];
        expect(back?.attributes.map(({ name, backup, current }) => [name, current, backup])).toEqual(
          there?.attributes.map(({ name, backup, current }) => [name, backup, current]),
        );
        expect(back?.links.length).toBe(there?.links.length);
      }),
    );
  });

  it('does not see the order in which Graph lists a set or links', () => {
    const item = { '@odata.type': '#microsoft.graph.user' };
    const members = ['u1', 'u2', 'u3'].map((id) => ({ ...item, id }));
    const lists = fc.tuple(
      fc.shuffledSubarray(members, { minLength: 3 }),
      fc.shuffledSubarray(['Unified', 'DynamicMembership'], { minLength: 2 }),
    );
    const page = pageOf('group');
    const kept = (list: readonly object[], groupTypes: readonly string[]) =>
      present(keep(page, { ...aGroup(), members: list, groupTypes }));
    fc.assert(
      fc.property(lists, lists, ([a, types], [b, otherTypes]) => {
        const [before, after] = [kept(a, types), kept(b, otherTypes)];
        expect(diffObject({ type: 'group', id: 'g1' }, before, after, coverageOf('group'))).toBeNull();
      }),
    );
  });
});

describe('small questions', () => {
  it('tells values that are the same state', () => {
    expect(same(undefined, null)).toBe(true);
    expect(same([], undefined)).toBe(true);
    expect(same({ a: null }, undefined)).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: null })).toBe(true);
    expect(same(null, [])).toBe(false);
    expect(same(null, {})).toBe(false);
    expect(same({ a: 1 }, undefined)).toBe(false);
    expect(same(0, false)).toBe(false);
  });

  it('names an object by what it has', () => {
    expect(displayNameOf({ displayName: 'Ada', userPrincipalName: 'a@x' }, 'id')).toBe('Ada');
    expect(displayNameOf({ displayName: '', userPrincipalName: 'a@x' }, 'id')).toBe('a@x');
    expect(displayNameOf({ displayName: null }, 'id')).toBe('id');
  });
});

describe('links to what was deleted for good', () => {
  const change = (more: Partial<ObjectChange>): ObjectChange => ({
    type: 'group',
    id: 'a',
    displayName: 'A',
    change: 'changed',
    recoveryAction: 'update',
    attributes: [],
    links: [],
    ...more,
  });
  const lost = (id: string) =>
    ({ name: 'members', target: { type: 'user', id }, backup: 'present', current: 'absent' }) as const;
  const dead = change({ type: 'user', id: 'dead', change: 'hardDeleted', recoveryAction: 'none' });

  it('have no recovery action when nothing else differs', () => {
    const [, group] = withoutHopelessActions([dead, change({ links: [lost('dead')] })]);
    expect(group).toMatchObject({ recoveryAction: 'none', reason: expect.stringMatching(/permanently deleted/) });
  });

  it.each([
    ['another link', { links: [lost('dead'), lost('alive')] }],
    ['a property', { links: [lost('dead')], attributes: [{ name: 'city', backup: 'Oslo', current: null }] }],
    ['a link that is too many', { links: [{ ...lost('dead'), backup: 'absent', current: 'present' } as const] }],
  ])('leave the action for %s', (_what, more) => {
    expect(withoutHopelessActions([dead, change(more)])[1]).toMatchObject({ recoveryAction: 'update' });
  });
});

it('of a new service principal what it was given is said, for it says more than a name', () => {
  const body = aServicePrincipal({
    owners: ['user/u1'],
    oauth2PermissionGrants: ['servicePrincipal/g1/Mail.ReadWrite'],
  });
  const change = diffObject(
    { type: 'servicePrincipal', id: 's1' },
    absent,
    present(body),
    coverageOf('servicePrincipal'),
  );
  expect(change).toMatchObject({ change: 'added', recoveryAction: 'softDelete', attributes: [] });
  expect(change?.links).toEqual([
    {
      name: 'oauth2PermissionGrants',
      target: { type: 'servicePrincipal', id: 'g1', permission: 'Mail.ReadWrite' },
      backup: 'absent',
      current: 'present',
    },
  ]);
});
