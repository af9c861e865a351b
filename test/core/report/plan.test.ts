import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../src/core/report/paint.ts';
import { planText } from '../../../src/core/report/plan.ts';
import { absent, aGroup, aLocation, aPolicy, aUser, planOf, present, softDeleted, triple } from '../../builder.ts';
import { aFinding, aPlan, aStep, hostileName, unsafe } from './samples.ts';

const printed = (...given: Parameters<typeof aPlan>): string => planText(aPlan(...given), plainPaint);

describe('a plan on a terminal', () => {
  it('shows every step in order, what it writes, why and after what', () => {
    const plan = planOf([
      triple('user', {
        base: softDeleted(aUser()),
        wanted: present(aUser()),
        live: softDeleted(aUser({ city: 'Paris' })),
      }),
      triple('group', {
        base: present(aGroup({ members: ['user/u2'] })),
        wanted: present(aGroup({ members: ['user/u1'], description: 'Crew' })),
        live: present(aGroup({ members: ['user/u2'] })),
      }),
      triple('namedLocation', {
        base: present(aLocation({ isTrusted: true })),
        wanted: absent,
        live: present(aLocation({ isTrusted: true })),
      }),
    ]);
    const text = planText(plan, plainPaint, (_, id) => (id === 'u2' ? 'Bob' : undefined));
    expect(text).toBe(
      `
Plan ${plan.id}: 3 steps (1 restore, 1 update, 1 softDelete)
base → wanted, engine graph

1. restore user Ada  u1
   why: deleted, and the reviewed state has it; set city
   city: Paris → null
2. update group Crew  g1
   why: set description; members: add 1, remove 1
   description: not set → Crew
   + members user/u1 (Ada)
   - members user/u2 (Bob)
   after: step 1
3. softDelete namedLocation Office  l1
   why: the reviewed state does not have it
   isTrusted: false (written first)
`.trim(),
    );
  });

  it('shows what is made anew, and which ids will be others', () => {
    const policy = aPolicy({ users: { includeUsers: ['All'], excludeGroups: ['g1', 'g2'] } });
    const plan = planOf(
      [
        triple('group', { base: absent, wanted: present(aGroup({ owners: ['user/u1'] })), live: absent }),
        triple('conditionalAccessPolicy', { base: present(policy), wanted: present(policy), live: present(policy) }),
      ],
      { recreate: true },
    );
    const text = planText(plan, plainPaint, (_, id) => (id === 'g1' ? 'Crew' : undefined));
    expect(text).toBe(
      `
Plan ${plan.id}: 3 steps (1 recreate, 2 update)
base → wanted, engine graph

1. recreate group Crew  g1
   why: gone for good, and the reviewed state has it: made anew, under a new id; set displayName, mailEnabled, securityEnabled
   displayName: Crew
   mailEnabled: false
   securityEnabled: true
2. update group Crew  g1
   why: owners: add 1
   + owners user/u1
   after: step 1
3. update conditionalAccessPolicy Require MFA  p1
   why: set conditions.users.excludeGroups
   conditions.users.excludeGroups: Crew (g1) → the id of the new object
   after: step 1
   behind: step 2
`.trim(),
    );
  });

  it('shows a link to one object as a value that changes', () => {
    const plan = planOf([
      triple('user', {
        base: present(aUser({ manager: 'user/u2' })),
        wanted: present(aUser({ manager: 'user/u3' })),
        live: present(aUser({ manager: 'user/u2' })),
      }),
    ]);
    const text = planText(plan, plainPaint, (_, id) => ({ u2: 'Bob', u3: 'Eve' })[id]);
    expect(text).toContain('\n   manager: user/u2 (Bob) → user/u3 (Eve)');
    expect(text).not.toContain('members');
    expect(text.match(/u3/g)).toHaveLength(1);
  });

  it('points at what moved since the review', () => {
    const moves = [{ name: 'city', from: 'Paris', to: 'Oslo', movedFrom: { base: 'Bergen' } }];
    const text = printed({ steps: [aStep({ moves, moved: 'came back since the review' })] });
    expect(text).toContain('\n   ! came back since the review\n   city: Paris → Oslo\n');
    expect(text).toContain('\n     ! moved since the review, where it was Bergen');
  });

  it('does not pretend to know what a deleted object holds that nobody could read', () => {
    const moves = [{ name: 'city', from: undefined, to: 'Oslo' }];
    expect(printed({ steps: [aStep({ action: 'restore', moves })] })).toMatch(/\n {3}city: Oslo$/);
  });

  it('shows what it will not touch, and the guards, those that stop first', () => {
    const object = { type: 'user', id: 'u1', displayName: 'Ada' } as const;
    const text = printed({
      steps: [aStep()],
      untouched: [
        { ...object, code: 'hardDeleted', reason: 'permanently deleted' },
        { ...object, code: 'readOnly', reason: 'set by Graph', property: 'mail' },
      ],
      findings: [
        aFinding({ guard: 'b', level: 'warn', message: 'careful' }),
        aFinding({ guard: 'c', allowed: { reason: 'the attacker’s' }, message: 'moved' }),
        aFinding({ guard: 'a', message: 'too many', objects: Array.from({ length: 12 }, () => object) }),
      ],
    });
    expect(text.slice(text.indexOf('Not touched'))).toBe(
      `
Not touched: 2
  user Ada (u1): permanently deleted
  user Ada (u1), mail: set by Graph

Guards: 1 stop, 1 allowed, 1 warn
  stop  a: too many
${'    user Ada (u1)\n'.repeat(10)}    …and 2 more
  allowed  c: moved
    allowed: the attacker’s
  warn  b: careful
`.trim(),
    );
  });

  it('names what a reason refers to', () => {
    const id = '11111111-2222-4333-8444-555555555555';
    const group = { type: 'group', id: 'g1', displayName: 'IT', property: 'members' } as const;
    const untouched = [
      { ...group, code: 'referenceGone', reason: `user/${id} no longer exists` } as const,
      { type: 'user', id, displayName: 'Emeka', code: 'hardDeleted', reason: 'permanently deleted' } as const,
    ];
    expect(printed({ untouched })).toContain(`  group IT (g1), members: user/${id} (Emeka) no longer exists\n`);
  });

  it('says when there is nothing to do, and does not say more than is true', () => {
    expect(printed()).toBe('Nothing to do: the tenant already is in the reviewed state.');
    const untouched = [
      { type: 'user', id: 'u1', displayName: 'Ada', code: 'hardDeleted', reason: 'permanently deleted' } as const,
    ];
    expect(printed({ untouched })).toMatch(/^Nothing to do: all that can be written .*\n\nNot touched: 1\n/);
  });

  it('lets nothing of a hostile tenant reach the terminal', () => {
    const object = { type: 'user', id: hostileName, displayName: hostileName } as const;
    const target = { type: hostileName, id: hostileName };
    const text = printed({
      id: hostileName,
      base: hostileName,
      steps: [
        aStep({
          ...object,
          why: hostileName,
          moved: hostileName,
          moves: [{ name: hostileName, from: hostileName, to: hostileName, movedFrom: { base: hostileName } }],
          writes: {
            properties: { [`x${hostileName}`]: hostileName },
            links: [{ name: hostileName.slice(1), add: [target], remove: [target] }],
          },
        }),
      ],
      untouched: [{ ...object, code: 'readOnly', reason: hostileName, property: hostileName }],
      findings: [aFinding({ message: hostileName, objects: [object], allowed: { reason: hostileName } })],
    });
    expect(text).not.toMatch(unsafe);
    expect(text).not.toMatch(/^ {2}\+ added/m);
  });
});
