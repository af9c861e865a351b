/**
 * Custom authentication strengths. Source: facts on Graph §1, CSDL; Graph's pages "authenticationStrengthPolicy" and
 * "updateAllowedCombinations". Which combinations count as valid is Microsoft's own list of built-in "Multifactor
 * authentication", and the single-factor ones of its documentation. Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, malformedPolicy } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { type Body, isBody, isText, textsOf } from '../value.ts';
import { builtInStrengths } from './authenticationStrengths.ts';
import type { TypeRules } from './rule.ts';

/** A tenant has no more of its own. */
const mostCustom = 15;

const multifactorId = '00000000-0000-0000-0000-000000000002';
const singleFactor = ['password', 'sms', 'x509CertificateSingleFactor', 'federatedSingleFactor', 'qrCodePin'];
const combinations: ReadonlySet<string> = new Set([
  ...textsOf(builtInStrengths.get(multifactorId)?.allowedCombinations),
  ...singleFactor,
]);

export const areCombinations = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => isText(one) && combinations.has(one));

/** A strength by id, built in or made here. */
export function strengthOf(call: Call, id: string): Body | undefined {
  return builtInStrengths.get(id) ?? call.tenant.store.alive('authenticationStrengthPolicy', id)?.body;
}

/** Which part of sign-in a configuration narrows, by its type. */
const configurable: Readonly<Record<string, readonly string[]>> = {
  '#microsoft.graph.fido2CombinationConfiguration': ['fido2'],
  '#microsoft.graph.x509CertificateCombinationConfiguration': [
    'x509CertificateMultiFactor',
    'x509CertificateSingleFactor',
  ],
};

/** Why a combination configuration does not fit the policy, or null. `others`: its siblings. */
export function configurationFault(configuration: Body, policy: Body, others: readonly Body[]): Fault | null {
  const applies = textsOf(configuration.appliesToCombinations);
  const possible = configurable[String(configuration['@odata.type'])] ?? [];
  const allowed = new Set(textsOf(policy.allowedCombinations));
  if (applies.length === 0 || !applies.every((one) => possible.includes(one) && allowed.has(one))) {
    return badRequest('appliesToCombinations does not fit the type or the allowed combinations of the policy.');
  }
  const taken = new Set(others.flatMap((other) => textsOf(other.appliesToCombinations)));
  return applies.some((one) => taken.has(one)) ? badRequest('A combination can be configured only once.') : null;
}

export const configurationsOf = (policy: Body): readonly Body[] =>
  Array.isArray(policy.combinationConfigurations) ? policy.combinationConfigurations.filter(isBody) : [];

export const authenticationStrengthPolicyRules: TypeRules = {
  type: 'authenticationStrengthPolicy',
  area: 'policies',
  readOnly: new Set(['id', 'createdDateTime', 'modifiedDateTime', 'policyType', 'requirementsSatisfied']),
  createOnly: new Set(),
  // By an action of its own, and one by one.
  notUpdatable: new Set(['allowedCombinations', 'combinationConfigurations']),
  notClearable: new Set(['displayName']),
  required: ['displayName', 'allowedCombinations'],
  longest: {},
  apart: new Set(),
  returnedByDefault: () => [...propertiesOf('authenticationStrengthPolicy').keys()],
  defaults: (body) => ({ combinationConfigurations: [], description: '', ...body }),
  check({ kind, after, call }) {
    if (!isText(after.displayName) || after.displayName === '' || after.displayName.length > 30)
      return malformedPolicy();
    if (!areCombinations(after.allowedCombinations)) return malformedPolicy();
    const { items } = call.tenant.store.living('authenticationStrengthPolicy');
    return kind === 'create' && items.length >= mostCustom ? malformedPolicy() : null;
  },
  settle: ({ after }) => ({ policyType: 'custom', requirementsSatisfied: satisfiedBy(after), ...after }),
};

export const satisfiedBy = ({ allowedCombinations }: Body): string =>
  textsOf(allowedCombinations).every((one) => !singleFactor.includes(one)) ? 'mfa' : 'none';
