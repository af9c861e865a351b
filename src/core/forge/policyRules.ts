/** What weakens how people sign in: Conditional Access, locations, strengths, methods, and what everybody may do. */
import type { AttributeChange, ObjectType } from '../model.ts';
import type { SeverityRule, Surroundings } from './severity.ts';
import {
  attributesThat,
  became,
  conditionNarrowed,
  gained,
  grew,
  includesFewer,
  leftValue,
  lost,
  shrank,
} from './weakening.ts';

const policy: readonly ObjectType[] = ['conditionalAccessPolicy'];
const excludes = /^conditions\..*\.exclude[A-Z]/;
const includes = /^conditions\..*\.include[A-Z]/;
/** Empty or not there means always. */
const conditions =
  /^conditions\.(?:\w+RiskLevels|clientAppTypes|locations|platforms|devices|deviceStates|authenticationFlows|locations\.includeLocations|platforms\.includePlatforms)$/;

const isEmergency = ({ breakGlass }: Surroundings, ids: readonly string[]): boolean =>
  ids.length > 0 && ids.every((id) => isOneOf([...breakGlass.accounts, ...breakGlass.groups], id));

/** A person may have typed an id in capitals. */
export const isOneOf = (ids: readonly string[], id: string): boolean =>
  ids.some((one) => one.toLowerCase() === id.toLowerCase());

const conditionalAccess: readonly SeverityRule[] = [
  {
    severity: 'critical',
    types: policy,
    because: 'no longer enforced',
    finds: (change) => attributesThat(change, 'state', leftValue('enabled')),
  },
  {
    severity: 'critical',
    types: policy,
    because: 'deleted: what it asked for is asked no longer',
    finds: ({ change }) => (change === 'softDeleted' || change === 'hardDeleted' ? [] : null),
  },
  {
    severity: 'critical',
    types: policy,
    because: 'no longer excludes the emergency accounts: the last way in may be shut',
    finds: (change, around) =>
      attributesThat(change, excludes, (one) => lost(one).some((id) => isEmergency(around, [id]))),
  },
  {
    severity: 'critical',
    types: policy,
    because: 'excludes more than before',
    finds: (change, around) =>
      attributesThat(change, excludes, (one) => excludesMore(one) && !isEmergency(around, gained(one))),
  },
  {
    severity: 'critical',
    types: policy,
    because: 'applies to fewer than before',
    finds: (change) => attributesThat(change, includes, includesFewer),
  },
  {
    severity: 'critical',
    types: policy,
    because: 'applies under narrower conditions than before',
    finds: (change) => attributesThat(change, conditions, conditionNarrowed),
  },
  {
    severity: 'critical',
    types: policy,
    because: 'asks for less than before',
    finds: (change) =>
      attributesThat(
        change,
        /^grantControls(?:\.|$)/,
        (one) =>
          (one.name === 'grantControls.operator' && one.current === 'OR') ||
          shrank(one) ||
          (one.current ?? null) === null,
      ),
  },
  {
    severity: 'high',
    types: policy,
    because: 'now enforced: it may keep people out',
    finds: (change) => attributesThat(change, 'state', became('enabled')),
  },
  {
    severity: 'high',
    types: policy,
    because: 'applies or asks otherwise than before',
    finds: (change) =>
      attributesThat(change, /^(?:conditions|grantControls|sessionControls|partialEnablementStrategy)(?:\.|$)/),
  },
];

/** Of guests and filters the value is no list: another one counts as more. */
const excludesMore = (change: AttributeChange): boolean =>
  Array.isArray(change.current) ? grew(change) : (change.current ?? null) !== null && !Array.isArray(change.backup);

const location: readonly ObjectType[] = ['namedLocation'];
const strength: readonly ObjectType[] = ['authenticationStrengthPolicy'];

const whereAndHow: readonly SeverityRule[] = [
  {
    severity: 'critical',
    types: location,
    because: 'now trusted: policies let in what comes from there',
    finds: (change) => attributesThat(change, 'isTrusted', became(true)),
  },
  {
    severity: 'critical',
    types: location,
    because: 'wider than before: policies treat more addresses as this place',
    finds: (change) =>
      attributesThat(change, /^(?:ipRanges|countriesAndRegions)$/, grew) ??
      attributesThat(change, 'includeUnknownCountriesAndRegions', became(true)),
  },
  {
    severity: 'high',
    types: location,
    because: 'another place than before for the policies that name it',
    finds: (change) => attributesThat(change, /^(?!displayName$|@)/),
  },
  {
    severity: 'critical',
    types: strength,
    because: 'accepts more ways to sign in than before',
    finds: (change) =>
      attributesThat(change, 'allowedCombinations', grew) ??
      attributesThat(change, /^combinationConfigurations\./, (one) => (one.current ?? null) === null || grew(one)),
  },
  {
    severity: 'critical',
    types: strength,
    because: 'deleted: policies that asked for it ask for less, or for nothing',
    finds: ({ change }) => (change === 'softDeleted' || change === 'hardDeleted' ? [] : null),
  },
  {
    severity: 'high',
    types: strength,
    because: 'accepts other ways to sign in than before',
    finds: (change) => attributesThat(change, /^(?:allowedCombinations|combinationConfigurations)/),
  },
];

const methods: readonly ObjectType[] = ['authenticationMethodsPolicy'];
const phishable = ['sms', 'voice', 'email', 'qrcodepin', 'temporaryaccesspass', 'softwareoath'];
const strong = ['fido2', 'microsoftauthenticator', 'x509certificate', 'hardwareoath'];
const safeguards =
  /^(?:isAttestationEnforced|keyRestrictions\.isEnforced|isUsableOnce|passkeyProfiles|crlValidationConfiguration\.state|reportSuspiciousActivitySettings\.state|systemCredentialPreferences\.state|featureSettings\.numberMatchingRequiredState\.state|registrationEnforcement\..*\.state)$/;

const authenticationMethods: readonly SeverityRule[] = [
  {
    severity: 'critical',
    types: methods,
    because: 'a way to sign in that can be intercepted or handed on is now allowed',
    finds: (change) =>
      phishable.includes(change.id.toLowerCase()) ? attributesThat(change, 'state', became('enabled')) : null,
  },
  {
    severity: 'critical',
    types: methods,
    because: 'a strong way to sign in is no longer allowed',
    finds: (change) =>
      strong.includes(change.id.toLowerCase()) ? attributesThat(change, 'state', became('disabled')) : null,
  },
  {
    severity: 'critical',
    types: methods,
    because: 'a safeguard of a way to sign in is off',
    finds: (change) => attributesThat(change, safeguards, became(false, 'disabled')),
  },
  {
    severity: 'high',
    types: methods,
    because: 'how people sign in is set otherwise than before',
    finds: (change) => attributesThat(change, /^(?!displayName$|description$|policyVersion$|@)/),
  },
];

const everybody: readonly ObjectType[] = ['authorizationPolicy'];
/** Guests with the rights of members (learn.microsoft.com, "Restrict guest access permissions"). */
const asMembers = 'a0b1b346-4d3e-4e8b-98f8-753987be4970';

const whatEverybodyMay: readonly SeverityRule[] = [
  {
    severity: 'critical',
    types: everybody,
    because: 'guests may now see what members see',
    finds: (change) => attributesThat(change, 'guestUserRoleId', became(asMembers)),
  },
  {
    severity: 'critical',
    types: everybody,
    because: 'people may now consent to risky applications',
    finds: (change) => attributesThat(change, 'allowUserConsentForRiskyApps', became(true)),
  },
  {
    severity: 'high',
    types: everybody,
    because: 'what everybody may do is set otherwise than before',
    finds: (change) => attributesThat(change, /^(?!displayName$|description$)/),
  },
  {
    severity: 'medium',
    types: ['organization'],
    because: 'the tenant’s own data changed: domains, or where notifications go',
    finds: (change) => attributesThat(change, /^(?:verifiedDomains|\w+Notification\w+|onPremisesSyncEnabled)$/),
  },
];

export const policyRules: readonly SeverityRule[] = [
  ...conditionalAccess,
  ...whereAndHow,
  ...authenticationMethods,
  ...whatEverybodyMay,
];
