/** Contoso's Conditional Access: the policies that common baselines ask for. Role ids are role template ids. */
import type { SeedBody } from '../seed.ts';
import { groupId, locationId, userId } from './names.ts';
import { type PolicyFacts, phishingResistant, policyBody, signInFrequency } from './policyBody.ts';

const administratorRoles = [
  '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814', // Privileged Role Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', // Privileged Authentication Administrator
  '194ae4cb-b126-40b2-bd5b-6091b380977d', // Security Administrator
  'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9', // Conditional Access Administrator
  '29232cdf-9323-42fd-ade2-1d097af3e4de', // Exchange Administrator
  'f28a1f50-f6e7-4571-818b-6a12f2af6b6c', // SharePoint Administrator
  'fe930be7-5e62-47db-91af-98c3a49a38b1', // User Administrator
  '729827e3-9c14-49f7-bb1b-9608f156bbb8', // Helpdesk Administrator
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', // Application Administrator
  '158c047a-c907-4556-b7ef-446551a6b5f7', // Cloud Application Administrator
];
const mostPowerfulRoles = administratorRoles.slice(0, 5);

/** Never without a way back in. */
const excludeGroups = [groupId('CA-Exclude-BreakGlass')];
const everyone = { includeUsers: ['All'], excludeGroups };
const administrators = { includeRoles: administratorRoles, excludeGroups };

const policies = {
  blockLegacyAuthentication: {
    displayName: 'CA001 - Block legacy authentication',
    state: 'enabled',
    users: everyone,
    conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
    grant: { builtInControls: ['block'] },
  },
  mfaForAdministrators: {
    displayName: 'CA002 - Require MFA for administrators',
    state: 'enabled',
    users: administrators,
    grant: { builtInControls: ['mfa'] },
  },
  mfaForEveryone: {
    displayName: 'CA003 - Require MFA for all users',
    state: 'enabled',
    users: everyone,
    grant: { builtInControls: ['mfa'] },
  },
  blockOtherCountries: {
    displayName: 'CA004 - Block countries where we do not work',
    state: 'enabled',
    users: { ...everyone, excludeGroups: [...excludeGroups, groupId('CA-Exclude-Travellers')] },
    conditions: {
      locations: {
        includeLocations: ['All'],
        excludeLocations: [locationId('allowedCountries'), locationId('headquarters')],
      },
    },
    grant: { builtInControls: ['block'] },
  },
  compliantDeviceForFinance: {
    displayName: 'CA005 - Require a compliant device for finance',
    state: 'enabled',
    users: { includeGroups: [groupId('CA-Finance')], excludeGroups },
    applications: { includeApplications: ['Office365'] },
    conditions: {
      locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] },
      platforms: { includePlatforms: ['all'], excludePlatforms: ['android', 'iOS'] },
    },
    grant: { operator: 'OR', builtInControls: ['compliantDevice', 'domainJoinedDevice'] },
  },
  phishingResistantForAdministrators: {
    displayName: 'CA006 - Require phishing-resistant MFA for the most powerful roles',
    state: 'enabled',
    users: { includeRoles: mostPowerfulRoles, excludeGroups },
    grant: { authenticationStrength: phishingResistant },
  },
  signInFrequencyForAdministrators: {
    displayName: 'CA007 - Administrators sign in again every 4 hours',
    state: 'disabled',
    users: administrators,
    applications: { includeApplications: ['MicrosoftAdminPortals'] },
    conditions: { devices: { deviceFilter: { mode: 'exclude', rule: 'device.extensionAttribute1 -eq "PAW"' } } },
    session: { signInFrequency: signInFrequency(4), persistentBrowser: { isEnabled: true, mode: 'never' } },
  },
  mfaForGuests: {
    displayName: 'CA008 - Require MFA for guests',
    state: 'enabled',
    users: {
      excludeGroups,
      includeGuestsOrExternalUsers: {
        externalTenants: {
          '@odata.type': '#microsoft.graph.conditionalAccessAllExternalTenants',
          membershipKind: 'all',
        },
        guestOrExternalUserTypes: 'internalGuest,b2bCollaborationGuest,b2bCollaborationMember,otherExternalUser',
      },
    },
    grant: { builtInControls: ['mfa'] },
  },
  highSignInRisk: {
    displayName: 'CA009 - Require MFA at every sign-in with high risk',
    state: 'enabled',
    users: everyone,
    conditions: { signInRiskLevels: ['high'] },
    grant: { builtInControls: ['mfa'] },
    session: { signInFrequency: signInFrequency('everyTime') },
  },
  highUserRisk: {
    displayName: 'CA010 - Require a new password from users at high risk',
    state: 'enabled',
    users: everyone,
    conditions: { userRiskLevels: ['high'] },
    grant: { operator: 'AND', builtInControls: ['mfa', 'passwordChange'] },
    session: { signInFrequency: signInFrequency('everyTime') },
  },
  blockDeviceCodeFlow: {
    displayName: 'CA011 - Block device code flow',
    state: 'enabled',
    users: { ...everyone, excludeUsers: [userId('brandon.lee')] },
    conditions: { authenticationFlows: { transferMethods: 'deviceCodeFlow,authenticationTransfer' } },
    grant: { builtInControls: ['block'] },
  },
  // The part about agents is in beta only: a round trip through v1.0 would lose it.
  blockRiskyAgents: {
    displayName: 'CA012 - Block agents at high risk',
    state: 'enabledForReportingButNotEnforced',
    users: { includeUsers: ['None'], excludeGroups },
    conditions: {
      agentIdRiskLevels: 'high',
      clientApplications: {
        agentIdServicePrincipalFilter: null,
        excludeAgentIdServicePrincipals: [],
        excludeServicePrincipals: [],
        includeAgentIdServicePrincipals: ['All'],
        includeServicePrincipals: [],
        servicePrincipalFilter: null,
      },
    },
    grant: { builtInControls: ['block'] },
  },
} as const satisfies Readonly<Record<string, PolicyFacts>>;

export const policyNames = Object.keys(policies) as readonly (keyof typeof policies)[];

export const conditionalAccessPolicies = (): readonly SeedBody[] =>
  policyNames.map((name) => policyBody(name, policies[name]));

export const deletedPolicies = (): readonly SeedBody[] => [
  {
    ...policyBody('blockUnknownPlatforms', {
      displayName: 'CA099 - Block unknown platforms (trial)',
      state: 'enabled',
      users: everyone,
      conditions: {
        platforms: { includePlatforms: ['all'], excludePlatforms: ['android', 'iOS', 'windows', 'macOS', 'linux'] },
      },
      grant: { builtInControls: ['block'] },
    }),
    deletedDateTime: '2026-11-12T07:19:28Z',
  },
];
