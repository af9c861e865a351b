import type { Guard, GuardContext, GuardFinding } from '../src/core/guard.ts';
import type { Presence, Step } from '../src/core/model.ts';
import type { GuardSettings } from './settings.ts';

type Context = GuardContext<GuardSettings>;

/**
 * Whoever is in a role-assignable group, or can sign in as an application that may hand out permissions, can become anybody.
 * Writing those takes a second person: the reviewers of a protected environment, or one who allows it and says why.
 */
export const secondApproval: Guard<GuardSettings> = {
  name: 'second-approval',
  sentence: 'Role-assignable groups and privileged applications are written only with a second approval.',
  check(context) {
    return context.plan.steps.flatMap((step): readonly GuardFinding[] => {
      const why = whyPrivileged(step, context);
      if (why === null) return [];
      const { type, id, displayName } = step;
      return [{ level: 'stop', message: `${displayName}: ${why}`, objects: [{ type, id, displayName }] }];
    });
  },
};

function whyPrivileged(step: Step, context: Context): string | null {
  if (step.type === 'group') return whyGroup(step, context);
  if (step.type === 'application' || step.type === 'servicePrincipal') {
    return whyGiven(step, context) ?? whyHolder(step, context);
  }
  return null;
}

function whyGroup(step: Step, { live, afterwards }: Context): string | null {
  const isAssignable = [bodyIn(live(step)), afterwards(step)].some((body) => body?.isAssignableToRole === true);
  return isAssignable ? 'can be assigned to roles' : null;
}

const bodyIn = (presence: Presence) => ('body' in presence ? presence.body : null);

/** App roles are assigned at the resource that has them. */
function whyGiven({ id, writes }: Step, { facts }: Context): string | null {
  const given = writes.links
    .filter(({ name }) => name === 'appRoleAssignedTo')
    .flatMap(({ add }) => add)
    .flatMap(({ permission }) => facts.privileged.roles.get(`${id}/${permission}`) ?? []);
  return given.length === 0 ? null : `gives ${[...new Set(given)].join(', ')}`;
}

function whyHolder(step: Step, { facts, live, afterwards }: Context): string | null {
  const appId = bodyIn(live(step))?.appId ?? afterwards(step)?.appId;
  const held = facts.privileged.holders.get(step.id) ?? facts.privileged.holders.get(String(appId)) ?? [];
  return held.length === 0 ? null : `holds ${held.join(', ')}`;
}
