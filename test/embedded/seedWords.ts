/** How tests speak of seeds. */
import { loadSeed } from '../../src/embedded/loadSeed.ts';
import type { Seed, SeedBody, SeedCollections, SeedGroup, SeedUser } from '../../src/embedded/seed.ts';

export const collections = [
  'users',
  'groups',
  'conditionalAccessPolicies',
  'namedLocations',
  'devices',
  'applications',
  'servicePrincipals',
  'authenticationStrengthPolicies',
] as const;
export const inAll = (seed: SeedCollections): readonly SeedBody[] =>
  collections.flatMap((name): readonly SeedBody[] => seed[name] ?? []);
export const everything = (seed: Seed): readonly SeedBody[] => [...inAll(seed), ...inAll(seed.deleted ?? {})];
export const idOf = (body: SeedBody): string => String(body.id);
export const idsOf = (bodies: readonly SeedBody[] | undefined): readonly string[] => (bodies ?? []).map(idOf);
export const usersOf = (seed: Seed): readonly SeedUser[] => seed.users ?? [];
export const groupsOf = (seed: Seed): readonly SeedGroup[] => seed.groups ?? [];
export const policiesOf = (seed: Seed): readonly SeedBody[] => seed.conditionalAccessPolicies ?? [];
const apart: ReadonlySet<string> = new Set(['manager', 'members', 'owners', 'sponsors', 'perUserMfaState']);
/** A body without what a seed keeps beside it. */
export const withoutLinks = (body: SeedBody): SeedBody =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !apart.has(name)));
export const twice = (values: readonly string[]): readonly string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

export const problemsOf = (seed: Seed): readonly unknown[] => {
  const loaded = loadSeed(seed);
  return 'problems' in loaded ? loaded.problems : [];
};

export const isUnified = (group: SeedGroup): boolean => JSON.stringify(group.groupTypes) === '["Unified"]';
export const isDynamic = (group: SeedGroup): boolean => JSON.stringify(group.groupTypes) === '["DynamicMembership"]';
export const isSynced = (body: SeedBody): boolean => body.onPremisesSyncEnabled === true;
export const isAssigned = (group: SeedGroup): boolean => !isUnified(group) && !isDynamic(group) && !isSynced(group);

/** An export in ScubaGear's form that names one of everything. */
export const madeUpExport = {
  conditional_access_policies: [
    {
      id: '11111111-1111-4111-8111-111111111111',
      displayName: 'Made up',
      state: 'enabled',
      createdDateTime: '/Date(1698255149380)/',
      conditions: {
        clientAppTypes: ['all'],
        applications: { includeApplications: ['All'] },
        users: {
          includeUsers: ['All'],
          excludeUsers: ['22222222-2222-4222-8222-222222222222', 'GuestsOrExternalUsers'],
          includeGroups: ['33333333-3333-4333-8333-333333333333'],
          excludeGroups: ['33333333-3333-4333-8333-333333333333'],
        },
        locations: {
          includeLocations: ['All'],
          excludeLocations: [
            '44444444-4444-4444-8444-444444444444',
            '00000000-0000-0000-0000-000000000000',
            'AllTrusted',
          ],
        },
      },
      grantControls: {
        operator: 'OR',
        builtInControls: ['mfa'],
        'authenticationStrength@odata.context': 'https://graph.example/$metadata',
      },
    },
  ],
};
