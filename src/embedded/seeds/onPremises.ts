/** The Active Directory domain that a part of the tenant is synced from. */
import { shareFrom } from '../identity.ts';
import { changedAt, immutableIdOf } from './names.ts';

const domain = 'corp.contoso.com';
const netBiosName = 'CORP';
const lastSync = '2026-10-19T22:14:07Z';

/** A security identifier in the domain. */
const domainIdentifier = (name: string): string =>
  `S-1-5-21-1004336348-1177238915-682003330-${1100 + Math.floor(shareFrom('relative identifier', name) * 90_000)}`;

export const syncedUser = (name: string, displayName: string, unit: string) => ({
  onPremisesDistinguishedName: `CN=${displayName},OU=${unit},OU=Users,DC=corp,DC=contoso,DC=com`,
  onPremisesDomainName: domain,
  onPremisesImmutableId: immutableIdOf('user', name),
  onPremisesLastSyncDateTime: lastSync,
  // Active Directory allows 20 characters.
  onPremisesSamAccountName: name.slice(0, 20),
  onPremisesSecurityIdentifier: domainIdentifier(name),
  onPremisesSyncEnabled: true,
  onPremisesUserPrincipalName: `${name}@${domain}`,
  signInSessionsValidFromDateTime: changedAt('2025-11-01T00:00:00Z', 'sessions', name),
});

export const syncedGroup = (name: string) => ({
  onPremisesDomainName: domain,
  onPremisesLastSyncDateTime: lastSync,
  onPremisesNetBiosName: netBiosName,
  onPremisesSamAccountName: name,
  onPremisesSecurityIdentifier: domainIdentifier(name),
  onPremisesSyncEnabled: true,
});
