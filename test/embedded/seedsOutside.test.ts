import { existsSync, readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { SeedBody } from '../../src/embedded/seed.ts';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { seedFromScubaGear } from '../../src/embedded/seeds/scubagear.ts';
import { isBody } from '../../src/embedded/value.ts';
import { idsOf, madeUpExport, policiesOf, problemsOf, withoutLinks } from './seedWords.ts';

const data = new URL('../../../shared/data/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, data), 'utf8');

/** A test against material that nobody here wrote. It lies beside the checkout: absent it is skipped, but never in CI. */
function outside(name: string, run: () => void): void {
  test(name, (context) => {
    if (!existsSync(data)) {
      if (process.env.CI !== undefined) throw new Error('../shared/data is needed in CI');
      context.skip('../shared/data is absent');
    }
    run();
  });
}

describe('scubagear', () => {
  test('makes up what the policies name, once, and nothing for words', () => {
    const seed = seedFromScubaGear(madeUpExport);
    expect(idsOf(seed.users)).toEqual(['22222222-2222-4222-8222-222222222222']);
    expect(idsOf(seed.groups)).toEqual(['33333333-3333-4333-8333-333333333333']);
    expect(idsOf(seed.namedLocations)).toEqual(['44444444-4444-4444-8444-444444444444']);
    const [policy] = policiesOf(seed);
    expect(policy?.createdDateTime).toBe('2023-10-25T17:32:29.380Z');
    expect(policy?.grantControls).toEqual({ operator: 'OR', builtInControls: ['mfa'] });
  });

  test.each([null, {}, { conditional_access_policies: {} }, { conditional_access_policies: ['x'] }])(
    'refuses %j',
    (document) => {
      expect(() => seedFromScubaGear(document)).toThrow(TypeError);
    },
  );

  outside('loses nothing but annotations', () => {
    const document = JSON.parse(read('scubagear-sample-tenant.json')) as { conditional_access_policies: SeedBody[] };
    const seed = seedFromScubaGear(document);
    const before = document.conditional_access_policies.map((policy) => leavesOf(policy));
    const after = policiesOf(seed).map((policy) => leavesOf(policy));
    expect(after).toHaveLength(7);
    const lost = before.flatMap((leaves, index) =>
      [...leaves.keys()].filter((path) => after[index]?.has(path) !== true),
    );
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.filter((path) => !path.endsWith('@odata.context'))).toEqual([]);
    const changed = before.flatMap((leaves, index) =>
      [...leaves].flatMap(([path, value]) => {
        const now = after[index]?.get(path);
        return now === undefined || now === value ? [] : [{ path, value: String(value), now: String(now) }];
      }),
    );
    expect(changed.length).toBeGreaterThan(7);
    for (const { path, value, now } of changed) {
      expect(path).toMatch(/DateTime$/);
      expect(value).toBe(`/Date(${Date.parse(now)})/`);
    }
    expect(idsOf(seed.users)).toContain('2d9a50a8-6688-48eb-8646-86acb74e2f05');
    // Named by the methods, not by a policy.
    expect(idsOf(seed.users)).toContain('42dd60ea-57e9-47ea-8a43-a213d36a9cb0');
    expect(idsOf(seed.groups)).toContain('e426e4a9-2045-48fe-9949-774a999f7972');
    expect(problemsOf(seed)).toEqual([]);
  });
});

/** Values by path; empty lists and objects count as values. */
function leavesOf(value: unknown, path = '', leaves = new Map<string, unknown>()): ReadonlyMap<string, unknown> {
  const parts = Array.isArray(value) ? [...value.entries()] : isBody(value) ? Object.entries(value) : [];
  if (parts.length === 0) leaves.set(path, typeof value === 'object' ? JSON.stringify(value) : value);
  for (const [name, content] of parts) leavesOf(content, `${path}.${name}`, leaves);
  return leaves;
}

describe('property names', () => {
  type Names = ReadonlyMap<
    string,
    { readonly base: string | undefined; readonly properties: ReadonlyMap<string, string> }
  >;

  /** Types of the v1.0 schema with the type of each property. */
  function schemaV1(): Names {
    const list = (value: unknown): SeedBody[] =>
      value === undefined ? [] : Array.isArray(value) ? value : [value as SeedBody];
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const document = parser.parse(read('graph-v1.0.csdl')) as {
      'edmx:Edmx': { 'edmx:DataServices': { Schema: unknown } };
    };
    const schema = list(document['edmx:Edmx']['edmx:DataServices'].Schema).find(
      ({ Namespace }) => Namespace === 'microsoft.graph',
    );
    const types = [...list(schema?.EntityType), ...list(schema?.ComplexType)].map((type) => {
      const properties = [...list(type.Property), ...list(type.NavigationProperty)];
      const base = type.BaseType === undefined ? undefined : String(type.BaseType).replace('graph.', '');
      return [
        String(type.Name),
        { base, properties: new Map(properties.map(({ Name, Type }) => [String(Name), String(Type)])) },
      ] as const;
    });
    return new Map(types);
  }

  const localName = (type: string): string => type.replace(/^Collection\((.*)\)$/, '$1').replace('graph.', '');

  /** In real exports, in no schema: see the sample report of ScubaGear. */
  const observed = new Set(['agents', 'times', 'partialEnablementStrategy', 'blockSensitiveActions']);

  const inherited = (schema: Names, type: string | undefined): Map<string, string> => {
    const found = type === undefined ? undefined : schema.get(type);
    return found === undefined ? new Map() : new Map([...inherited(schema, found.base), ...found.properties]);
  };

  function unknownNames(
    type: string,
    body: unknown,
    schema: Names,
    beta: Readonly<Record<string, { properties: readonly string[] }>>,
    path = type,
  ): readonly string[] {
    if (Array.isArray(body)) return body.flatMap((item) => unknownNames(type, item, schema, beta, path));
    if (!isBody(body)) return [];
    const actual =
      typeof body['@odata.type'] === 'string' ? body['@odata.type'].replace('#microsoft.graph.', '') : type;
    const known = inherited(schema, actual);
    return Object.entries(body).flatMap(([name, content]) => {
      if (name === '@odata.type') return [];
      const declared = known.get(name);
      if (declared !== undefined) return unknownNames(localName(declared), content, schema, beta, `${path}.${name}`);
      return beta[actual]?.properties.includes(name) === true || observed.has(name) ? [] : [`${path}.${name}`];
    });
  }

  outside('are those of Graph', () => {
    const schema = schemaV1();
    const beta = JSON.parse(read('graph-beta-properties.json')) as Record<string, { properties: readonly string[] }>;
    for (const seed of [contoso(), generated(300)]) {
      const bodies = [seed, seed.deleted ?? {}];
      const unknown = [
        ...bodies.flatMap(({ users = [] }) => unknownNames('user', users.map(withoutLinks), schema, beta)),
        ...bodies.flatMap(({ groups = [] }) => unknownNames('group', groups, schema, beta)),
        ...bodies.flatMap(({ conditionalAccessPolicies = [] }) =>
          unknownNames('conditionalAccessPolicy', conditionalAccessPolicies, schema, beta),
        ),
        ...bodies.flatMap(({ namedLocations = [] }) => unknownNames('namedLocation', namedLocations, schema, beta)),
        ...unknownNames('organization', seed.organization, schema, beta),
        ...unknownNames('subscribedSku', seed.subscribedSkus, schema, beta),
      ];
      expect(new Set(unknown)).toEqual(new Set());
    }
    expect(unknownNames('user', { nickname: 'x', employeeOrgData: { team: 'y' } }, schema, beta)).toEqual([
      'user.nickname',
      'user.employeeOrgData.team',
    ]);
  });

  outside('are all of Graph v1.0, but for what a list does not return', () => {
    const schema = schemaV1();
    const structural = (type: string) =>
      [...inherited(schema, type)].filter(([, kind]) => /^(Edm\.|Collection\(Edm\.)/.test(kind)).map(([name]) => name);
    const absent = (type: string, body: SeedBody | undefined) =>
      structural(type).filter((name) => body?.[name] === undefined);
    const seed = contoso();
    const sharePoint = [
      'aboutMe',
      'birthday',
      'hireDate',
      'interests',
      'mySite',
      'pastProjects',
      'preferredName',
      'responsibilities',
      'schools',
      'skills',
    ];
    expect(new Set(absent('user', seed.users?.[0]))).toEqual(new Set([...sharePoint, 'deviceEnrollmentLimit']));
    const exchange = [
      'allowExternalSenders',
      'autoSubscribeNewMembers',
      'hideFromAddressLists',
      'hideFromOutlookClients',
      'isSubscribedByMail',
      'unseenConversationsCount',
      'unseenCount',
      'unseenMessagesCount',
    ];
    expect(new Set(absent('group', seed.groups?.[0]))).toEqual(new Set(exchange));
    expect(absent('organization', seed.organization)).toEqual([]);
    expect(absent('subscribedSku', seed.subscribedSkus?.[0])).toEqual([]);
  });

  outside('of policies are all those of the sample report', () => {
    const { conditional_access_policies: real } = JSON.parse(read('scubagear-sample-tenant.json')) as {
      conditional_access_policies: SeedBody[];
    };
    const mine = policiesOf(contoso())[0] as SeedBody;
    for (const policy of real) {
      expect(Object.keys(policy).filter((name) => !(name in mine))).toEqual([]);
      expect(
        Object.keys(policy.conditions as SeedBody).filter((name) => !(name in (mine.conditions as SeedBody))),
      ).toEqual([]);
    }
  });

  outside('roles are directory roles', () => {
    const roles = new Set(
      read('directory-roles.tsv')
        .split('\n')
        .map((line) => line.split('\t')[0]),
    );
    const used = policiesOf(contoso()).flatMap(
      ({ conditions }) => (conditions as { users: { includeRoles: string[] } }).users.includeRoles,
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((role) => !roles.has(role))).toEqual([]);
  });
});
