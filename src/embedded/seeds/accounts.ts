/** The users that are not employees: emergency accounts, guests, agents, and those in the bin. */
import { guidFrom } from '../identity.ts';
import type { SeedUser } from '../seed.ts';
import { changedAt, defaultDomain, groupId, initialDomain, madeAt, userId } from './names.ts';
import { departments, offices } from './offices.ts';
import { userBody } from './userBody.ts';

export const breakGlassAliases = ['breakglass.one', 'breakglass.two'] as const;

/** Cloud only, on the initial domain, with no licence and nobody above them: nothing else may break them. */
export const breakGlassAccounts = (): readonly SeedUser[] =>
  breakGlassAliases.map((alias, index) =>
    userBody({
      id: userId(alias),
      userPrincipalName: `${alias}@${initialDomain}`,
      displayName: `Emergency access ${index + 1}`,
      createdDateTime: '2024-01-08T08:30:00Z',
      passwordPolicies: 'DisablePasswordExpiration',
      usageLocation: 'NO',
    }),
  );

export const guestAliases = ['amelie.durand', 'auditor'] as const;

const guestAddresses: { readonly [alias in (typeof guestAliases)[number]]: readonly [string, string] } = {
  'amelie.durand': ['amelie.durand@fabrikam.example', 'Amélie Durand (Fabrikam)'],
  auditor: ['j.de-vries@audit.example', 'Joost de Vries'],
};

/** Who invited them. */
const guestSponsors: { readonly [alias in (typeof guestAliases)[number]]: string } = {
  'amelie.durand': 'camille.dubois',
  auditor: 'siobhan.kelly',
};

export const guests = (): readonly SeedUser[] =>
  guestAliases.map((alias) => {
    const [mail, displayName] = guestAddresses[alias];
    const made = madeAt('guest', alias);
    const mailNickname = `${mail.replace('@', '_')}#EXT#`;
    const userPrincipalName = `${mailNickname}@${initialDomain}`;
    const body = userBody({
      id: userId(alias),
      userPrincipalName,
      displayName,
      createdDateTime: made,
      creationType: 'Invitation',
      externalUserState: alias === 'auditor' ? 'PendingAcceptance' : 'Accepted',
      externalUserStateChangeDateTime: changedAt(made, 'guest', alias),
      identities: [
        ...(alias === 'auditor'
          ? []
          : [{ signInType: 'federated', issuer: 'ExternalAzureAD', issuerAssignedId: null }]),
        { signInType: 'userPrincipalName', issuer: initialDomain, issuerAssignedId: userPrincipalName },
      ],
      mail,
      otherMails: [mail],
      proxyAddresses: [`SMTP:${mail}`],
      userType: 'Guest',
    });
    return { ...body, sponsors: [userId(guestSponsors[alias])] };
  });

export const agentAliases = ['agent.expenses', 'agent.servicedesk', 'agent.onboarding'] as const;

const agentNames: { readonly [alias in (typeof agentAliases)[number]]: readonly [string, string, string] } = {
  'agent.expenses': ['Expenses Agent', 'Finance', 'siobhan.kelly'],
  'agent.servicedesk': ['Service Desk Agent', 'IT', 'katarzyna.lis'],
  'agent.onboarding': ['Onboarding Agent', 'Human Resources', 'astrid.bjornson'],
};

export const agentIdentityId = (alias: string): string => guidFrom('contoso', 'agentIdentity', alias);

/** Aliases, by the alias of the agent. */
export const agentManagers = Object.fromEntries(agentAliases.map((alias) => [alias, agentNames[alias][2]])) as Readonly<
  Record<(typeof agentAliases)[number], string>
>;

/** Users that an agent identity signs in as; the identity is their parent. */
export const agents = (): readonly SeedUser[] =>
  agentAliases.map((alias) => {
    const [displayName, department, manager] = agentNames[alias];
    const address = `${alias}@${defaultDomain}`;
    return {
      '@odata.type': '#microsoft.graph.agentUser',
      ...userBody({
        id: userId(alias),
        userPrincipalName: address,
        displayName,
        createdDateTime: madeAt('agent', alias),
        department,
        identityParentId: agentIdentityId(alias),
        mail: address,
        proxyAddresses: [`SMTP:${address}`],
        usageLocation: 'NO',
      }),
      manager: userId(manager),
      // Whoever answers for the agent: a person, and for the service desk a whole group.
      sponsors: [userId(manager), ...(alias === 'agent.servicedesk' ? [groupId('SG-IT-Staff')] : [])],
    };
  });

/** Given name, surname, department, moment of deletion. */
const leavers = {
  'peter.lynch': ['Peter', 'Lynch', 'Sales', '2026-11-03T14:22:10Z'],
  'sofie.moe': ['Sofie', 'Moe', 'Marketing', '2026-11-09T08:05:41Z'],
  'kenji.yamamoto': ['健二', '山本', 'Engineering', '2026-11-14T16:47:03Z'],
} as const;

export const leaverAliases = Object.keys(leavers) as readonly (keyof typeof leavers)[];

/** Soft-deleted users: Graph puts the id in hex before the user principal name, which frees the name. */
export const deletedUsers = (): readonly SeedUser[] =>
  leaverAliases.map((alias) => {
    const [givenName, surname, department, deletedDateTime] = leavers[alias];
    const id = userId(alias);
    const { phone: _, ...place } = offices[alias === 'kenji.yamamoto' ? 'tokyo' : 'oslo'];
    const address = `${alias}@${defaultDomain}`;
    return userBody({
      id,
      userPrincipalName: `${id.replaceAll('-', '')}${address}`,
      displayName: `${givenName} ${surname}`,
      createdDateTime: madeAt(alias),
      deletedDateTime,
      ...place,
      companyName: 'Contoso',
      department,
      employeeOrgData: departments[department],
      givenName,
      mail: address,
      mailNickname: alias,
      proxyAddresses: [`SMTP:${address}`],
      surname,
      usageLocation: place.country,
    });
  });
