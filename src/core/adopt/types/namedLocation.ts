import type { Value } from '../../model.ts';
import { isBody } from '../../value.ts';
import { allOf, computed, same, to } from '../fate.ts';
import type { Argument } from '../model.ts';
import { type Adopted, setByGraph, usual } from './page.ts';

const addressOf = (range: Value): Argument | null =>
  isBody(range) && typeof range.cidrAddress === 'string' ? range.cidrAddress : null;

export const namedLocation: Adopted = {
  ...usual,
  className: 'NamedLocation',
  prefix: 'location',
  needs: ['displayName'],
  importId: (id) => `/identity/conditionalAccess/namedLocations/${id}`,
  fates: {
    ...computed(...setByGraph, 'compliantNetworkType'),
    ...same('displayName'),
    ipRanges: to('ip.ipRanges', (value) => (Array.isArray(value) ? allOf(value as readonly Value[], addressOf) : null)),
    isTrusted: to('ip.trusted'),
    countriesAndRegions: to('country.countriesAndRegions'),
    countryLookupMethod: to('country.countryLookupMethod'),
    includeUnknownCountriesAndRegions: to('country.includeUnknownCountriesAndRegions'),
  },
  whyNot: (body) =>
    body['@odata.type'] === '#microsoft.graph.compliantNetworkNamedLocation'
      ? 'compliant-network locations are made by Entra itself'
      : null,
  // Without one of its ranges it would be another place.
  wholes: ['ipRanges', 'countriesAndRegions'],
};
