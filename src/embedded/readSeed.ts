/** A seed, checked and put into the shape the store keeps. Every problem is named with its place. */
import { checkApplications, readCredentials } from './applicationSeeds.ts';
import { guidFrom } from './identity.ts';
import { readRelations, relationNames } from './relationSeeds.ts';
import { type LoadedRelations, type PerUserMfaState, perUserMfaStates } from './relations.ts';
import { graphTypeOf } from './render.ts';
import { propertiesOf } from './schema.ts';
import { checkContent, cleaned, deletedName, fillers } from './seedContent.ts';
import { withCopies } from './seedCopies.ts';
import { policiesFrom, type TenantPolicies } from './tenantPolicies.ts';
import { type Body, type CoveredType, isBody, isGuid, isText } from './value.ts';

export interface SeedProblem {
  /** `users[3].members[0]` */
  readonly place: string;
  readonly message: string;
}

export interface LoadedObject {
  readonly type: CoveredType;
  readonly alive: boolean;
  readonly body: Body & { readonly id: string };
  readonly manager: string | null;
  readonly members: Set<string> | null;
  readonly owners: Set<string> | null;
  readonly sponsors: Set<string> | null;
}

export interface LoadedSeed {
  readonly policies: TenantPolicies;
  readonly subscribedSkus: readonly Body[];
  readonly objects: readonly LoadedObject[];
  readonly relations: LoadedRelations;
}

const collections: Readonly<Record<string, CoveredType>> = {
  users: 'user',
  groups: 'group',
  devices: 'device',
  applications: 'application',
  servicePrincipals: 'servicePrincipal',
  conditionalAccessPolicies: 'conditionalAccessPolicy',
  namedLocations: 'namedLocation',
  authenticationStrengthPolicies: 'authenticationStrengthPolicy',
};

/** Every tenant of a workforce with Conditional Access has one like it. Ids: Microsoft's list of products and plans. */
const defaultSkus: readonly Body[] = [
  {
    id: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
    skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
    skuPartNumber: 'AAD_PREMIUM_P2',
    capabilityStatus: 'Enabled',
    appliesTo: 'User',
    consumedUnits: 1,
    prepaidUnits: { enabled: 100, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: [
      {
        servicePlanId: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
        servicePlanName: 'AAD_PREMIUM',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
      {
        servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
        servicePlanName: 'AAD_PREMIUM_P2',
        provisioningStatus: 'Success',
        appliesTo: 'User',
      },
    ],
    subscriptionIds: [],
  },
];

interface Reading {
  readonly problems: SeedProblem[];
  readonly objects: (LoadedObject & { readonly place: string })[];
  readonly places: Map<string, string>;
  readonly names: Map<string, string>;
  readonly mfaStates: Map<string, PerUserMfaState>;
}

const idsOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const linksOf: { readonly [type in CoveredType]?: readonly string[] } = {
  user: ['manager', 'sponsors'],
  group: ['members', 'owners'],
  application: ['owners', 'sponsors'],
  servicePrincipal: ['owners', 'sponsors'],
};

/** What a link may lead to. */
const targetsOf: { readonly [link: string]: readonly CoveredType[] } = {
  manager: ['user'],
  members: ['user', 'group', 'servicePrincipal', 'device'],
  owners: ['user', 'servicePrincipal'],
  sponsors: ['user', 'group'],
};

/** The object, or where below its place something is wrong. */
function readObject(
  raw: unknown,
  place: string,
  type: CoveredType,
  alive: boolean,
  reading: Reading,
): (LoadedObject & { readonly place: string }) | SeedProblem {
  const problem = (at: string, message: string): SeedProblem => ({ place: `${place}${at}`, message });
  if (!isBody(raw)) return problem('', 'must be an object');
  const links: Record<string, string[]> = {};
  const own: Record<string, unknown> = {};
  const linkNames = linksOf[type] ?? [];
  for (const [name, value] of Object.entries(raw)) {
    if (type === 'user' && name === 'perUserMfaState') continue;
    if (type === 'application' && name === 'federatedIdentityCredentials') continue;
    if (!linkNames.includes(name)) own[name] = value;
    else links[name] = idsOf(value).map((id) => (isText(id) ? id.toLowerCase() : String(id)));
  }
  if (own.id !== undefined && !isGuid(own.id)) return problem('.id', 'must be a GUID');
  const id = isText(own.id) ? own.id.toLowerCase() : guidFrom('seed', place);
  const body = cleaned(own) as Body;
  const wrong = checkContent(type, body);
  if (wrong !== null) return problem(wrong.at, wrong.message);
  if (!alive && !isText(body.deletedDateTime)) return problem('.deletedDateTime', 'is needed for a deleted object');
  const twin = reading.places.get(id);
  if (twin !== undefined) return problem('.id', `is also the id of ${twin}`);
  reading.places.set(id, place);
  if (type === 'user' && alive) {
    const name = String(body.userPrincipalName).toLowerCase();
    const namesake = reading.names.get(name);
    if (namesake !== undefined) return problem('.userPrincipalName', `is also the name of ${namesake}`);
    reading.names.set(name, place);
  }
  if (type === 'user' && raw.perUserMfaState !== undefined) {
    const state = perUserMfaStates.find((known) => known === raw.perUserMfaState);
    if (state === undefined) return problem('.perUserMfaState', 'is no state of per-user MFA');
    reading.mfaStates.set(id, state);
  }
  const made = propertiesOf(graphTypeOf(type, body)).has('createdDateTime');
  const filled = fillers[type](id, made ? { createdDateTime: '2024-01-01T00:00:00Z', ...body } : body);
  const named = type === 'user' && !alive ? { userPrincipalName: deletedName(id, filled.userPrincipalName) } : {};
  const kept = type === 'application' ? readCredentials(raw.federatedIdentityCredentials, id) : {};
  if ('message' in kept) return problem(String(kept.at), String(kept.message));
  const set = (name: string): Set<string> | null => (links[name] === undefined ? null : new Set(links[name]));
  return {
    type,
    alive,
    place,
    body: { ...filled, ...named, ...kept, id },
    manager: links.manager?.[0] ?? null,
    members: set('members'),
    owners: set('owners'),
    sponsors: set('sponsors'),
  };
}

function readCollections(seed: Body, prefix: string, alive: boolean, reading: Reading): void {
  for (const [name, type] of Object.entries(collections)) {
    const list = seed[name];
    if (list === undefined) continue;
    // Deleted devices are not among what this tenant restores (facts §1).
    if (type === 'device' && !alive && !(Array.isArray(list) && list.length === 0))
      reading.problems.push({ place: `${prefix}${name}`, message: 'cannot be: deleted devices are gone' });
    else if (!Array.isArray(list)) reading.problems.push({ place: `${prefix}${name}`, message: 'must be a list' });
    else
      for (const [index, raw] of list.entries()) {
        const object = readObject(raw, `${prefix}${name}[${index}]`, type, alive, reading);
        if ('message' in object) reading.problems.push(object);
        else reading.objects.push(object);
      }
  }
}

function checkLinks(reading: Reading, find: Find): void {
  for (const { place, manager, members, owners, sponsors } of reading.objects) {
    for (const [name, ids] of [
      ['manager', manager === null ? [] : [manager]],
      ['members', members ?? []],
      ['owners', owners ?? []],
      ['sponsors', sponsors ?? []],
    ] as const) {
      let index = 0;
      for (const id of ids) {
        const type = find(id)?.type;
        const at = `${place}.${name}${name === 'manager' ? '' : `[${index}]`}`;
        if (type === undefined) reading.problems.push({ place: at, message: `refers to nothing: ${id}` });
        else if (!(targetsOf[name] ?? []).includes(type)) {
          reading.problems.push({ place: at, message: `cannot refer to a ${type}` });
        }
        index += 1;
      }
    }
  }
}

/** What a tenant has exactly one of. */
const policyNames = ['authenticationMethodsPolicy', 'authorizationPolicy'];

type Find = (id: string) => { readonly type: CoveredType; readonly body: Body } | undefined;

/**
 * What a tenant is filled with, or every problem found in the seed. `findOther`: objects that are there beside those of the
 * seed.
 */
export function readSeed(seed: unknown, findOther: Find = () => undefined): LoadedSeed | readonly SeedProblem[] {
  if (!isBody(seed)) return [{ place: 'seed', message: 'must be an object' }];
  const reading: Reading = { problems: [], objects: [], places: new Map(), names: new Map(), mfaStates: new Map() };
  const { problems } = reading;
  const known = [
    ...Object.keys(collections),
    ...relationNames,
    'organization',
    'subscribedSkus',
    'deleted',
    ...policyNames,
  ];
  for (const name of Object.keys(seed)) {
    if (!known.includes(name)) problems.push({ place: name, message: 'is no part of a seed' });
  }
  const organization = isBody(seed.organization) ? seed.organization : {};
  if (organization.id !== undefined && !isGuid(organization.id))
    problems.push({ place: 'organization.id', message: 'must be a GUID' });
  const skus = seed.subscribedSkus ?? defaultSkus;
  if (!Array.isArray(skus) || !skus.every(isBody))
    problems.push({ place: 'subscribedSkus', message: 'must be a list of objects' });
  const deleted = seed.deleted ?? {};
  for (const name of policyNames) {
    if (seed[name] !== undefined && !isBody(seed[name])) problems.push({ place: name, message: 'must be an object' });
  }
  if (!isBody(deleted)) problems.push({ place: 'deleted', message: 'must be an object' });
  readCollections(seed, '', true, reading);
  if (isBody(deleted)) readCollections(deleted, 'deleted.', false, reading);
  const isWhole = problems.length === 0;
  const ends = new Map(reading.objects.map((object) => [object.body.id, object]));
  const find: Find = (id) => ends.get(id) ?? findOther(id);
  if (isWhole) {
    checkLinks(reading, find);
    problems.push(...checkApplications(reading.objects, isText(organization.id) ? organization.id : null));
  }
  // What refers to an object that could not be read would only say so once more.
  const relations = readRelations(seed, { get: find }, reading.mfaStates, isWhole ? problems : []);
  if (problems.length > 0) return problems;
  return {
    policies: policiesFrom(cleaned({ ...seed }) as Body, {
      displayName: 'Embedded tenant',
      tenantType: 'AAD',
      verifiedDomains: [],
      ...(cleaned(organization) as Body),
      id: isText(organization.id) ? organization.id.toLowerCase() : guidFrom('seed', 'organization'),
    }),
    subscribedSkus: (skus as readonly Body[]).map((sku) => cleaned(sku) as Body),
    objects: withCopies(reading.objects.map(({ place: _, ...object }) => object)),
    relations,
  };
}

export const isRead = (value: LoadedSeed | readonly SeedProblem[]): value is LoadedSeed => !Array.isArray(value);
