import type { TypePage } from './page.ts';

/**
 * Named locations: IP ranges and countries, with everything Graph returns; `@odata.type` tells which.
 * Source: facts on Graph §1, §4 (CSDL, NLREST, RFD, CNNL). Last verified: 2026-11-23.
 */
export const namedLocation: TypePage = {
  type: 'namedLocation',
  collection: 'namedLocations',
  sharded: false,
  aliases: ['namedLocationPolicy'],
  derived: ['ipNamedLocation', 'countryNamedLocation', 'compliantNetworkNamedLocation'],
  read: {
    version: 'beta',
    path: '/identity/conditionalAccess/namedLocations',
    expand: null,
    pace: 'policies',
    pageSize: null,
    permission: 'Policy.Read.All',
  },
  deletedItems: {
    version: 'beta',
    list: '/identity/conditionalAccess/deletedItems/namedLocations',
    item: '/identity/conditionalAccess/deletedItems/namedLocations',
    documented: false,
  },
  properties: 'all',
  volatile: ['modifiedDateTime', 'deletedDateTime'],
  readOnly: {
    '@odata.type': 'an IP location cannot become a country location',
    id: 'the identity of the object',
    createdDateTime: 'set by Graph',
    compliantNetworkType: 'set by Graph',
  },
  sets: ['ipRanges', 'countriesAndRegions'],
  idOnly: [],
  links: [],
  references: [],
  notCovered: [],
  order: 30,
  isSynced: () => false,
  hasComputedMembers: () => false,
  // Compliant-network locations are made by Entra itself and cannot be deleted.
  deletionKind: (body) =>
    body['@odata.type'] === '#microsoft.graph.compliantNetworkNamedLocation' ? null : 'namedLocation',
  // A restored location is never trusted, whatever it was (RFD).
  afterRestore: (body) => ('isTrusted' in body ? { ...body, isTrusted: false } : body),
  beforeDelete: (body) => (body.isTrusted === true ? { isTrusted: false } : {}),
  writtenLast: ['isTrusted'],
};
