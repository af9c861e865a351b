import { computed, lifted, linked, lost, noPlace, same, several, shownOnly, to, words } from '../fate.ts';
import { type Adopted, setByGraph, usual } from './page.ts';

/** Each of the two has an argument of its own; there are no others (learn.microsoft.com, "user resource type"). */
const policies = {
  DisablePasswordExpiration: 'disablePasswordExpiration',
  DisableStrongPassword: 'disableStrongPassword',
};

export const user: Adopted = {
  ...usual,
  className: 'User',
  prefix: 'user',
  needs: ['displayName', 'userPrincipalName'],
  importId: (id) => `/users/${id}`,
  fates: {
    ...computed(...setByGraph, 'onPremisesSyncEnabled', 'identityParentId'),
    ...same(
      'accountEnabled',
      'ageGroup',
      'businessPhones',
      'city',
      'companyName',
      'consentProvidedForMinor',
      'country',
    ),
    ...same('department', 'displayName', 'employeeHireDate', 'employeeId', 'employeeType', 'faxNumber', 'givenName'),
    ...same('jobTitle', 'mail', 'mailNickname', 'mobilePhone', 'officeLocation', 'otherMails', 'postalCode'),
    ...same('preferredLanguage', 'state', 'streetAddress', 'surname', 'usageLocation', 'userPrincipalName'),
    employeeOrgData: lifted(same('costCenter', 'division')),
    passwordPolicies: several((value) => {
      const set = words(value)?.filter((word) => word !== 'None') ?? null;
      if (set === null || set.some((word) => !Object.hasOwn(policies, word))) return null;
      return Object.fromEntries(
        Object.entries(policies).flatMap(([word, name]) => (set.includes(word) ? [[name, true]] : [])),
      );
    }),
    manager: to('managerId', linked('objectId')),
    ...lost(noPlace, 'employeeLeaveDateTime', 'perUserMfaState', 'preferredDataLocation', 'sponsors'),
    ...lost(shownOnly, 'userType'),
  },
  whyNot: (body) => (body['@odata.type'] === undefined ? null : 'azuread knows no agent users'),
};
