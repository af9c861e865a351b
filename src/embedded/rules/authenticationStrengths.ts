/**
 * The built-in authentication strengths, which every tenant has and policies name by id. Source: the second from
 * cisagov/ScubaGear's sample report; names and ids of the others from Microsoft's documentation of built-in strengths.
 * Last verified: 2026-11-23.
 */
import type { Body } from '../value.ts';

const strength = (
  id: string,
  displayName: string,
  description: string,
  allowedCombinations: readonly string[],
): Body => ({
  id,
  createdDateTime: '2021-12-01T08:00:00Z',
  modifiedDateTime: '2021-12-01T08:00:00Z',
  displayName,
  description,
  policyType: 'builtIn',
  requirementsSatisfied: 'mfa',
  allowedCombinations,
  combinationConfigurations: [],
});

const phishingResistant = ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor'];
const passwordless = [...phishingResistant, 'deviceBasedPush'];
const multifactor = [
  ...passwordless,
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'password,microsoftAuthenticatorPush',
  'password,softwareOath',
  'password,hardwareOath',
  'password,sms',
  'password,voice',
  'federatedMultiFactor',
  'microsoftAuthenticatorPush,federatedSingleFactor',
  'softwareOath,federatedSingleFactor',
  'hardwareOath,federatedSingleFactor',
  'sms,federatedSingleFactor',
  'voice,federatedSingleFactor',
];

export const builtInStrengths: ReadonlyMap<string, Body> = new Map(
  [
    strength(
      '00000000-0000-0000-0000-000000000002',
      'Multifactor authentication',
      'Combinations of methods that satisfy strong authentication, such as a password + SMS',
      multifactor,
    ),
    strength(
      '00000000-0000-0000-0000-000000000003',
      'Passwordless MFA',
      'Passwordless methods that satisfy strong authentication, such as Passwordless sign-in with the Microsoft Authenticator',
      passwordless,
    ),
    strength(
      '00000000-0000-0000-0000-000000000004',
      'Phishing-resistant MFA',
      'Phishing-resistant, Passwordless methods for the strongest authentication, such as a FIDO2 security key',
      phishingResistant,
    ),
  ].map((body) => [body.id as string, body]),
);
