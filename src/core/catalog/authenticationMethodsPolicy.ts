import { authenticationMethodsPaths, authenticationMethodsSets, targetIds } from './authenticationMethodsPaths.ts';
import type { Reference, TypePage } from './page.ts';
import { ordinary } from './page.ts';

/** All users, and nobody. */
const targetWords = ['all_users', '00000000-0000-0000-0000-000000000000'];

/**
 * The authentication methods policy and, as objects of the same type, the configurations of the methods. With everything
 * Graph returns, from beta, which has settings that v1.0 lacks.
 * Source: facts on Graph §1-2 (SCOPE, CSDL, BMAP, EMDEL, PERM). Last verified: 2026-11-23.
 */
export const authenticationMethodsPolicy: TypePage = {
  ...ordinary,
  type: 'authenticationMethodsPolicy',
  collection: 'authenticationMethodsPolicy',
  aliases: ['authenticationMethodPolicy'],
  derived: [
    'authenticationMethodConfiguration',
    'emailAuthenticationMethodConfiguration',
    'externalAuthenticationMethodConfiguration',
    // In exports of real tenants, in no schema.
    'federatedIdentityCredentialAuthenticationMethodConfiguration',
    'fido2AuthenticationMethodConfiguration',
    'hardwareOathAuthenticationMethodConfiguration',
    'microsoftAuthenticatorAuthenticationMethodConfiguration',
    'qrCodePinAuthenticationMethodConfiguration',
    'smsAuthenticationMethodConfiguration',
    'softwareOathAuthenticationMethodConfiguration',
    'temporaryAccessPassAuthenticationMethodConfiguration',
    'verifiableCredentialsAuthenticationMethodConfiguration',
    'voiceAuthenticationMethodConfiguration',
    'x509CertificateAuthenticationMethodConfiguration',
  ],
  native:
    'email, passkeys, Microsoft Authenticator, voice, text messages, third-party software tokens, Temporary Access Pass and certificates',
  read: {
    version: 'beta',
    path: '/policies/authenticationMethodsPolicy',
    shape: 'one',
    expand: null,
    pace: 'directory',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  permissions: { read: ['Policy.Read.All'], write: ['Policy.ReadWrite.AuthenticationMethod'] },
  parts: 'authenticationMethodConfigurations',
  deletedItems: null,
  properties: 'all',
  known: authenticationMethodsPaths,
  volatile: ['lastModifiedDateTime'],
  readOnly: {
    '@odata.type': 'a method stays what it is',
    id: 'the identity of the policy or of the method',
    description: 'set by Graph',
    policyVersion: 'set by Graph',
  },
  sets: authenticationMethodsSets,
  references: [
    // A target says of itself whether it is a group or a user; the path is the same, so it counts as either.
    ...targetIds.flatMap((path) =>
      ['group', 'user'].map((type): Reference => ({ path, type, words: targetWords, mayBeAbsent: true })),
    ),
    // The application may be the provider's; its service principal is in this tenant.
    { path: 'appId', type: 'servicePrincipal', words: [], by: 'appId', mayBeAbsent: true },
  ],
  notCovered: [
    {
      property: 'registeredMethods',
      reason: 'what people registered (keys, phones, apps) is secret or theirs; only they can register it again',
      verified: '2026-11-23',
    },
  ],
  order: 50,
  whyNeverWritten: (body) =>
    body['@odata.type'] === '#microsoft.graph.hardwareOathAuthenticationMethodConfiguration'
      ? 'Graph shows the configuration of hardware tokens and takes no change of it'
      : null,
};
