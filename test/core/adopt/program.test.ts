/** Programs as text: whatever a tenant's names hold, they say what they should and nothing else. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptionOf } from '../../../src/core/adopt/adoption.ts';
import { type Argument, isReference, nothingLookedUp } from '../../../src/core/adopt/model.ts';
import { namesFor } from '../../../src/core/adopt/names.ts';
import { literal, programOf } from '../../../src/core/adopt/program.ts';
import { resourcesOf } from '../../../src/core/adopt/resources.ts';
import type { Body, DirectoryObject, ObjectType } from '../../../src/core/model.ts';
import { aGroup, anApplication, aPolicy, aServicePrincipal, aUser } from '../../builder.ts';
import { hostileName, unsafe } from '../report/samples.ts';

const origin = { backup: '2026-11-01T02-00-00Z', tenantId: 't' };
const object = (type: ObjectType, body: Body): DirectoryObject => ({ key: { type, id: String(body.id) }, body });

interface Made {
  readonly className: string;
  readonly name: string;
  readonly args: unknown;
  readonly options: unknown;
}

/** What the program asks for, with the outputs of others as `<name>.objectId`. */
function run(text: string): readonly Made[] {
  const made: Made[] = [];
  const azuread = new Proxy(
    {},
    {
      get: (_, className: string) =>
        class {
          readonly id: string;
          readonly objectId: string;
          readonly clientId: string;
          constructor(name: string, args: unknown, options: unknown) {
            // Plain data of this side, not of the context it was made in.
            made.push({ className, name, args: JSON.parse(JSON.stringify(args)), options });
            this.id = `${name}.id`;
            this.objectId = `${name}.objectId`;
            this.clientId = `${name}.clientId`;
          }
        },
    },
  );
  runInNewContext(text.replace(/^import .*$/m, "'use strict';"), { azuread });
  return made;
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    hostileName,
    '"); process.exit(1); ("',
    '\u0024{process.env.HOME}`',
    '*/ throw 1 /*',
    '\u2028alert(1)',
    '\\',
    '__proto__',
    'constructor',
    'class',
    '日本支社',
    'Ünïcödé',
    '1st',
    '',
  ),
);

describe('a literal', () => {
  it('is the text, shows all of it, and stays on its line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = literal(text);
        expect(JSON.parse(written)).toBe(text);
        expect(runInNewContext(written)).toBe(text);
        expect(written).not.toMatch(unsafe);
        expect(written.split(/[\n\r\u2028\u2029]/)).toHaveLength(1);
      }),
    );
  });
});

describe('names', () => {
  it('are words of ASCII, and no two are the same, whatever things are called', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 12 }), (names) => {
        const users = names.map((displayName, index) =>
          object('user', aUser({ id: `u${index}`, displayName: displayName === '' ? 'x' : displayName })),
        );
        const { resources } = resourcesOf(users, nothingLookedUp);
        const given = [...namesFor(resources).values()];
        expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of given) expect(name).toMatch(/^user[A-Za-z0-9]*(?:_[0-9a-f]{12})?$/);
      }),
    );
  });

  it('do not depend on what comes first, nor on what is called otherwise', () => {
    const users = ['Ada', 'Ada', 'Bob', 'ada'].map((displayName, n) =>
      object('user', aUser({ id: `u${n}`, displayName })),
    );
    const named = (some: readonly DirectoryObject[]) => namesFor(resourcesOf(some, nothingLookedUp).resources);
    expect(named(users.toReversed())).toEqual(named(users));
    expect(named(users).get('user/u2')).toBe('userBob');
    expect(named([users[0]!, users[1]!]).get('user/u0')).toBe(named(users).get('user/u0'));
  });
});

describe('a program', () => {
  it('asks for each resource with just its arguments, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 6 }), (texts) => {
        const users = texts.map(([displayName, city], n) =>
          object('user', aUser({ id: `u${n}`, displayName: `x${displayName}`, city, jobTitle: city })),
        );
        const { resources } = resourcesOf(users, nothingLookedUp);
        const { text, imports } = programOf(resources, { ...origin, tenantId: texts[0]![1] });
        const made = run(text);
        expect(made.map(({ className, args }) => ({ className, args }))).toEqual(
          resources.map(({ className, args }) => ({ className, args })),
        );
        expect(made.map(({ name }) => name)).toEqual(imports.map(({ name }) => name));
        expect(made.every(({ options }) => JSON.stringify(options) === '{"protect":true}')).toBe(true);
        expect(text).not.toMatch(unsafe);
      }),
      { numRuns: 60 },
    );
  });

  const boss = object('user', aUser({ id: 'u1', displayName: 'Boss', manager: 'user/u9' }));
  const clerk = object('user', aUser({ id: 'u2', displayName: 'Clerk', manager: 'user/u1' }));
  const crew = object('group', aGroup({ members: ['device/d1', 'user/u2'], owners: ['user/u9'] }));
  const payroll = object(
    'application',
    anApplication({
      requiredResourceAccess: [{ resourceAppId: 'app1', resourceAccess: [{ id: 's', type: 'Scope' }] }],
    }),
  );
  const principal = object('servicePrincipal', aServicePrincipal());
  const policy = object(
    'conditionalAccessPolicy',
    aPolicy({
      users: { includeUsers: ['All'], excludeGroups: ['g1'] },
      more: {
        conditions: {
          applications: { includeApplications: ['app1', 'Office365'] },
          clientAppTypes: ['all'],
          users: { includeUsers: ['All'], excludeGroups: ['g1', 'g9'] },
        },
      },
    }),
  );
  const argsOf = (objects: readonly DirectoryObject[], name: string): unknown =>
    run(programOf(resourcesOf(objects, nothingLookedUp).resources, origin).text).find((one) => one.name === name)?.args;

  it('refers to what is adopted too, by its outputs, and to the rest by id', () => {
    const all = [policy, principal, payroll, crew, clerk, boss];
    expect(argsOf(all, 'userClerk')).toMatchObject({ managerId: 'userBoss.objectId' });
    expect(argsOf(all, 'userBoss')).toMatchObject({ managerId: 'u9' });
    expect(argsOf(all, 'groupCrew')).toMatchObject({ members: ['d1', 'userClerk.objectId'], owners: ['u9'] });
    expect(argsOf(all, 'principalPayroll')).toMatchObject({ clientId: 'applicationPayroll.clientId' });
    expect(argsOf(all, 'policyRequireMFA')).toMatchObject({
      conditions: {
        applications: { includedApplications: ['applicationPayroll.clientId', 'Office365'] },
        users: { excludedGroups: ['groupCrew.objectId', 'g9'] },
      },
    });
    expect(argsOf([policy, principal], 'policyRequireMFA')).toMatchObject({
      conditions: { applications: { includedApplications: ['principalPayroll.clientId', 'Office365'] } },
    });
    // An application that needs its own interface names itself by its id.
    expect(argsOf(all, 'applicationPayroll')).toMatchObject({ requiredResourceAccesses: [{ resourceAppId: 'app1' }] });
  });

  it('says where two refer to each other, and still names each before it is used', () => {
    const groups = [
      object('group', aGroup({ id: 'g1', displayName: 'A', members: ['group/g2'] })),
      object('group', aGroup({ id: 'g2', displayName: 'B', members: ['group/g1'] })),
    ];
    const adoption = adoptionOf(groups, origin, nothingLookedUp);
    expect(adoption.unexpressed).toMatchObject(
      [{ property: 'references', reason: /refer to each other/ }].map((one) => ({
        ...one,
        reason: expect.stringMatching(one.reason),
      })),
    );
    const made = run(adoption.files.get('index.ts') ?? '');
    expect(made.map(({ args }) => (args as { readonly members: unknown }).members)).toEqual([
      ['g1'],
      ['groupB.objectId'],
    ]);
  });

  it('is the same whatever order the objects come in', () => {
    const all = [policy, principal, payroll, crew, clerk, boss];
    const files = adoptionOf(all, origin, nothingLookedUp).files;
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(adoptionOf(shuffled, origin, nothingLookedUp).files).toEqual(files);
      }),
      { numRuns: 20 },
    );
  });

  it('has no reference left that leads nowhere', () => {
    const { resources } = resourcesOf([crew, clerk], nothingLookedUp);
    const open = (argument: Argument): boolean =>
      typeof argument === 'object' && (isReference(argument) || Object.values(argument).some(open));
    expect(resources.some(({ args }) => open(args))).toBe(true);
    expect(programOf(resources, origin).text).not.toMatch(/refersTo|otherwise|undefined/);
  });
});
