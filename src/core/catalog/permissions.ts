/**
 * Words of Graph and of the directory that more than one page says.
 * Source: facts on Graph §1 (PERM). Last verified: 2026-11-23.
 */
import type { Permissions } from './page.ts';

/** Without it Graph does not serve Conditional Access (facts §6). */
export const premium = 'Microsoft Entra ID P1';

/** Reading and writing Conditional Access policies and named locations; writing asks for `Application.Read.All` too. */
export const conditionalAccess: Permissions = {
  read: ['Policy.Read.All'],
  write: ['Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess', 'Application.Read.All'],
};

/** What is kept of a credential: that it is there, whose it is and how long it lasts. Never what opens a door. */
export const credentialParts: readonly string[] = [
  'keyId',
  'displayName',
  'type',
  'usage',
  'startDateTime',
  'endDateTime',
];
