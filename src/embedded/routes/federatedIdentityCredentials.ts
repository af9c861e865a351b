/**
 * Federated identity credentials, kept with their application and brought back with it. Sources: facts on Graph §1, CSDL, Graph's
 * pages on them. Making one by `PATCH` with `Prefer: create-if-missing` is not played. Last verified: 2026-11-23.
 */
import { type Answer, created, type Fault, isFault, noContent, ok } from '../answer.ts';
import { mayUpdate, updateApplications } from '../applicationWriting.ts';
import type { Call } from '../call.ts';
import { badRequest, denied, notFound } from '../errors.ts';
import { grants } from '../permissions.ts';
import { checkOptions, readFilter, readQuery } from '../query.ts';
import { contextOf } from '../render.ts';
import { bodiesOf } from '../rules/entitlements.ts';
import { settled } from '../rules/federatedIdentityCredential.ts';
import { visible } from '../shape.ts';
import type { Entry } from '../store.ts';
import { checkObject } from '../validate.ts';
import type { Body } from '../value.ts';
import { matches } from './collection.ts';
import { applicationNamed, livingApplication } from './namedApplication.ts';
import { selected } from './records.ts';
import type { Route } from './route.ts';

const type = 'federatedIdentityCredential';
const property = 'federatedIdentityCredentials';
const contextName = (entry: Entry): string => `applications('${entry.id}')/${property}`;

/** By id or by name, which is a key too. */
const find = (call: Call, credentials: readonly Body[]): Body | undefined => {
  const key = call.parameters.credential ?? '';
  return credentials.find(({ id, name }) => id === key || name === key);
};

const shown = (call: Call, credential: Body): Body => visible(type, credential, call.version) as Body;

function read(call: Call, answer: (entry: Entry, credentials: readonly Body[]) => Answer): Answer {
  const entry = applicationNamed(call, 'application');
  const view = entry === undefined ? undefined : call.tenant.store.read(entry);
  if (entry === undefined || view?.alive !== true) return notFound(call.parameters.id ?? '');
  return answer(entry, bodiesOf(view.body[property]));
}

/** There are so few that they come on one page; `$top` cuts it short. */
const list = (call: Call): Answer =>
  read(call, (entry, credentials) => {
    const refused = checkOptions(call, ['$top', '$select', '$filter']);
    if (refused !== null) return refused;
    const filter = readFilter(call.query.get('$filter'), (name) => name === 'name' || name === 'subject');
    if (isFault(filter)) return filter;
    const unfiltered = new URLSearchParams([...call.query].filter(([option]) => option !== '$filter'));
    const query = readQuery({ ...call, query: unfiltered }, { type, options: ['$top', '$select'] });
    if (isFault(query)) return query;
    const value = credentials
      .filter((credential) => matches(filter, credential))
      .slice(0, query.top ?? credentials.length)
      .map((credential) => selected(shown(call, credential), query.select));
    return ok({ '@odata.context': contextOf(call, contextName(entry), query.select, false), value });
  });

const one = (call: Call): Answer =>
  read(call, (entry, credentials) => {
    const query = readQuery(call, { type, options: ['$select'] });
    if (isFault(query)) return query;
    const found = find(call, credentials);
    if (found === undefined) return notFound(call.parameters.credential ?? '');
    return ok({
      '@odata.context': contextOf(call, contextName(entry), query.select, true),
      ...selected(shown(call, found), query.select),
    });
  });

/** What a write does to the credentials of a living application: the new list, and the answer. */
type Written = readonly [readonly Body[], Answer];

function write(call: Call, work: (credentials: readonly Body[], entry: Entry) => Written | Fault): Answer {
  const { store } = call.tenant;
  const entry = livingApplication(call, 'application');
  if (isFault(entry)) return entry;
  if (!mayUpdate(call, entry, [property])) return denied();
  const written = work(bodiesOf(entry.body[property]), entry);
  if (isFault(written)) return written;
  const [credentials, answer] = written;
  store.change(entry, { ...entry.body, [property]: credentials }, [property]);
  return answer;
}

function settle(call: Call, before: Body | null, credentials: readonly Body[]): Body | Fault {
  const misfit = checkObject(type, call.body, '', call.version);
  if (misfit?.reason === 'unknownProperty') return badRequest(`Invalid property '${misfit.path}'.`);
  if (misfit !== null) return badRequest(`Invalid value specified for property '${misfit.path}'.`);
  const { '@odata.type': _, ...sent } = call.body;
  return settled(sent, before, credentials);
}

const create = (call: Call): Answer =>
  write(call, (credentials, entry) => {
    const made = settle(call, null, credentials);
    if (isFault(made)) return made;
    const credential: Body = { ...made, id: call.tenant.newId(type) };
    const context = contextOf(call, contextName(entry), null, true);
    const url = `${call.tenant.origin}/${call.version}/applications/${entry.id}/${property}/${String(credential.id)}`;
    return [[...credentials, credential], created({ '@odata.context': context, ...shown(call, credential) }, url)];
  });

const update = (call: Call): Answer =>
  write(call, (credentials) => {
    const before = find(call, credentials);
    if (before === undefined) return notFound(call.parameters.credential ?? '');
    const after = settle(call, before, credentials);
    if (isFault(after)) return after;
    return [credentials.map((credential) => (credential === before ? after : credential)), noContent];
  });

const remove = (call: Call): Answer =>
  write(call, (credentials) => {
    const found = find(call, credentials);
    if (found === undefined) return notFound(call.parameters.credential ?? '');
    return [credentials.filter((credential) => credential !== found), noContent];
  });

const { readApplications } = grants;

const routesAt = (path: string): readonly Route[] => [
  { method: 'GET', path, grant: readApplications, handle: list },
  { method: 'POST', path, grant: updateApplications, handle: create },
  { method: 'GET', path: `${path}/{credential}`, grant: readApplications, handle: one },
  { method: 'PATCH', path: `${path}/{credential}`, grant: updateApplications, handle: update },
  { method: 'DELETE', path: `${path}/{credential}`, grant: updateApplications, handle: remove },
];

export const federatedIdentityCredentialRoutes: readonly Route[] = [
  ...routesAt(`/applications/{id}/${property}`),
  ...routesAt(`/applications/{id}/microsoft.graph.agentIdentityBlueprint/${property}`),
];
