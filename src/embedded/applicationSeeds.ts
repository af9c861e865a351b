/** What the applications and service principals of a seed must keep to beyond their own bodies. */
import { claimsOf } from './claims.ts';
import { guidFrom } from './identity.ts';
import type { LoadedObject, SeedProblem } from './readSeed.ts';
import { checkContentOf, cleaned } from './seedContent.ts';
import { type Body, isBody, isGuid, isText, typeNameOf } from './value.ts';

/** One that was read, with its place in the seed. */
type Placed = LoadedObject & { readonly place: string };

const mostCredentials = 20;

/** Federated credentials, which are kept with their application; ids may be left out. */
export function readCredentials(value: unknown, application: string): Body | { at: string; message: string } {
  const property = 'federatedIdentityCredentials';
  if (value === undefined) return {};
  if (!Array.isArray(value)) return { at: `.${property}`, message: 'must be a list' };
  if (value.length > mostCredentials) return { at: `.${property}`, message: `are at most ${mostCredentials}` };
  const credentials: Body[] = [];
  for (const [index, raw] of value.entries()) {
    const at = `.${property}[${index}]`;
    if (!isBody(raw)) return { at, message: 'must be an object' };
    const body = cleaned(raw) as Body;
    const wrong = checkContentOf('federatedIdentityCredential', body);
    if (wrong !== null) return { at: `${at}${wrong.at}`, message: wrong.message };
    if (!isText(body.name) || body.name === '') return { at: `${at}.name`, message: 'is needed' };
    const id = isText(body.id) ? body.id : guidFrom('federated', application, body.name);
    const twin = credentials.findIndex(
      (one) => one.id === id || one.name === body.name || (one.issuer === body.issuer && one.subject === body.subject),
    );
    if (twin >= 0) return { at, message: `is the same as ${property}[${twin}]` };
    credentials.push({ description: null, ...body, id });
  }
  return credentials.length === 0 ? {} : { [property]: credentials };
}

const same = (a: unknown, b: unknown): boolean => isText(a) && isText(b) && a.toLowerCase() === b.toLowerCase();
const kindOf = ({ type, body }: Placed): string => typeNameOf(body['@odata.type']) ?? type;
const isAgent = (object: Placed): boolean => kindOf(object).startsWith('agent');

/** Among living objects of a type, who has what only one may have. */
function* repeated(objects: readonly Placed[]): Generator<SeedProblem> {
  const holders = new Map<string, string>();
  for (const { type, place, body, alive } of objects) {
    if (!alive) continue;
    for (const { property, value } of claimsOf(type, body)) {
      const key = `${type} ${property} ${value}`;
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, place);
      else yield { place: `${place}.${property}`, message: `is also that of ${holder}` };
    }
  }
}

/** A service principal and the application it stands for, where that is of this tenant. */
function unlike(principal: Placed, application: Placed, tenantId: string | null): string | null {
  const isOfBlueprint = kindOf(principal) === 'agentIdentityBlueprintPrincipal';
  if (isOfBlueprint !== (kindOf(application) === 'agentIdentityBlueprint'))
    return `is of ${application.place}, which is not of its kind`;
  const owner = principal.body.appOwnerOrganizationId;
  const isOwn = owner === undefined || owner === null || tenantId === null || same(owner, tenantId);
  return isOwn ? null : `is of ${application.place}, and so of this tenant`;
}

/** By appId in lower case. */
type ByAppId = ReadonlyMap<string, readonly Placed[]>;

const namedBy = (byAppId: ByAppId, appId: unknown): readonly Placed[] =>
  isText(appId) ? (byAppId.get(appId.toLowerCase()) ?? []) : [];

const blueprints: readonly string[] = ['agentIdentityBlueprint', 'agentIdentityBlueprintPrincipal'];

function* unfit(object: Placed, byAppId: ByAppId, tenantId: string | null): Generator<SeedProblem> {
  const { type, body, place } = object;
  if (body.appId !== undefined && body.appId !== null && !isGuid(body.appId))
    yield { place: `${place}.appId`, message: 'must be a GUID' };
  if (object.sponsors !== null && !isAgent(object))
    yield { place: `${place}.sponsors`, message: 'are for agents only' };
  if (type !== 'servicePrincipal') return;
  // A deleted application leaves its place to a living one with the same appId, which is the one that counts.
  const namesakes = namedBy(byAppId, body.appId).filter((other) => other.type === 'application');
  const application = namesakes.find(({ alive }) => alive) ?? namesakes[0];
  const message = application === undefined ? null : unlike(object, application, tenantId);
  if (message !== null) yield { place: `${place}.appId`, message };
  // Deleted agents may outlive their blueprint (facts on Graph §4, AGDELC).
  if (kindOf(object) !== 'agentIdentity' || !object.alive) return;
  const parents = namedBy(byAppId, body.agentIdentityBlueprintId).filter((other) => blueprints.includes(kindOf(other)));
  if (parents.length === 0)
    yield { place: `${place}.agentIdentityBlueprintId`, message: 'is the appId of no blueprint here' };
}

/** All that is wrong with applications and service principals as a whole. `tenantId`: null where the seed names none. */
export function checkApplications(all: readonly Placed[], tenantId: string | null): readonly SeedProblem[] {
  const objects = all.filter(({ type }) => type === 'application' || type === 'servicePrincipal');
  const byAppId = Map.groupBy(objects, ({ body }) => String(body.appId).toLowerCase());
  return [...repeated(objects), ...objects.flatMap((object) => [...unfit(object, byAppId, tenantId)])];
}
