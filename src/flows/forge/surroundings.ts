/** What is known around the changes of a report, so that they can be judged: read from the later of the two states. */
import { guardsFile, parseGuardSettings } from '../../../policies/settings.ts';
import { printKey } from '../../core/canonical/path.ts';
import { objectTypes } from '../../core/catalog/index.ts';
import type { Surroundings } from '../../core/forge/severity.ts';
import type { Body, DifferenceReport, ObjectKey } from '../../core/model.ts';
import type { SnapshotStore } from '../../core/ports.ts';
import { at } from '../../core/value.ts';
import { bodiesIn, policiesIn, privilegedIn } from '../guardFacts.ts';
import { countObjects } from '../states.ts';

/** `before` and `after`: commits of the two sides. Costs grow with the policies and with what changed. */
export async function surroundingsOf(
  store: SnapshotStore,
  { objects }: DifferenceReport,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<Surroundings> {
  const settings = parseGuardSettings(await store.file(before, guardsFile));
  const touches = (...types: readonly string[]) => objects.some(({ type }) => types.includes(type));
  const applications = objects.filter(({ type }) => type === 'application' || type === 'servicePrincipal');
  const groups = objects.filter(({ type }) => type === 'group');
  const sides = await Promise.all(
    [before, after].map((commit) => bodiesIn(store, commit, [...applications, ...groups])),
  );
  const bodies = (key: ObjectKey): readonly Body[] =>
    sides.map((found) => found.get(printKey(key))).filter((body): body is Body => body !== null && body !== undefined);
  const policies = touches('group')
    ? (await Promise.all([before, after].map((commit) => policiesIn(store, commit)))).flat()
    : [];
  return {
    breakGlass: settings.breakGlass,
    privileged: touches('application', 'servicePrincipal')
      ? await privilegedIn(store, after, settings.secondApproval.permissions)
      : { roles: new Map(), holders: new Map() },
    appIds: new Map(
      applications.flatMap((key) => {
        const appId = bodies(key)[0]?.appId;
        return typeof appId === 'string' ? [[key.id, appId] as const] : [];
      }),
    ),
    roleAssignable: new Set(
      groups.filter((key) => bodies(key).some((body) => body.isAssignableToRole === true)).map(({ id }) => id),
    ),
    excludedGroups: new Set(policies.flatMap(({ body }) => excludedGroups(body))),
    counts: await countObjects(
      store,
      before,
      objectTypes.filter((type) => touches(type)),
    ),
  };
}

function excludedGroups(policy: Body): readonly string[] {
  const ids = at(policy, ['conditions', 'users', 'excludeGroups']);
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
}
