import type { TypePage } from './page.ts';
import { ordinary } from './page.ts';
import { below } from './paths.ts';
import { conditionalAccess, premium } from './permissions.ts';

/**
 * Named locations: IP ranges and countries, with everything Graph returns; `@odata.type` tells which. Read from beta because
 * compliant networks are only there.
 * Source: facts on Graph §1, §4 (CSDL, NLREST, RFD, CNNL). Last verified: 2026-11-23.
 */
export const namedLocation: TypePage = {
  ...ordinary,
  type: 'namedLocation',
  collection: 'namedLocations',
  aliases: ['namedLocationPolicy'],
  derived: ['ipNamedLocation', 'countryNamedLocation', 'compliantNetworkNamedLocation'],
  native: 'all properties',
  read: {
    version: 'beta',
    path: '/identity/conditionalAccess/namedLocations',
    shape: 'list',
    expand: null,
    pace: 'policies',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  permissions: conditionalAccess,
  licence: premium,
  deletedItems: {
    version: 'beta',
    list: '/identity/conditionalAccess/deletedItems/namedLocations',
    item: '/identity/conditionalAccess/deletedItems/namedLocations',
    documented: false,
  },
  properties: 'all',
  known: [
    'displayName',
    'isTrusted',
    ...below('ipRanges', 'cidrAddress', 'lowerAddress', 'upperAddress'),
    'countriesAndRegions',
    'countryLookupMethod',
    'includeUnknownCountriesAndRegions',
  ],
  volatile: ['modifiedDateTime', 'deletedDateTime'],
  readOnly: {
    '@odata.type': 'an IP location cannot become a country location',
    id: 'the identity of the object',
    createdDateTime: 'set by Graph',
    compliantNetworkType: 'set by Graph',
  },
  sets: ['ipRanges', 'countriesAndRegions'],
  creation: {
    takes: 'all',
    initially: () => ({}),
    foundBy: 'displayName',
    anew: ['createdDateTime'],
    whyNot: (body) =>
      body['@odata.type'] === '#microsoft.graph.compliantNetworkNamedLocation'
        ? 'compliant-network locations are made by Entra itself'
        : null,
    lost: () => [],
  },
  order: 30,
  // Compliant-network locations are made by Entra itself and cannot be deleted.
  deletionKind: (body) =>
    body['@odata.type'] === '#microsoft.graph.compliantNetworkNamedLocation' ? null : 'namedLocation',
  // A restored location is never trusted, whatever it was (RFD).
  afterRestore: (body) => ('isTrusted' in body ? { ...body, isTrusted: false } : body),
  beforeDelete: (body) => (body.isTrusted === true ? { isTrusted: false } : {}),
  writtenLast: ['isTrusted'],
};
