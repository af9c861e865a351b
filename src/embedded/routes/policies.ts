/**
 * Conditional Access policies and named locations, and their deleted items. Source: facts on Graph §1, §4 (CSDL, RFD,
 * NLREST); that applications may use the deleted items is undocumented, so a tenant can be told to refuse it.
 */
import { type Answer, created, type Fault, isFault, noContent, ok } from '../answer.ts';
import { type Call, stamp } from '../call.ts';
import { denied, fault, malformedPolicy, policyNotFound } from '../errors.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { grants } from '../permissions.ts';
import { readQuery } from '../query.ts';
import { contextOf, showBody } from '../render.ts';
import { rulesOf } from '../rules/index.ts';
import {
  isMadeByEntra,
  isTrustedLocation,
  referencedCannotBeDeleted,
  trustedCannotBeDeleted,
} from '../rules/namedLocation.ts';
import { locationsOf } from '../rules/policyReferences.ts';
import type { Entry } from '../store.ts';
import { prepareWrite } from '../write.ts';
import { type Collection, knownTo, listOf, oneOf } from './collection.ts';
import { isOverdue } from './deletedItems.ts';
import type { Route } from './route.ts';

type PolicyType = 'conditionalAccessPolicy' | 'namedLocation';

/** Without P1 or P2 there is no Conditional Access to read (facts §6). */
const unlicensed = (): Fault => fault(403, 'AccessDenied', 'Your tenant is not licensed for this feature.');
export const checkLicence = (call: Call, answer: () => Answer): Answer =>
  call.tenant.licensed ? answer() : unlicensed();

function find(call: Call, type: PolicyType): Entry | undefined {
  const entry = call.tenant.store.alive(type, call.parameters.id ?? '');
  return entry !== undefined && knownTo(call.version, type, entry.body) ? entry : undefined;
}
const missing = (call: Call, type: PolicyType): Fault => policyNotFound(type, call.parameters.id ?? '');

function one(call: Call, collection: Collection & { type: PolicyType }): Answer {
  const entry = call.tenant.store.entry(call.parameters.id ?? '');
  if (entry === undefined || entry.type !== collection.type) return missing(call, collection.type);
  const view = call.tenant.store.read(entry);
  return view.alive && knownTo(call.version, entry.type, view.body)
    ? oneOf(call, collection, entry, view)
    : missing(call, collection.type);
}

function create(call: Call, { type, name }: Collection & { type: PolicyType }): Answer {
  const prepared = prepareWrite(call, rulesOf(type), null, call.body);
  if (isFault(prepared)) return prepared;
  const id = call.tenant.newId(type);
  const createdDateTime = call.tenant.now().toISOString();
  const body = { ...prepared.body, id, createdDateTime, modifiedDateTime: null, deletedDateTime: null };
  call.tenant.store.create(type, body);
  const shown = showBody(type, id, body, call, { select: null });
  return created(
    { '@odata.context': contextOf(call, name, null, true), ...shown },
    `${call.tenant.origin}/${call.version}/${name}/${id}`,
  );
}

function update(call: Call, type: PolicyType): Answer {
  const entry = find(call, type);
  if (entry === undefined) return missing(call, type);
  const prepared = prepareWrite(call, rulesOf(type), entry, call.body);
  if (isFault(prepared)) return prepared;
  const body = { ...prepared.body, modifiedDateTime: call.tenant.now().toISOString() };
  call.tenant.store.change(entry, body, prepared.changed);
  return noContent;
}

function remove(call: Call, type: PolicyType): Answer {
  const { store } = call.tenant;
  const entry = find(call, type);
  if (entry === undefined) return missing(call, type);
  if (type === 'namedLocation') {
    if (isMadeByEntra(entry.body)) return malformedPolicy();
    if (isTrustedLocation(entry.body)) return trustedCannotBeDeleted();
    const policies = store.living('conditionalAccessPolicy').items;
    if (policies.some((policy) => policy.alive && locationsOf(policy.body).includes(entry.id))) {
      return referencedCannotBeDeleted();
    }
  }
  store.softDelete(entry, { ...entry.body, deletedDateTime: stamp(call) });
  return noContent;
}

function deleted(call: Call, type: PolicyType): Entry | undefined {
  const entry = call.tenant.store.entry(call.parameters.id ?? '');
  if (entry === undefined || entry.type !== type || entry.alive || isOverdue(call, entry)) return undefined;
  return knownTo(call.version, type, entry.body) ? entry : undefined;
}

function listDeleted(call: Call, type: PolicyType, name: string): Answer {
  const { store, pageSizes } = call.tenant;
  const query = readQuery(call, { type, options: ['$select', '$top', '$skiptoken'] });
  if (isFault(query)) return query;
  const place = readPlace(call);
  if (isFault(place)) return place;
  const found = [...store.deleted(type).after(place)].filter(
    (entry) => !isOverdue(call, entry) && knownTo(call.version, type, entry.body),
  );
  const page = pageOf(found, query.top ?? pageSizes.page);
  const value = page.items.map((entry) => showBody(type, entry.id, entry.body, call, { select: query.select }));
  return ok(listBody(call, contextOf(call, name, query.select, false), value, { next: page.next }));
}

function restore(call: Call, type: PolicyType, name: string): Answer {
  const entry = deleted(call, type);
  if (entry === undefined) return missing(call, type);
  // A policy comes back in its old state, maybe on; a location comes back untrusted (RFD).
  const trust = 'isTrusted' in entry.body ? { isTrusted: false } : {};
  call.tenant.store.restore(entry, { ...entry.body, ...trust, deletedDateTime: null });
  const shown = showBody(type, entry.id, entry.body, call, { select: null });
  return ok({ '@odata.context': contextOf(call, name, null, true), ...shown });
}

function routesOf(type: PolicyType, segment: string): readonly Route[] {
  const name = `identity/conditionalAccess/${segment}`;
  const collection = { type, name, links: [] } as const;
  const path = `/${name}`;
  const bin = `/identity/conditionalAccess/deletedItems/${segment}`;
  const { readPolicies, writePolicies } = grants;
  const open = (call: Call, answer: () => Answer): Answer =>
    checkLicence(call, () => (call.tenant.cloud.policyDeletedItems ? answer() : denied()));
  const inBin = (call: Call, answer: (entry: Entry) => Answer): Answer =>
    open(call, () => {
      const entry = deleted(call, type);
      return entry === undefined ? missing(call, type) : answer(entry);
    });
  return [
    { method: 'GET', path, grant: readPolicies, handle: (call) => checkLicence(call, () => listOf(call, collection)) },
    {
      method: 'POST',
      path,
      grant: writePolicies,
      handle: (call) => checkLicence(call, () => create(call, collection)),
    },
    {
      method: 'GET',
      path: `${path}/{id}`,
      grant: readPolicies,
      handle: (call) => checkLicence(call, () => one(call, collection)),
    },
    {
      method: 'PATCH',
      path: `${path}/{id}`,
      grant: writePolicies,
      handle: (call) => checkLicence(call, () => update(call, type)),
    },
    {
      method: 'DELETE',
      path: `${path}/{id}`,
      grant: writePolicies,
      handle: (call) => checkLicence(call, () => remove(call, type)),
    },
    {
      method: 'GET',
      path: bin,
      grant: readPolicies,
      handle: (call) => open(call, () => listDeleted(call, type, bin.slice(1))),
    },
    {
      method: 'GET',
      path: `${bin}/{id}`,
      grant: readPolicies,
      handle: (call) =>
        inBin(call, (entry) =>
          oneOf(call, { ...collection, name: bin.slice(1) }, entry, call.tenant.store.listed(entry)),
        ),
    },
    {
      method: 'POST',
      path: `${bin}/{id}/restore`,
      grant: writePolicies,
      handle: (call) => open(call, () => restore(call, type, name)),
    },
    {
      method: 'DELETE',
      path: `${bin}/{id}`,
      grant: writePolicies,
      handle: (call) =>
        inBin(call, (entry) => {
          call.tenant.store.purge(entry);
          return noContent;
        }),
    },
  ];
}

export const policyRoutes: readonly Route[] = [
  ...routesOf('conditionalAccessPolicy', 'policies'),
  ...routesOf('namedLocation', 'namedLocations'),
];
