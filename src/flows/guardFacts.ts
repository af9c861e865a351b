/** What guards need to know beyond the objects of a plan, read from the newest backup only where the plan gives reason to. */
import { foldersOf, objectPath, parsePath, printKey } from '../core/canonical/path.ts';
import { parseReference } from '../core/canonical/reference.ts';
import { linksOf } from '../core/diff.ts';
import type { GuardFacts, Privileged } from '../core/guard.ts';
import type { Body, DirectoryObject, ObjectKey, ObjectType, Plan, Value } from '../core/model.ts';
import type { SnapshotStore } from '../core/ports.ts';
import { parseObject } from '../core/record.ts';
import { at, isBody } from '../core/value.ts';
import { applicationsIn } from './applications.ts';

/** Microsoft Graph, whose application permissions are the ones that make their holder privileged. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

type FromBackup = Pick<GuardFacts, 'policies' | 'newest' | 'privileged'>;

export async function factsIn(
  store: SnapshotStore,
  newest: string,
  plan: Plan,
  permissions: readonly string[],
): Promise<FromBackup> {
  const touches = (...types: readonly ObjectType[]) => plan.steps.some(({ type }) => types.includes(type));
  // Who is excluded may change with any account or group.
  const policies = touches('conditionalAccessPolicy', 'group', 'user') ? await policiesIn(store, newest) : [];
  const excluded = [...policies.map(({ body }) => body), ...plan.steps.map(({ writes }) => writes.properties)];
  return {
    policies,
    newest: await bodiesIn(store, newest, excluded.flatMap(excludedBy)),
    privileged: touches('application', 'servicePrincipal')
      ? await privilegedIn(store, newest, permissions)
      : { roles: new Map(), holders: new Map() },
  };
}

export async function policiesIn(store: SnapshotStore, commit: string): Promise<readonly DirectoryObject[]> {
  const listing = await store.listing(commit, foldersOf('conditionalAccessPolicy').live);
  const keys = [...listing.keys()].flatMap((path) => parsePath(path)?.key ?? []);
  const bodyOf = await bodiesIn(store, commit, keys);
  return keys.flatMap((key) => {
    const body = bodyOf.get(printKey(key));
    return body === null || body === undefined ? [] : [{ key, body }];
  });
}

function excludedBy(policy: Body): readonly ObjectKey[] {
  const ids = (name: string): readonly Value[] => {
    const value = at(policy, ['conditions', 'users', name]);
    return Array.isArray(value) ? value : [];
  };
  const keys = (type: ObjectType, values: readonly Value[]) =>
    values.flatMap((id) => (typeof id === 'string' && id.includes('-') ? [{ type, id }] : []));
  return [...keys('user', ids('excludeUsers')), ...keys('group', ids('excludeGroups'))];
}

/** By printed key; null for what the commit does not have. */
export async function bodiesIn(
  store: SnapshotStore,
  commit: string,
  keys: readonly ObjectKey[],
): Promise<ReadonlyMap<string, Body | null>> {
  const located = await store.locate(commit, keys.map(objectPath));
  const contents = await store.contents([...new Set(located.values())]);
  return new Map(
    keys.map((key) => {
      const path = objectPath(key);
      const blob = located.get(path);
      const text = blob === undefined ? undefined : contents.get(blob);
      return [printKey(key), text === undefined ? null : parseObject(text, `snapshots/${path}`, key)];
    }),
  );
}

/** App roles are assigned at the resource that has them, so who holds what is in its file. */
export async function privilegedIn(
  store: SnapshotStore,
  commit: string,
  permissions: readonly string[],
): Promise<Privileged> {
  const roles = new Map<string, string>();
  const holders = new Map<string, string[]>();
  const resource = (await applicationsIn(store, commit, new Set([graphAppId]))).get(graphAppId)?.key;
  if (resource === undefined) return { roles, holders };
  const body = (await bodiesIn(store, commit, [resource])).get(printKey(resource));
  const appRoles = Array.isArray(body?.appRoles) ? (body.appRoles as readonly Value[]).filter(isBody) : [];
  for (const { id, value } of appRoles) {
    if (typeof value === 'string' && permissions.includes(value)) roles.set(`${resource.id}/${id}`, value);
  }
  for (const link of linksOf(body ?? {}, 'appRoleAssignedTo') ?? []) {
    const { type, id, permission } = parseReference(link);
    const name = roles.get(`${resource.id}/${permission}`);
    if (type === 'servicePrincipal' && name !== undefined) holders.set(id, [...(holders.get(id) ?? []), name]);
  }
  return { roles, holders: await withAppIds(store, commit, holders) };
}

/** Applications are known by their `appId`, which their principals have in common with them. */
async function withAppIds(
  store: SnapshotStore,
  commit: string,
  holders: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = [...holders.keys()].map((id) => ({ type: 'servicePrincipal', id }) as const);
  const bodyOf = await bodiesIn(store, commit, keys);
  const byAppId = keys.flatMap((key) => {
    const appId = bodyOf.get(printKey(key))?.appId;
    return typeof appId === 'string' ? [[appId, holders.get(key.id) ?? []] as const] : [];
  });
  return new Map([...holders, ...byAppId]);
}
