import type { Value } from '../../model.ts';
import { isBody, isNothing } from '../../value.ts';
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
  whyNot: (body) => {
    if (body['@odata.type'] === '#microsoft.graph.compliantNetworkNamedLocation')
      return 'compliant-network locations are made by Entra itself';
    return isNothing(body.ipRanges) && isNothing(body.countriesAndRegions)
      ? 'azuread takes no location without ranges and countries'
      : null;
  },
  // Without one of its ranges it would be another place.
  wholes: ['ipRanges', 'countriesAndRegions'],
};
