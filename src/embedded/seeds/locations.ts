/** Named locations. Addresses are from the ranges kept for documentation (RFC 5737, RFC 3849). */
import type { SeedBody } from '../seed.ts';
import { changedAt, locationId, madeAt } from './names.ts';

const cidr = (cidrAddress: string) => ({
  '@odata.type': `#microsoft.graph.${cidrAddress.includes(':') ? 'iPv6CidrRange' : 'iPv4CidrRange'}`,
  cidrAddress,
});

function location(kind: 'ip' | 'country', name: string, displayName: string, more: SeedBody): SeedBody {
  const createdDateTime = madeAt('location', name);
  return {
    '@odata.type': `#microsoft.graph.${kind}NamedLocation`,
    id: locationId(name),
    deletedDateTime: null,
    displayName,
    createdDateTime,
    modifiedDateTime: changedAt(createdDateTime, 'location', name),
    ...more,
  };
}

export const ipLocation = (
  name: string,
  displayName: string,
  isTrusted: boolean,
  ranges: readonly string[],
): SeedBody => location('ip', name, displayName, { isTrusted, ipRanges: ranges.map(cidr) });

export const namedLocations = (): readonly SeedBody[] => [
  ipLocation('headquarters', 'Oslo headquarters', true, ['198.51.100.0/25', '2001:db8:c0:50::/64']),
  ipLocation('remoteAccess', 'VPN exits', false, ['203.0.113.16/28', '203.0.113.240/32']),
  location('country', 'allowedCountries', 'Countries we work in', {
    countriesAndRegions: ['NO', 'DE', 'IE', 'JP', 'AE', 'US', 'BR', 'PL'],
    countryLookupMethod: 'clientIpAddress',
    includeUnknownCountriesAndRegions: false,
  }),
];

export const deletedLocations = (): readonly SeedBody[] => [
  {
    ...ipLocation('formerOffice', 'Bergen office (closed)', false, ['192.0.2.64/26']),
    deletedDateTime: '2026-11-05T10:31:00Z',
  },
];
