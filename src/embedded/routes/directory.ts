/** The organization, its subscriptions, and objects of any type by id. Source: facts on Graph §1, §4, §6. */
import { type Answer, isFault, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, fault, notFound } from '../errors.ts';
import { grants } from '../permissions.ts';
import { checkOptions, objectTypes, readSelect, readSelectOfAny } from '../query.ts';
import { contextOf, showRelated } from '../render.ts';
import { propertiesOf } from '../schema.ts';
import { visible } from '../shape.ts';
import { type Body, isText } from '../value.ts';
import { guardedFault } from './collection.ts';
import { isDirectoryObject } from './related.ts';
import type { Route } from './route.ts';

function shown(call: Call, type: string, body: Body, select: readonly string[] | null): Body {
  const known = propertiesOf(type);
  const names = select === null ? [...known.keys()] : ['id', ...select];
  const pairs = names
    .filter((name) => known.get(name)?.beta !== true || (call.version === 'beta' && name in body))
    .map((name) => [name, body[name] ?? (known.get(name)?.collection === true ? [] : null)] as const);
  return visible(type, Object.fromEntries(pairs), call.version) as Body;
}

function list(call: Call, type: string, name: string, bodies: readonly Body[]): Answer {
  const refused = checkOptions(call, ['$select']);
  if (refused !== null) return refused;
  const select = readSelect(call.query.get('$select'), type, call);
  if (isFault(select)) return select;
  const value = bodies.map((body) => shown(call, type, body, select));
  return ok({ '@odata.context': contextOf(call, name, select, false), value });
}

function organization(call: Call): Answer {
  const { id } = call.parameters;
  if (id !== call.tenant.id) return notFound(id ?? '');
  const refused = checkOptions(call, ['$select']);
  if (refused !== null) return refused;
  const select = readSelect(call.query.get('$select'), 'organization', call);
  if (isFault(select)) return select;
  const context = contextOf(call, 'organization', select, true);
  return ok({ '@odata.context': context, ...shown(call, 'organization', call.tenant.policies.organization, select) });
}

const mostIds = 1000;

/** The living ones of the ids asked for; the others are not mentioned. */
function getByIds(call: Call): Answer {
  const { ids, types } = call.body;
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every(isText))
    return badRequest("Invalid value specified for parameter 'ids'.");
  if (ids.length > mostIds) return badRequest(`The number of ids exceeds the maximum of ${mostIds}.`);
  if (types !== undefined && !(Array.isArray(types) && types.every(isText))) {
    return badRequest("Invalid value specified for parameter 'types'.");
  }
  const select = readSelectOfAny(call.query.get('$select'), [...objectTypes, 'application'], call);
  if (isFault(select)) return select;
  const guarded = guardedFault(call, select);
  if (guarded !== null) return guarded;
  const { store } = call.tenant;
  const wanted = (type: string): boolean =>
    types === undefined || types.length === 0 || types.includes('directoryObject') || types.includes(type);
  const value = [...new Set(ids.map((id) => id.toLowerCase()))].flatMap((id) => {
    const entry = store.entry(id);
    if (entry === undefined || !isDirectoryObject(entry) || !wanted(entry.type)) return [];
    const view = store.listed(entry);
    return view.alive ? [showRelated(entry, view, call, select)] : [];
  });
  return ok({ '@odata.context': contextOf(call, 'directoryObjects', select, false), value });
}

function directoryObject(call: Call): Answer {
  const id = call.parameters.id ?? '';
  const entry = call.tenant.store.entry(id);
  if (entry === undefined || !isDirectoryObject(entry)) return notFound(id);
  const view = call.tenant.store.read(entry);
  if (!view.alive) return notFound(id);
  if (call.query.has('$expand')) return fault(400, 'Request_UnsupportedQuery', 'Unsupported Query.');
  const context = contextOf(call, 'directoryObjects', null, true);
  return ok({ '@odata.context': context, ...showRelated(entry, view, call, null) });
}

const { readOrganization, readSkus, readDirectoryObjects } = grants;

export const directoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/organization',
    grant: readOrganization,
    handle: (call) => list(call, 'organization', 'organization', [call.tenant.policies.organization]),
  },
  { method: 'GET', path: '/organization/{id}', grant: readOrganization, handle: organization },
  {
    method: 'GET',
    path: '/subscribedSkus',
    grant: readSkus,
    units: 3,
    handle: (call) => list(call, 'subscribedSku', 'subscribedSkus', call.tenant.subscribedSkus),
  },
  { method: 'POST', path: '/directoryObjects/getByIds', grant: readDirectoryObjects, units: 5, handle: getByIds },
  { method: 'GET', path: '/directoryObjects/{id}', grant: readDirectoryObjects, handle: directoryObject },
];
