/** Applications and service principals as paths name them: by id, or by a key that only one can have. */
import type { Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import { notFound } from '../errors.ts';
import { graphTypeOf } from '../render.ts';
import type { Entry } from '../store.ts';
import type { Collection } from './collection.ts';

export type AppType = 'application' | 'servicePrincipal';

export const collections: Readonly<Record<AppType, Collection>> = {
  application: { type: 'application', name: 'applications', links: ['owners', 'federatedIdentityCredentials'] },
  servicePrincipal: {
    type: 'servicePrincipal',
    name: 'servicePrincipals',
    links: ['owners', 'appRoleAssignedTo', 'appRoleAssignments'],
  },
};

/** The collection of the objects of one derived type, which have sponsors. */
export const derivedCollection = (type: AppType, derived: string): Collection => ({
  ...collections[type],
  name: `${collections[type].name}/microsoft.graph.${derived}`,
  links: [...collections[type].links, 'sponsors'],
  derived,
});

/** The object that the path names, by id or as `(appId='…')`, whatever its state. `derived`: what the path says it is. */
export function applicationNamed(call: Call, type: AppType, derived?: string): Entry | undefined {
  const { store } = call.tenant;
  const key = call.parameters.id ?? '';
  const [, property, value] = /^\((appId|uniqueName)=(.*)\)$/.exec(key) ?? [];
  const holder =
    property === undefined || value === undefined
      ? key
      : store.claims.holderOf(property as 'appId' | 'uniqueName', value, type);
  const entry = holder === undefined ? undefined : store.entry(holder);
  if (entry?.type !== type) return undefined;
  return derived === undefined || graphTypeOf(type, entry.body) === derived ? entry : undefined;
}

/** The living object that a write acts on. */
export function livingApplication(call: Call, type: AppType, derived?: string): Entry | Fault {
  const entry = applicationNamed(call, type, derived);
  return entry?.alive === true ? entry : notFound(call.parameters.id ?? '');
}
