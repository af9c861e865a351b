/**
 * Named locations. Source: facts on Graph §1, §4 (CSDL, RFD, CNNL). Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { fault, malformedPolicy } from '../errors.ts';
import { propertiesOf } from '../schema.ts';
import { type Body, isBody, isText, odataTypeOf, textsOf, typeNameOf } from '../value.ts';
import type { TypeRules, Write } from './rule.ts';

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\/(?:[1-9]|[12]\d|3[0-2])$/;
const ipv6 = /^[0-9a-f:]*:[0-9a-f:]*(?:\.\d+){0,3}\/(?:[1-9]|[1-9]\d|1[01]\d|12[0-8])$/i;

function isRange(range: unknown): boolean {
  if (!isBody(range) || !isText(range.cidrAddress)) return false;
  const type = typeNameOf(range['@odata.type']);
  return type === 'iPv4CidrRange'
    ? ipv4.test(range.cidrAddress)
    : type === 'iPv6CidrRange' && ipv6.test(range.cidrAddress);
}

function checkContent(body: Body): boolean {
  if (
    'ipRanges' in body &&
    !(Array.isArray(body.ipRanges) && body.ipRanges.length > 0 && body.ipRanges.every(isRange))
  ) {
    return false;
  }
  const countries = body.countriesAndRegions;
  return (
    countries === undefined ||
    (textsOf(countries).length > 0 && textsOf(countries).every((code) => /^[A-Z]{2}$/.test(code)))
  );
}

const content = { ipNamedLocation: 'ipRanges', countryNamedLocation: 'countriesAndRegions' } as const;

export const isTrustedLocation = (body: Body): boolean => body.isTrusted === true;
export const isMadeByEntra = (body: Body): boolean =>
  body['@odata.type'] === odataTypeOf('compliantNetworkNamedLocation');

export const trustedCannotBeDeleted = (): Fault =>
  fault(400, 'BadRequest', 'A named location that is marked as trusted cannot be deleted.');
export const referencedCannotBeDeleted = (): Fault =>
  fault(400, 'BadRequest', 'A named location that is referenced by a Conditional Access policy cannot be deleted.');

export const namedLocationRules: TypeRules = {
  type: 'namedLocation',
  area: 'policies',
  readOnly: new Set(['id', 'createdDateTime', 'modifiedDateTime', 'deletedDateTime', 'compliantNetworkType']),
  createOnly: new Set(),
  notUpdatable: new Set(),
  notClearable: new Set(),
  required: ['displayName'],
  longest: { displayName: 256 },
  apart: new Set(),
  returnedByDefault: () => [...propertiesOf('namedLocation').keys()],
  defaults: (body) =>
    typeNameOf(body['@odata.type']) === 'ipNamedLocation'
      ? { isTrusted: false, ...body }
      : { includeUnknownCountriesAndRegions: false, countryLookupMethod: 'clientIpAddress', ...body },
  check({ kind, body, before }: Write) {
    const type = typeNameOf(body['@odata.type']);
    // Every write names the subtype, and an update names the one it has.
    if (type === undefined) return malformedPolicy();
    if (kind === 'update' && odataTypeOf(type) !== before?.['@odata.type']) return malformedPolicy();
    if (type === 'compliantNetworkNamedLocation') {
      const names = Object.keys(body).filter((name) => name !== '@odata.type');
      return kind === 'update' && names.every((name) => name === 'isTrusted') ? null : malformedPolicy();
    }
    if (type !== 'ipNamedLocation' && type !== 'countryNamedLocation') return malformedPolicy();
    if (kind === 'create' && !(content[type] in body)) return malformedPolicy();
    return checkContent(body) ? null : malformedPolicy();
  },
  settle: ({ after }) => ({ ...after, '@odata.type': odataTypeOf(typeNameOf(after['@odata.type']) ?? '') }),
};
