import { printKey } from '../src/core/canonical/path.ts';
import { pageOf } from '../src/core/catalog/index.ts';
import type { Guard, GuardContext, GuardFinding } from '../src/core/guard.ts';
import type { Body, ObjectKey, Value } from '../src/core/model.ts';
import { at, isBody } from '../src/core/value.ts';
import type { GuardSettings } from './settings.ts';

type Context = GuardContext<GuardSettings>;

/**
 * Nobody is left who could take a recovery back, if it turns on a policy that blocks everybody everywhere and excludes nobody, or
 * empties the group that such a policy excludes.
 */
export const lockOut: Guard<GuardSettings> = {
  name: 'lock-out',
  sentence: 'No policy that blocks everybody is left without somebody whom it excludes.',
  check(context) {
    return policiesAfter(context).flatMap(({ key, before, after }): readonly GuardFinding[] => {
      if (!blocksEverybody(after)) return [];
      const left = excluded(after, (one) => bodyAfter(context, one));
      if (left === 'somebody') return [];
      const name = typeof after.displayName === 'string' ? after.displayName : key.id;
      const objects = [{ type: key.type, id: key.id, displayName: name }];
      if (left === 'unknown') {
        const message = `${name}: blocks everybody, and who is in the groups that it excludes is not known`;
        return [{ level: 'warn', message, objects }];
      }
      const was =
        before === null || !blocksEverybody(before)
          ? null
          : excluded(before, (one) => context.facts.newest.get(printKey(one)));
      return was === 'nobody'
        ? [{ level: 'warn', message: `${name}: blocks everybody and excludes nobody, as it does now`, objects }]
        : [{ level: 'stop', message: `${name}: would block everybody, and nobody would be excluded`, objects }];
    });
  },
};

interface PolicyAfter {
  readonly key: ObjectKey;
  readonly before: Body | null;
  readonly after: Body;
}

/** All policies: those of the plan as it leaves them, the others as the newest backup has them. */
function policiesAfter({ plan, facts, live, afterwards }: Context): readonly PolicyAfter[] {
  const planned = plan.steps.filter(({ type }) => type === 'conditionalAccessPolicy');
  const inPlan = new Set(planned.map(({ id }) => id));
  const touched = [...inPlan].flatMap((id): readonly PolicyAfter[] => {
    const key = { type: 'conditionalAccessPolicy', id } as const;
    const after = afterwards(key);
    const now = live(key);
    return after === null ? [] : [{ key, before: now.is === 'present' ? now.body : null, after }];
  });
  const others = facts.policies.filter(({ key }) => !inPlan.has(key.id));
  return [...touched, ...others.map(({ key, body }) => ({ key, before: body, after: body }))];
}

const list = (body: Body, ...path: readonly string[]): readonly Value[] => {
  const value = at(body, path);
  return Array.isArray(value) ? value : [];
};

/** Conditions that make a policy a policy for some: with any other one set it is not for everybody everywhere. */
const always = new Set(['users', 'applications', 'clientAppTypes']);

function blocksEverybody(policy: Body): boolean {
  if (policy.state !== 'enabled' || !list(policy, 'grantControls', 'builtInControls').includes('block')) return false;
  if (!list(policy, 'conditions', 'users', 'includeUsers').includes('All')) return false;
  if (!list(policy, 'conditions', 'applications', 'includeApplications').includes('All')) return false;
  if (list(policy, 'conditions', 'applications', 'excludeApplications').length > 0) return false;
  const clients = list(policy, 'conditions', 'clientAppTypes');
  if (clients.length > 0 && !clients.includes('all')) return false;
  const conditions = isBody(policy.conditions) ? policy.conditions : {};
  return Object.entries(conditions).every(
    ([name, value]) => always.has(name) || name.startsWith('@') || isNothing(value),
  );
}

const isNothing = (value: Value): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isBody(value) && Object.values(value).every(isNothing));

type BodyOf = (key: ObjectKey) => Body | null | undefined;

/** Roles and guests count as somebody: who that is changes without a policy being touched. */
function excluded(policy: Body, bodyOf: BodyOf): 'somebody' | 'nobody' | 'unknown' {
  const users = (name: string) => list(policy, 'conditions', 'users', name);
  if (
    users('excludeRoles').length > 0 ||
    !isNothing(at(policy, ['conditions', 'users', 'excludeGuestsOrExternalUsers']) ?? null)
  )
    return 'somebody';
  const verdicts = [
    ...users('excludeUsers').map((id) =>
      id === 'GuestsOrExternalUsers' ? true : canSignIn(bodyOf({ type: 'user', id: String(id) })),
    ),
    ...users('excludeGroups').map((id) => hasMembers(bodyOf({ type: 'group', id: String(id) }))),
  ];
  if (verdicts.includes(true)) return 'somebody';
  return verdicts.includes(undefined) ? 'unknown' : 'nobody';
}

/** Undefined: nobody knows. An account that no backup has may well be there. */
const canSignIn = (user: Body | null | undefined): boolean | undefined =>
  user === undefined ? undefined : user !== null && user.accountEnabled !== false;

function hasMembers(group: Body | null | undefined): boolean | undefined {
  if (group === undefined) return undefined;
  if (group === null) return false;
  if (pageOf('group').hasComputedMembers(group) || !Array.isArray(group.members)) return undefined;
  return group.members.length > 0;
}

/** As the plan leaves it; as the newest backup has it where the plan does not touch it. */
function bodyAfter({ plan, afterwards, facts }: Context, key: ObjectKey): Body | null | undefined {
  const isPlanned = plan.steps.some(({ type, id }) => type === key.type && id === key.id);
  return isPlanned ? afterwards(key) : facts.newest.get(printKey(key));
}
