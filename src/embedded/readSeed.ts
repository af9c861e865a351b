/** A seed, checked and put into the shape the store keeps. Every problem is named with its place. */
import { guidFrom } from './identity.ts';
import { checkContent, cleaned, deletedName, fillers } from './seedContent.ts';
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
}

export interface LoadedSeed {
  readonly organization: Body & { readonly id: string };
  readonly subscribedSkus: readonly Body[];
  readonly objects: readonly LoadedObject[];
  /** What the seed holds and this tenant does not serve. */
  readonly notes: readonly string[];
}

const collections: Readonly<Record<string, CoveredType>> = {
  users: 'user',
  groups: 'group',
  conditionalAccessPolicies: 'conditionalAccessPolicy',
  namedLocations: 'namedLocation',
};

/** Part of the format of a seed (docs on interfaces), not served yet: kept out, and said so. */
const unserved: ReadonlySet<string> = new Set([
  'applications',
  'servicePrincipals',
  'oauth2PermissionGrants',
  'appRoleAssignments',
  'authenticationStrengthPolicies',
  'authenticationMethodsPolicy',
  'authorizationPolicy',
]);

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
}

const idsOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

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
  const linkNames = type === 'user' ? ['manager'] : type === 'group' ? ['members', 'owners'] : [];
  for (const [name, value] of Object.entries(raw)) {
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
  const filled = fillers[type](id, { createdDateTime: '2024-01-01T00:00:00Z', ...body });
  const named = type === 'user' && !alive ? { userPrincipalName: deletedName(id, filled.userPrincipalName) } : {};
  const set = (name: string): Set<string> | null => (links[name] === undefined ? null : new Set(links[name]));
  return {
    type,
    alive,
    place,
    body: { ...filled, ...named, id },
    manager: links.manager?.[0] ?? null,
    members: set('members'),
    owners: set('owners'),
  };
}

function readCollections(seed: Body, prefix: string, alive: boolean, reading: Reading): void {
  for (const [name, type] of Object.entries(collections)) {
    const list = seed[name];
    if (list === undefined) continue;
    if (!Array.isArray(list)) reading.problems.push({ place: `${prefix}${name}`, message: 'must be a list' });
    else
      for (const [index, raw] of list.entries()) {
        const object = readObject(raw, `${prefix}${name}[${index}]`, type, alive, reading);
        if ('message' in object) reading.problems.push(object);
        else reading.objects.push(object);
      }
  }
}

function checkLinks(reading: Reading): void {
  const typeById = new Map(reading.objects.map((object) => [object.body.id, object.type]));
  for (const { place, manager, members, owners } of reading.objects) {
    for (const [name, ids] of [
      ['manager', manager === null ? [] : [manager]],
      ['members', members ?? []],
      ['owners', owners ?? []],
    ] as const) {
      let index = 0;
      for (const id of ids) {
        const type = typeById.get(id);
        const at = `${place}.${name}${name === 'manager' ? '' : `[${index}]`}`;
        if (type === undefined) reading.problems.push({ place: at, message: `refers to nothing: ${id}` });
        else if (type !== 'user' && !(type === 'group' && name === 'members')) {
          reading.problems.push({ place: at, message: `cannot refer to a ${type}` });
        }
        index += 1;
      }
    }
  }
}

/** What a tenant is filled with, or every problem found in the seed. */
export function readSeed(seed: unknown): LoadedSeed | readonly SeedProblem[] {
  if (!isBody(seed)) return [{ place: 'seed', message: 'must be an object' }];
  const reading: Reading = { problems: [], objects: [], places: new Map(), names: new Map() };
  const { problems } = reading;
  const known = [...Object.keys(collections), 'organization', 'subscribedSkus', 'deleted'];
  for (const name of Object.keys(seed)) {
    if (!known.includes(name) && !unserved.has(name)) problems.push({ place: name, message: 'is no part of a seed' });
  }
  const organization = isBody(seed.organization) ? seed.organization : {};
  if (organization.id !== undefined && !isGuid(organization.id))
    problems.push({ place: 'organization.id', message: 'must be a GUID' });
  const skus = seed.subscribedSkus ?? defaultSkus;
  if (!Array.isArray(skus) || !skus.every(isBody))
    problems.push({ place: 'subscribedSkus', message: 'must be a list of objects' });
  const deleted = seed.deleted ?? {};
  if (!isBody(deleted)) problems.push({ place: 'deleted', message: 'must be an object' });
  readCollections(seed, '', true, reading);
  if (isBody(deleted)) readCollections(deleted, 'deleted.', false, reading);
  if (problems.length === 0) checkLinks(reading);
  if (problems.length > 0) return problems;
  return {
    organization: {
      displayName: 'Embedded tenant',
      tenantType: 'AAD',
      verifiedDomains: [],
      ...(cleaned(organization) as Body),
      id: isText(organization.id) ? organization.id.toLowerCase() : guidFrom('seed', 'organization'),
    },
    subscribedSkus: (skus as readonly Body[]).map((sku) => cleaned(sku) as Body),
    objects: reading.objects.map(({ place: _, ...object }) => object),
    notes: Object.keys(seed)
      .filter((name) => unserved.has(name))
      .map((name) => `${name}: not served by the embedded tenant`),
  };
}

export const isRead = (value: LoadedSeed | readonly SeedProblem[]): value is LoadedSeed => !Array.isArray(value);
