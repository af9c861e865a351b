/**
 * Who may own applications and service principals, and who may sponsor agents. Sources: Graph's pages "Add owner" and "Add
 * agentIdentityBlueprint sponsors"; texts from microsoft-graph-docs issue 3303. Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { badRequest } from '../errors.ts';
import type { Entry } from '../store.ts';
import { type Body, textsOf, typeNameOf } from '../value.ts';

export type AccountableLink = 'owners' | 'sponsors';

const mostOwners = 100;
const mostSponsors = 100;
const mostSponsorGroups = 5;

/** Dynamic and Microsoft 365 groups only, and none that can be given roles. */
const maySponsor = ({ body }: Entry): boolean => {
  const kinds = textsOf(body.groupTypes);
  return body.isAssignableToRole !== true && (kinds.includes('DynamicMembership') || kinds.includes('Unified'));
};

function fits(name: AccountableLink, target: Entry): boolean {
  if (name === 'owners') return target.type === 'user' || target.type === 'servicePrincipal';
  if (target.type === 'user') return typeNameOf(target.body['@odata.type']) !== 'agentUser';
  return target.type === 'group' && maySponsor(target);
}

const word = (target: Entry): string => `${target.type.charAt(0).toUpperCase()}${target.type.slice(1)}`;

/** Why these may not be added to the owners or sponsors of an object, or null. `held`: who is there already. */
export function accountableFault(
  name: AccountableLink,
  held: readonly Entry[],
  targets: readonly Entry[],
): Fault | null {
  const unfit = targets.find((target) => !fits(name, target));
  if (unfit !== undefined) {
    const kind = word(unfit);
    return badRequest(
      `The reference target '${kind}_${unfit.id}' of type '${kind}' is invalid for the '${name}' reference.`,
    );
  }
  const all = [...held, ...targets];
  if (new Set(all.map(({ id }) => id)).size < all.length) {
    return badRequest(
      `One or more added object references already exist for the following modified properties: '${name}'.`,
    );
  }
  const groups = name === 'sponsors' ? all.filter(({ type }) => type === 'group').length : 0;
  const most = name === 'owners' ? mostOwners : mostSponsors;
  // That owners are as many as sponsors is unverified, and so are code and text.
  return all.length > most || groups > mostSponsorGroups ? badRequest(`There are too many '${name}'.`) : null;
}

/** Only agents have sponsors. */
export const hasSponsors = (body: Body): boolean => (typeNameOf(body['@odata.type']) ?? '').startsWith('agent');
