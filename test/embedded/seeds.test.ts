import { afterEach, describe, expect, test, vi } from 'vitest';
import { claimsOf } from '../../src/embedded/claims.ts';
import { fullPolicy } from '../../src/embedded/rules/conditionalAccessPolicy.ts';
import type { Seed, SeedBody, SeedUser } from '../../src/embedded/seed.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { securityIdentifierOf } from '../../src/embedded/seeds/names.ts';
import { targetsOf } from '../../src/embedded/seeds/policyTargets.ts';
import { seedFromScubaGear } from '../../src/embedded/seeds/scubagear.ts';
import { checkObject } from '../../src/embedded/validate.ts';
import { isBody } from '../../src/embedded/value.ts';
import {
  collections,
  everything,
  groupsOf,
  idOf,
  idsOf,
  inAll,
  isAssigned,
  isDynamic,
  isSynced,
  isUnified,
  madeUpExport,
  policiesOf,
  problemsOf,
  twice,
  usersOf,
  withoutLinks,
} from './seedWords.ts';

const seeds: readonly (readonly [string, Seed])[] = [
  ['contoso', contoso()],
  ...[1, 2, 3, 10, 56, 57, 99, 100, 200, 2000].map((size): readonly [string, Seed] => [
    `generated ${size}`,
    generated(size),
  ]),
  ['scubagear', seedFromScubaGear(madeUpExport)],
];

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.resetModules();
});

describe.each(seeds)('%s', (_, seed) => {
  const users = new Set(idsOf(seed.users));
  const groups = new Set(idsOf(seed.groups));
  const locations = new Set(idsOf(seed.namedLocations));

  test('is taken by the embedded tenant', () => {
    expect(problemsOf(seed)).toEqual([]);
  });

  test('has no id, sign-in name or address twice', () => {
    expect(twice(everything(seed).map(idOf))).toEqual([]);
    const claims = [
      ...usersOf(seed).flatMap((body) => claimsOf('user', body)),
      ...groupsOf(seed).flatMap((body) => claimsOf('group', body)),
    ];
    const counts = Map.groupBy(claims, ({ property, value }) => `${property} ${value}`);
    expect([...counts].filter(([, holders]) => holders.length > 1).map(([claim]) => claim)).toEqual([]);
  });

  test('refers only to what is there', () => {
    const managers = usersOf(seed).flatMap(({ manager }) => manager ?? []);
    const all = [...groupsOf(seed), ...(seed.deleted?.groups ?? [])];
    const members = all.flatMap((group) => group.members ?? []);
    const owners = all.flatMap((group) => group.owners ?? []);
    const targets = targetsOf([...policiesOf(seed), ...(seed.deleted?.conditionalAccessPolicies ?? [])]);
    expect([...managers, ...owners, ...targets.users].filter((id) => !users.has(id))).toEqual([]);
    const machines = new Set([...(seed.devices ?? []), ...(seed.servicePrincipals ?? [])].map(idOf));
    const known = (id: string): boolean => users.has(id) || groups.has(id) || machines.has(id);
    expect([...members, ...targets.groups].filter((id) => !known(id))).toEqual([]);
    expect(targets.groups.filter((id) => !groups.has(id))).toEqual([]);
    expect(targets.locations.filter((id) => !locations.has(id))).toEqual([]);
  });

  test('has links that Graph allows', () => {
    const synced = new Set([...usersOf(seed), ...groupsOf(seed)].filter(isSynced).map(idOf));
    for (const group of groupsOf(seed)) {
      const { members = [], owners = [], displayName } = group;
      expect(twice(members), `${displayName}: member twice`).toEqual([]);
      expect(twice(owners), `${displayName}: owner twice`).toEqual([]);
      expect(members, `${displayName}: in itself`).not.toContain(group.id);
      const onlyUsers = isUnified(group) || isDynamic(group) || group.isAssignableToRole === true;
      if (onlyUsers)
        expect(
          members.filter((id) => !users.has(id)),
          `${displayName}: not a user`,
        ).toEqual([]);
      if (isUnified(group))
        expect(
          owners.filter((id) => !members.includes(id)),
          `${displayName}: owner apart`,
        ).toEqual([]);
      if (isSynced(group))
        expect(
          members.filter((id) => !synced.has(id)),
          `${displayName}: from the cloud`,
        ).toEqual([]);
    }
  });

  test('computes the members of dynamic groups as their rule says', () => {
    for (const group of groupsOf(seed).filter(isDynamic)) {
      const [, property, value] = /^\(user\.(\w+) -eq "([^"]+)"\)$/.exec(String(group.membershipRule)) ?? [];
      const expected = usersOf(seed).filter((user) => property !== undefined && user[property] === value);
      expect(group.members, String(group.displayName)).toEqual(idsOf(expected));
    }
  });

  test('is of the types in the schema', () => {
    const typeOf = (type: string, body: SeedBody) => checkObject(type, withoutLinks(body), '', 'beta');
    const misfits = [
      ...usersOf(seed).map((body) => typeOf('user', body)),
      ...groupsOf(seed).map((body) => typeOf('group', body)),
      ...policiesOf(seed).map((body) => typeOf('conditionalAccessPolicy', body)),
      ...(seed.namedLocations ?? []).map((body) => typeOf('namedLocation', body)),
      typeOf('organization', seed.organization ?? {}),
      ...(seed.subscribedSkus ?? []).map((body) => typeOf('subscribedSku', body)),
    ];
    expect(misfits.filter((misfit) => misfit !== null)).toEqual([]);
  });
});

describe('contoso', () => {
  const seed = contoso();
  const users = usersOf(seed);
  const groups = groupsOf(seed);
  const policies = policiesOf(seed);
  const named = <Body extends SeedBody>(bodies: readonly Body[], id: string): Body => {
    const found = bodies.find((body) => body.id === id);
    if (found === undefined) throw new Error(`${id} is not there`);
    return found;
  };

  test('holds as many of each kind as it says', () => {
    const isAgent = (user: SeedUser): boolean => user['@odata.type'] === '#microsoft.graph.agentUser';
    expect({
      users: users.length,
      synced: users.filter(isSynced).length,
      guests: users.filter(({ userType }) => userType === 'Guest').length,
      agents: users.filter(isAgent).length,
      microsoft365: groups.filter(isUnified).length,
      assigned: groups.filter(isAssigned).length,
      dynamic: groups.filter(isDynamic).length,
      syncedGroups: groups.filter(isSynced).length,
      roleAssignable: groups.filter((group) => group.isAssignableToRole === true).length,
      policies: policies.length,
      states: Object.fromEntries(
        [...Map.groupBy(policies, ({ state }) => state)].map(([state, list]) => [state, list.length]),
      ),
      ipLocations: seed.namedLocations?.filter(
        (location) => location['@odata.type'] === '#microsoft.graph.ipNamedLocation',
      ).length,
      trusted: seed.namedLocations?.filter(({ isTrusted }) => isTrusted === true).length,
      countries: seed.namedLocations?.filter(
        (location) => location['@odata.type'] === '#microsoft.graph.countryNamedLocation',
      ).length,
      deleted: collections.map((name) => seed.deleted?.[name]?.length),
    }).toEqual({
      users: 67,
      synced: 8,
      guests: 2,
      agents: 3,
      microsoft365: 15,
      assigned: 17,
      dynamic: 15,
      syncedGroups: 15,
      roleAssignable: 2,
      policies: 12,
      states: { enabled: 10, disabled: 1, enabledForReportingButNotEnforced: 1 },
      ipLocations: 2,
      trusted: 1,
      countries: 1,
      deleted: [3, 2, 1, 1, undefined, 1, 1, undefined],
    });
    expect(users.filter(isAgent).every(({ identityParentId }) => typeof identityParentId === 'string')).toBe(true);
    expect(users.filter(isSynced).every(({ onPremisesImmutableId }) => typeof onPremisesImmutableId === 'string')).toBe(
      true,
    );
  });

  test('is a licensed workforce tenant', () => {
    expect(seed.organization).toMatchObject({ id: contosoIds.tenant, displayName: 'Contoso', tenantType: 'AAD' });
    expect((seed.organization as { verifiedDomains: SeedBody[] }).verifiedDomains.map(({ name }) => name)).toEqual([
      'contoso.com',
      'contoso.onmicrosoft.com',
    ]);
    const plans = seed.subscribedSkus
      ?.flatMap(({ servicePlans }) => servicePlans as SeedBody[])
      .map(({ servicePlanId }) => servicePlanId);
    expect(plans).toEqual(
      expect.arrayContaining(['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'eec0eb4f-6444-4f95-aba0-50c24d67f998']),
    );
  });

  test('names its own objects by its well-known ids', () => {
    expect(Object.values(contosoIds.users).toSorted()).toEqual(idsOf(users).toSorted());
    expect(Object.values(contosoIds.groups).toSorted()).toEqual(idsOf(groups).toSorted());
    expect(Object.values(contosoIds.policies)).toEqual(idsOf(policies));
    expect(Object.values(contosoIds.locations)).toEqual(idsOf(seed.namedLocations));
    expect(
      Object.values(contosoIds.deleted)
        .flatMap((ids) => Object.values(ids))
        .toSorted(),
    ).toEqual(idsOf(inAll(seed.deleted ?? {})).toSorted());
  });

  test('can always be entered: emergency accounts stand apart and are excluded from every policy', () => {
    for (const id of contosoIds.breakGlassAccounts) {
      const account = named(users, id);
      expect(account.userPrincipalName).toMatch(/@contoso\.onmicrosoft\.com$/);
      expect(account).toMatchObject({ accountEnabled: true, onPremisesSyncEnabled: null });
      expect(account.manager).toBeUndefined();
    }
    expect(contosoIds.breakGlassAccounts).toHaveLength(2);
    expect(named(groups, contosoIds.breakGlassGroup)).toMatchObject({
      displayName: 'CA-Exclude-BreakGlass',
      members: contosoIds.breakGlassAccounts,
    });
    for (const { conditions, displayName } of policies) {
      const { users: who } = conditions as { users: { excludeGroups: readonly string[] } };
      expect(who.excludeGroups, String(displayName)).toContain(contosoIds.breakGlassGroup);
    }
  });

  test('reports to one chief', () => {
    const chief = contosoIds.users['ingrid.solberg'];
    const managerOf = new Map(users.map((user) => [user.id, user.manager]));
    const top = (id: string, steps = 0): string => {
      const manager = managerOf.get(id);
      return manager === undefined || steps > users.length ? id : top(manager, steps + 1);
    };
    const managed = users.filter(({ manager }) => manager !== undefined);
    expect(managed).toHaveLength(62);
    expect(managed.map((user) => top(idOf(user))).filter((id) => id !== chief)).toEqual([]);
  });

  test('has what is hard to keep well in text', () => {
    const own = (alias: keyof typeof contosoIds.users) => named(users, contosoIds.users[alias]);
    expect(own('lars.hansen')).toMatchObject({ country: 'NO', usageLocation: 'NO', postalCode: '0150' });
    expect(own('mairead.obrien')).toMatchObject({ surname: "O'Brien", streetAddress: expect.stringContaining('\n') });
    expect(own('sabine.mueller').streetAddress).toContain('\r\n');
    expect(own('nora.null').surname).toBe('Null');
    expect(own('tariq.al.farsi').displayName).toBe('طارق الفارسي');
    expect(own('yoko.tanaka').displayName).toBe('田中 陽子');
    expect(users.flatMap(({ employeeId }) => employeeId ?? []).every((id) => /^0\d{5}$/.test(String(id)))).toBe(true);
  });

  test('has policies in their full shape', () => {
    for (const policy of policies) expect(fullPolicy(policy)).toEqual(policy);
  });

  test('has deleted users whose sign-in names are free', () => {
    for (const user of seed.deleted?.users ?? []) {
      expect(String(user.userPrincipalName).startsWith(idOf(user).replaceAll('-', ''))).toBe(true);
    }
  });

  test('has moments before November 2026, and deletions in it', () => {
    const living = inAll(seed).flatMap((body) => momentsIn(body));
    expect(living.length).toBeGreaterThan(300);
    expect(living.filter((moment) => moment < '2024-01-0' || moment >= '2026-11')).toEqual([]);
    const deletions = inAll(seed.deleted ?? {}).map(({ deletedDateTime }) => String(deletedDateTime));
    expect(deletions.filter((moment) => !/^2026-11-(0\d|1\d)T\d\d:\d\d:\d\dZ$/.test(moment))).toEqual([]);
    for (const { createdDateTime, modifiedDateTime, displayName } of [...policies, ...(seed.namedLocations ?? [])]) {
      expect(String(modifiedDateTime) >= String(createdDateTime), String(displayName)).toBe(true);
    }
  });

  test('is the same whenever and wherever it is made', async () => {
    vi.useFakeTimers({ now: Date.UTC(1999, 0, 1), toFake: ['Date'] });
    vi.resetModules();
    const later = await import('../../src/embedded/seeds/contoso.ts');
    const chance = vi.spyOn(Math, 'random');
    expect(JSON.stringify(later.contoso())).toBe(JSON.stringify(seed));
    expect(chance).not.toHaveBeenCalled();
    const { generated: generatedLater } = await import('../../src/embedded/seeds/generated.ts');
    expect(JSON.stringify(generatedLater(500))).toBe(JSON.stringify(generated(500)));
  });
});

const noHistory: ReadonlySet<string> = new Set(['deletedDateTime', 'employeeHireDate', 'endDateTime']);

/** Every moment in a body, but for those that are no history of it; built-in strengths are older than the tenant. */
function momentsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') return name.endsWith('DateTime') && !noHistory.has(name) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => momentsIn(item, name));
  return isBody(value) && value.policyType !== 'builtIn'
    ? Object.entries(value).flatMap(([key, content]) => momentsIn(content, key))
    : [];
}

describe('generated', () => {
  test.each([1, 2, 3, 10, 55, 56, 57, 99, 100, 300, 500, 1234])('has exactly %i objects', (size) => {
    expect(inAll(generated(size))).toHaveLength(size);
  });

  test('has believable shares', () => {
    const seed = generated(2000);
    expect(collections.map((name) => seed[name]?.length)).toEqual([1400, 481, 12, 3, 4, 20, 80, undefined]);
    const sizes = groupsOf(seed).map(({ members = [] }) => members.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    expect(Math.max(...sizes)).toBeGreaterThan(100);
    for (const isKind of [isUnified, isDynamic, isSynced, isAssigned])
      expect(groupsOf(seed).filter(isKind).length).toBeGreaterThan(40);
  });

  test('has no policy without what it stands on', () => {
    expect(policiesOf(generated(55))).toEqual([]);
    const seed = generated(100);
    expect(policiesOf(seed)).toHaveLength(12);
    const exclusion = groupsOf(seed).find(({ id }) => id === contosoIds.breakGlassGroup);
    expect(exclusion?.members).toEqual(contosoIds.breakGlassAccounts);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses %d', (size) => {
    expect(() => generated(size)).toThrow(RangeError);
  });

  test('makes 100,000 objects, each once', () => {
    expect(new Set(idsOf(inAll(generated(100_000)))).size).toBe(100_000);
  });
});

describe('security identifiers', () => {
  test('are derived as Entra derives them', () => {
    expect(securityIdentifierOf('73d664e4-0886-4a73-b745-c694da45ddb4')).toBe(
      'S-1-12-1-1943430372-1249052806-2496021943-3034400218',
    );
  });
});
