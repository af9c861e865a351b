/** A small tenant filled with what any tenant is filled with. */
import type { Seed, SeedBody } from '../../src/embedded/seed.ts';
import { type SmallGraph, smallGraph } from './smallGraph.ts';
import type { ChildName, LinkName, SmallSeed, Stored } from './smallStore.ts';

const linkNames: readonly LinkName[] = ['members', 'owners', 'sponsors'];
const childNames: readonly ChildName[] = ['federatedIdentityCredentials', 'combinationConfigurations'];
const collections = [
  'users',
  'groups',
  'applications',
  'servicePrincipals',
  'conditionalAccessPolicies',
  'namedLocations',
  'authenticationStrengthPolicies',
] as const;

type Bodies = { readonly [collection in string]?: unknown };
type PerOwner<T> = Record<string, readonly T[]>;

export function smallGraphOf(seed: Seed, more: Pick<SmallSeed, 'pageSize'> = {}): Promise<SmallGraph> {
  const collectionById = new Map<string, string>();
  const links: Record<LinkName, PerOwner<string>> = { members: {}, owners: {}, sponsors: {} };
  const children: Record<ChildName, PerOwner<Stored>> = {
    federatedIdentityCredentials: {},
    combinationConfigurations: {},
    appRoleAssignedTo: {},
  };

  function stored(collection: string, body: SeedBody): Stored {
    const id = body.id as string;
    collectionById.set(id, collection);
    const properties: Record<string, unknown> & { id: string } = { ...body, id };
    for (const name of linkNames) {
      if (Array.isArray(body[name])) links[name][id] = body[name] as string[];
      delete properties[name];
    }
    for (const name of childNames) {
      if (Array.isArray(body[name])) children[name][id] = body[name] as Stored[];
      delete properties[name];
    }
    return properties;
  }
  const all = (from: Bodies): Stored[] =>
    collections.flatMap((name) => ((from[name] ?? []) as SeedBody[]).map((body) => stored(name, body)));

  const given: Bodies = { ...seed };
  const policy = (given.authorizationPolicy ?? { allowInvitesFrom: 'everyone' }) as SeedBody;
  const live = [
    ...all(given),
    stored('organization', seed.organization ?? { id: 'tenant', displayName: 'Contoso', tenantType: 'AAD' }),
    stored('', { ...policy, id: 'authorizationPolicy' }),
    stored('', { id: 'authenticationMethodsPolicy', displayName: 'Authentication Methods Policy' }),
    ...methods.map((method) => stored('authenticationMethodConfigurations', method)),
  ];
  const deleted = all({ ...seed.deleted });
  const typeNames: Record<string, string> = { users: 'User', groups: 'Group', servicePrincipals: 'ServicePrincipal' };
  for (const [n, body] of (seed.appRoleAssignments ?? []).entries()) {
    const resource = body.resourceId as string;
    const principalType = typeNames[collectionById.get(body.principalId as string) ?? ''];
    children.appRoleAssignedTo[resource] = [
      ...(children.appRoleAssignedTo[resource] ?? []),
      { id: `assignment_${n}`, principalType, ...body },
    ];
  }
  const grants = (seed.oauth2PermissionGrants ?? []).map((body, n): Stored => ({ id: `grant_${n}`, ...body }));
  const skus = (seed.subscribedSkus ?? []).map((body, n): Stored => ({ id: `sku_${n}`, ...body }));
  return smallGraph({ live, deleted, ...links, children, grants, skus, collections: collectionById, ...more });
}

const methods: readonly SeedBody[] = [
  {
    '@odata.type': '#microsoft.graph.smsAuthenticationMethodConfiguration',
    id: 'Sms',
    state: 'disabled',
    includeTargets: [{ targetType: 'group', id: 'all_users', isRegistrationRequired: false }],
    excludeTargets: [],
  },
  {
    '@odata.type': '#microsoft.graph.fido2AuthenticationMethodConfiguration',
    id: 'Fido2',
    state: 'enabled',
    isAttestationEnforced: true,
    includeTargets: [{ targetType: 'group', id: 'all_users', isRegistrationRequired: false }],
    excludeTargets: [],
  },
];
