import { builtInStrengths } from '../rules/authenticationStrengths.ts';
import type { SeedBody } from '../seed.ts';
import { changedAt, madeAt, policyId } from './names.ts';

type Part = Readonly<Record<string, unknown>>;

/** What a policy of a seed says of itself; the rest is null or empty. */
export interface PolicyFacts {
  readonly displayName: string;
  readonly state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  readonly users: Part;
  readonly applications?: Part;
  readonly conditions?: Part;
  readonly grant?: Part;
  readonly session?: Part;
}

const grantControls = (grant: Part): Part => ({
  operator: 'OR',
  builtInControls: [],
  customAuthenticationFactors: [],
  termsOfUse: [],
  authenticationStrength: null,
  ...grant,
});

const sessionControls = (session: Part): Part => ({
  applicationEnforcedRestrictions: null,
  blockSensitiveActions: null,
  cloudAppSecurity: null,
  continuousAccessEvaluation: null,
  disableResilienceDefaults: null,
  persistentBrowser: null,
  secureSignInSession: null,
  signInFrequency: null,
  ...session,
});

/**
 * A Conditional Access policy in the shape beta returns: that of cisagov/ScubaGear's sample report, and what the v1.0 CSDL
 * has beside it. Last verified: 2026-11-23.
 */
export function policyBody(name: string, facts: PolicyFacts): SeedBody {
  const createdDateTime = madeAt('policy', name);
  return {
    id: policyId(name),
    deletedDateTime: null,
    templateId: null,
    displayName: facts.displayName,
    description: null,
    createdDateTime,
    modifiedDateTime: changedAt(createdDateTime, 'policy', name),
    state: facts.state,
    partialEnablementStrategy: null,
    conditions: {
      agents: null,
      applications: {
        applicationFilter: null,
        excludeApplications: [],
        includeApplications: ['All'],
        includeAuthenticationContextClassReferences: [],
        includeUserActions: [],
        ...facts.applications,
      },
      authenticationFlows: null,
      clientAppTypes: ['all'],
      clientApplications: null,
      deviceStates: null,
      devices: null,
      insiderRiskLevels: null,
      locations: null,
      platforms: null,
      servicePrincipalRiskLevels: [],
      signInRiskLevels: [],
      times: null,
      userRiskLevels: [],
      users: {
        excludeGroups: [],
        excludeGuestsOrExternalUsers: null,
        excludeRoles: [],
        excludeUsers: [],
        includeGroups: [],
        includeGuestsOrExternalUsers: null,
        includeRoles: [],
        includeUsers: [],
        ...facts.users,
      },
      ...facts.conditions,
    },
    grantControls: facts.grant === undefined ? null : grantControls(facts.grant),
    sessionControls: facts.session === undefined ? null : sessionControls(facts.session),
  };
}

/** A sign-in frequency of so many hours, or at every sign-in. */
export const signInFrequency = (hours: number | 'everyTime') => ({
  authenticationType: 'primaryAndSecondaryAuthentication',
  frequencyInterval: hours === 'everyTime' ? 'everyTime' : 'timeBased',
  isEnabled: true,
  type: hours === 'everyTime' ? null : 'hours',
  value: hours === 'everyTime' ? null : hours,
});

/** Phishing-resistant MFA as Graph shows it inside a policy: written by its id, returned in full. */
export const phishingResistant = builtInStrengths.get('00000000-0000-0000-0000-000000000004') ?? null;
