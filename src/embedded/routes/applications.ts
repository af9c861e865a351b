/**
 * Applications and service principals: living ones, by id or by `appId`, agents among them. Source: facts on Graph §1-2, §4 (APPR,
 * SPUPD, RFD, AGDELC) and Graph's pages on the agent types. Last verified: 2026-11-23.
 */
import { type Answer, isFault, noContent } from '../answer.ts';
import { type agentTypes, mayRemove, readAgents, removeApplications } from '../applicationAccess.ts';
import { createApplications, mayUpdate, updateApplications } from '../applicationWriting.ts';
import { followed, principalsOf } from '../backing.ts';
import type { Call } from '../call.ts';
import { denied, notFound } from '../errors.ts';
import { grants } from '../permissions.ts';
import { rulesOf } from '../rules/index.ts';
import { isManagedIdentity } from '../rules/servicePrincipal.ts';
import type { Body } from '../value.ts';
import { prepareWrite } from '../write.ts';
import { countOf, listOf, oneOf } from './collection.ts';
import { createApplication } from './createApplication.ts';
import { createServicePrincipal } from './createServicePrincipal.ts';
import {
  type AppType,
  applicationNamed,
  collections,
  derivedCollection,
  livingApplication,
} from './namedApplication.ts';
import { removeApplication, removeServicePrincipal } from './removeApplication.ts';
import type { Route } from './route.ts';

function one(call: Call, type: AppType, derived?: string): Answer {
  const entry = applicationNamed(call, type, derived);
  if (entry === undefined) return notFound(call.parameters.id ?? '');
  const view = call.tenant.store.read(entry);
  const collection = derived === undefined ? collections[type] : derivedCollection(type, derived);
  return view.alive ? oneOf(call, collection, entry, view) : notFound(call.parameters.id ?? '');
}

const namesOf = (body: Body): readonly string[] => Object.keys(body).filter((name) => !name.startsWith('@'));

function update(call: Call, type: AppType, derived?: string): Answer {
  const { store } = call.tenant;
  const entry = livingApplication(call, type, derived);
  if (isFault(entry)) return entry;
  if (!mayUpdate(call, entry, namesOf(call.body))) return denied();
  const before = entry.body;
  const prepared = prepareWrite(call, rulesOf(type), entry, call.body);
  if (isFault(prepared)) return prepared;
  if (prepared.changed.length === 0) return noContent;
  store.change(entry, prepared.body, prepared.changed);
  if (type === 'servicePrincipal') return noContent;
  for (const principal of principalsOf(call, entry)) {
    const copies = followed(principal.body, before, prepared.body);
    const names = Object.keys(copies);
    if (names.length > 0) store.change(principal, { ...principal.body, ...copies }, names);
  }
  return noContent;
}

function remove(call: Call, type: AppType, derived?: string): Answer {
  const entry = livingApplication(call, type, derived);
  if (isFault(entry)) return entry;
  if (!mayRemove(call, entry)) return denied();
  if (type === 'application') return removeApplication(call, entry);
  return isManagedIdentity(entry.body) ? denied() : removeServicePrincipal(call, entry);
}

type AgentType = (typeof agentTypes)[number];
const derivedTypes: Readonly<Record<AppType, readonly AgentType[]>> = {
  application: ['agentIdentityBlueprint'],
  servicePrincipal: ['agentIdentity', 'agentIdentityBlueprintPrincipal'],
};

const create = (call: Call, type: AppType): Answer =>
  type === 'application' ? createApplication(call) : createServicePrincipal(call);

/** `POST` to the collection of a derived type makes one of it, and says so nowhere else. */
const createDerived = (call: Call, type: AppType, derived: string): Answer =>
  create({ ...call, body: { '@odata.type': `#microsoft.graph.${derived}`, ...call.body } }, type);

function derivedRoutes(type: AppType, derived: AgentType): readonly Route[] {
  const path = `/${collections[type].name}`;
  const cast = `microsoft.graph.${derived}`;
  const collection = derivedCollection(type, derived);
  // Only of a single one do the permission tables name the general permission.
  const read = readAgents(derived);
  const readOne = [...read, ...grants.readApplications];
  return [
    { method: 'GET', path: `${path}/${cast}`, grant: read, handle: (call) => listOf(call, collection) },
    {
      method: 'POST',
      path: `${path}/${cast}`,
      grant: createApplications,
      handle: (call) => createDerived(call, type, derived),
    },
    { method: 'GET', path: `${path}/${cast}/$count`, grant: read, handle: (call) => countOf(call, collection) },
    ...[`${path}/${cast}/{id}`, `${path}/{id}/${cast}`].flatMap((single): readonly Route[] => [
      { method: 'GET', path: single, grant: readOne, handle: (call) => one(call, type, derived) },
      { method: 'PATCH', path: single, grant: updateApplications, handle: (call) => update(call, type, derived) },
      { method: 'DELETE', path: single, grant: removeApplications, handle: (call) => remove(call, type, derived) },
    ]),
  ];
}

function routesOf(type: AppType): readonly Route[] {
  const collection = collections[type];
  const path = `/${collection.name}`;
  const units = type === 'application' ? 2 : 1;
  const read = grants.readApplications;
  return [
    { method: 'GET', path, grant: read, units, handle: (call) => listOf(call, collection) },
    { method: 'GET', path: `${path}/$count`, grant: read, handle: (call) => countOf(call, collection) },
    ...derivedTypes[type].flatMap((derived) => derivedRoutes(type, derived)),
    { method: 'POST', path, grant: createApplications, handle: (call) => create(call, type) },
    { method: 'GET', path: `${path}/{id}`, grant: read, units, handle: (call) => one(call, type) },
    { method: 'PATCH', path: `${path}/{id}`, grant: updateApplications, handle: (call) => update(call, type) },
    { method: 'DELETE', path: `${path}/{id}`, grant: removeApplications, handle: (call) => remove(call, type) },
  ];
}

export const applicationRoutes: readonly Route[] = [...routesOf('application'), ...routesOf('servicePrincipal')];
