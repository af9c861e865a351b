import type { Guard, GuardFinding } from '../src/core/guard.ts';
import type { Body, ObjectType, Presence, Step } from '../src/core/model.ts';
import { at } from '../src/core/value.ts';
import type { GuardSettings } from './settings.ts';

type Ids = GuardSettings['breakGlass'];

/**
 * The last way into the tenant stays open. It looks at the state after the plan: bringing an exclusion back is announced,
 * taking one away is stopped.
 */
export const breakGlass: Guard<GuardSettings> = {
  name: 'break-glass',
  sentence: 'Emergency accounts and their exclusion group stay enabled, in place and excluded from Conditional Access.',
  check({ plan, settings, live, afterwards }) {
    const ids = settings.breakGlass;
    if (ids.accounts.length + ids.groups.length === 0) {
      return plan.steps.some((step) => step.type === 'conditionalAccessPolicy')
        ? [{ level: 'warn', message: 'no emergency accounts are named in policies/guards.yaml', objects: [] }]
        : [];
    }
    return plan.steps.flatMap((step): readonly GuardFinding[] => {
      const harm = harmOf(step, ids, live(step), afterwards(step));
      if (harm === null) return [];
      const { type, id, displayName } = step;
      return [{ level: harm.level, message: `${displayName}: ${harm.message}`, objects: [{ type, id, displayName }] }];
    });
  },
};

type Harm = Pick<GuardFinding, 'level' | 'message'>;

function harmOf(step: Step, ids: Ids, live: Presence, after: Body | null): Harm | null {
  const judges: { readonly [type in ObjectType]?: () => Harm | null } = {
    user: () => (isOneOf(ids.accounts, step.id) ? harmToAccount(step, live, after) : null),
    group: () => (isOneOf(ids.groups, step.id) ? harmToGroup(step, ids, after) : null),
    conditionalAccessPolicy: () => harmByPolicy(ids, live, after),
  };
  return judges[step.type]?.() ?? null;
}

function harmToAccount(step: Step, live: Presence, after: Body | null): Harm {
  if (after === null) return { level: 'stop', message: 'is an emergency account and would be soft-deleted' };
  const isDisabled = live.is === 'present' && live.body.accountEnabled === false;
  if (after.accountEnabled === false && !isDisabled)
    return { level: 'stop', message: 'is an emergency account and would be disabled' };
  if (step.action === 'update' && 'userPrincipalName' in step.writes.properties) {
    return { level: 'stop', message: 'is an emergency account and would get another sign-in name' };
  }
  return { level: 'warn', message: 'is an emergency account and is changed by this plan' };
}

function harmToGroup(step: Step, ids: Ids, after: Body | null): Harm {
  if (after === null) return { level: 'stop', message: 'keeps emergency accounts excluded and would be soft-deleted' };
  const isEmptied = Array.isArray(after.members) && after.members.length === 0 && memberLinks(step).length > 0;
  if (isEmptied) return { level: 'stop', message: 'keeps emergency accounts excluded and would be empty' };
  const removed = step.writes.links.flatMap((link) => link.remove).filter(({ id }) => isOneOf(ids.accounts, id));
  return removed.length > 0
    ? { level: 'stop', message: 'would lose an emergency account' }
    : { level: 'warn', message: 'keeps emergency accounts excluded and is changed by this plan' };
}

const memberLinks = ({ writes }: Step) =>
  writes.links.filter(({ name, remove }) => name === 'members' && remove.length > 0);

function harmByPolicy(ids: Ids, live: Presence, after: Body | null): Harm | null {
  if (after === null || !catches(after, ids)) return null;
  const wasSoBefore = live.is === 'present' && catches(live.body, ids);
  return wasSoBefore
    ? { level: 'warn', message: 'is on without excluding the emergency accounts, as it is now' }
    : { level: 'stop', message: 'would be on without excluding the emergency accounts' };
}

/** A person may have typed an id in capitals; an emergency account must not lose its guard by that. */
const isOneOf = (ids: readonly unknown[], id: unknown): boolean =>
  ids.some((one) => String(one).toLowerCase() === String(id).toLowerCase());

/** Whether a policy that is on applies to emergency accounts: they hold admin roles, so a policy for roles does too. */
function catches(policy: Body, ids: Ids): boolean {
  if (policy.state !== 'enabled') return false;
  const list = (name: string): readonly unknown[] => {
    const value = at(policy, ['conditions', 'users', name]);
    return Array.isArray(value) ? value : [];
  };
  const applies =
    list('includeUsers').some((id) => id === 'All' || isOneOf(ids.accounts, id)) ||
    list('includeGroups').some((id) => isOneOf(ids.groups, id)) ||
    list('includeRoles').length > 0;
  const excludesGroup = list('excludeGroups').some((id) => isOneOf(ids.groups, id));
  const excludesAccounts = ids.accounts.length > 0 && ids.accounts.every((id) => isOneOf(list('excludeUsers'), id));
  return applies && !excludesGroup && !excludesAccounts;
}
