import type { Guard, GuardFinding } from '../src/core/guard.ts';
import type { Body, ObjectType, Presence, Step } from '../src/core/model.ts';
import type { Identity } from '../src/core/ports.ts';
import { at, equal, isBody } from '../src/core/value.ts';
import type { GuardSettings } from './settings.ts';

/**
 * The tool does not saw off the branch it sits on: neither its application nor the principal, nor the permissions or the
 * federated credentials it signs in with. A recovery that did would also be one that nobody can take back with it.
 */
export const ownAccess: Guard<GuardSettings> = {
  name: 'own-access',
  sentence: 'The identity that recovers stays able to sign in, with the permissions it has.',
  check({ plan, self, live, afterwards }) {
    if (self === null || (self.applicationId === null && self.objectId === null)) {
      return plan.steps.some(({ type }) => type === 'application' || type === 'servicePrincipal')
        ? [
            {
              level: 'warn',
              message: 'the token does not tell who signed in, so its own access is not guarded',
              objects: [],
            },
          ]
        : [];
    }
    return plan.steps.flatMap((step): readonly GuardFinding[] => {
      const harm = harmOf(step, self, live(step), afterwards(step));
      const doubt = harm === null ? doubtAbout(step, self, live(step), afterwards(step)) : null;
      const message = harm ?? doubt;
      if (message === null) return [];
      const { type, id, displayName } = step;
      const level = harm === null ? 'warn' : 'stop';
      return [{ level, message: `${displayName}: ${message}`, objects: [{ type, id, displayName }] }];
    });
  },
};

function harmOf(step: Step, self: Identity, live: Presence, after: Body | null): string | null {
  const before = live.is === 'present' ? live.body : null;
  const judges: { readonly [type in ObjectType]?: () => string | null } = {
    user: () => (self.isPerson && isSame(step.id, self.objectId) ? harmToAccount(before, after) : null),
    application: () => (isSame(before?.appId, self.applicationId) ? harmToApplication(before, after) : null),
    servicePrincipal: () =>
      (isSame(before?.appId, self.applicationId) || isSame(step.id, self.objectId)
        ? harmToAccount(before, after)
        : null) ?? lostPermissions(step, self),
    conditionalAccessPolicy: () =>
      after !== null && blocks(after, self) && !(before !== null && blocks(before, self))
        ? 'would block the sign-in of this very recovery'
        : null,
  };
  return judges[step.type]?.() ?? null;
}

const isSame = (one: unknown, other: string | null): boolean =>
  other !== null && String(one).toLowerCase() === other.toLowerCase();

function harmToAccount(before: Body | null, after: Body | null): string | null {
  if (after === null) return 'is who recovers, and would be soft-deleted';
  const isDisabled = after.accountEnabled === false && before?.accountEnabled !== false;
  return isDisabled ? 'is who recovers, and would be disabled' : null;
}

function harmToApplication(before: Body | null, after: Body | null): string | null {
  if (after === null) return 'is the application of who recovers, and would be soft-deleted';
  if (after.isDisabled === true && before?.isDisabled !== true) {
    return 'is the application of who recovers, and would be disabled';
  }
  const [had, has] = [before, after].map((body) => body?.federatedIdentityCredentials);
  if (!isBody(had)) return null;
  const lost = Object.keys(had).filter((name) => !isBody(has) || !equal(had[name] ?? null, has[name] ?? null));
  return lost.length === 0
    ? null
    : `is the application of who recovers, and would lose or change the federated credentials it may sign in with: ${lost.join(', ')}`;
}

/** App roles are assigned at the resource: whoever loses them there keeps its principal and can do nothing. */
function lostPermissions({ writes }: Step, self: Identity): string | null {
  const lost = writes.links
    .filter(({ name }) => name === 'appRoleAssignedTo')
    .flatMap(({ remove }) => remove)
    .filter(({ type, id }) => type === 'servicePrincipal' && isSame(id.split('/')[0], self.objectId));
  return lost.length === 0 ? null : `would take ${lost.length} of the permissions of who recovers`;
}

/** Which groups and roles a person is in cannot be seen here: a policy that newly blocks some may block this one. */
function doubtAbout({ type }: Step, self: Identity, live: Presence, after: Body | null): string | null {
  if (type !== 'conditionalAccessPolicy' || !self.isPerson || after === null) return null;
  const before = live.is === 'present' ? live.body : null;
  const isNew = blocksSome(after, self) && !(before !== null && blocksSome(before, self));
  return isNew ? 'blocks groups or roles, and whoever recovers may be in them' : null;
}

function blocksSome(policy: Body, self: Identity): boolean {
  const list = (...path: readonly string[]): readonly unknown[] => {
    const value = at(policy, path);
    return Array.isArray(value) ? value : [];
  };
  if (policy.state !== 'enabled' || !list('grantControls', 'builtInControls').includes('block')) return false;
  const users = (name: string) => list('conditions', 'users', name);
  if (users('excludeUsers').some((id) => isSame(id, self.objectId))) return false;
  return users('includeGroups').length + users('includeRoles').length > 0;
}

/** Whether a policy that is on keeps the caller out. Which groups and roles it is in cannot be seen here. */
function blocks(policy: Body, self: Identity): boolean {
  const list = (...path: readonly string[]): readonly unknown[] => {
    const value = at(policy, path);
    return Array.isArray(value) ? value : [];
  };
  if (policy.state !== 'enabled' || !list('grantControls', 'builtInControls').includes('block')) return false;
  const [place, include, exclude, everybody] = self.isPerson
    ? ['users', 'includeUsers', 'excludeUsers', 'All']
    : ['clientApplications', 'includeServicePrincipals', 'excludeServicePrincipals', 'ServicePrincipalsInMyTenant'];
  const isIn = (name: string): boolean => list('conditions', place, name).some((id) => isSame(id, self.objectId));
  return (list('conditions', place, include).includes(everybody) || isIn(include)) && !isIn(exclude);
}
