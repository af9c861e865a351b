import { pageOf } from '../../catalog/index.ts';
import type { Body } from '../../model.ts';
import { computed, linked, lost, noPlace, same, to } from '../fate.ts';
import { type Adopted, setByGraph, usual } from './page.ts';

const isUnified = ({ groupTypes }: Body): boolean => Array.isArray(groupTypes) && groupTypes.includes('Unified');

export const group: Adopted = {
  ...usual,
  className: 'Group',
  prefix: 'group',
  needs: ['displayName'],
  importId: (id) => `/groups/${id}`,
  fates: {
    ...computed(...setByGraph, 'onPremisesSyncEnabled', 'mail'),
    ...same('description', 'displayName', 'mailEnabled', 'mailNickname', 'securityEnabled', 'theme', 'visibility'),
    isAssignableToRole: to('assignableToRole'),
    groupTypes: to('types'),
    membershipRule: to('dynamicMembership.rule'),
    membershipRuleProcessingState: to('dynamicMembership.enabled', (value) => value === 'On'),
    members: to('members', linked('objectId')),
    owners: to('owners', linked('objectId')),
    ...lost(noPlace, 'classification', 'preferredDataLocation', 'preferredLanguage'),
    ...lost('azuread assigns no licences', 'assignedLicenses'),
  },
  whyNot: (body) =>
    body.mailEnabled === true && !isUnified(body)
      ? 'distribution lists and mail-enabled security groups are managed in Exchange'
      : null,
  finish: ({ members, dynamicMembership, ...args }, body) => ({
    ...args,
    // Entra computes them.
    ...(members === undefined || pageOf('group').hasComputedMembers(body) ? {} : { members }),
    // A state without a rule is what every group has; a rule without a state is off.
    ...(typeof dynamicMembership === 'object' && 'rule' in dynamicMembership
      ? { dynamicMembership: { enabled: false, ...dynamicMembership } }
      : {}),
  }),
};
