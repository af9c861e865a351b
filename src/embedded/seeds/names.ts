/** Ids and moments of the seeds: made from names, so that they are the same in every run and on every machine. */
import { guidFrom, shareFrom } from '../identity.ts';

export const initialDomain = 'contoso.onmicrosoft.com';
export const defaultDomain = 'contoso.com';
export const tenantId = '7d1f0c3a-52b6-4e18-9a47-c0de5ca1ab1e';

export const userId = (alias: string): string => guidFrom('contoso', 'user', alias);
export const groupId = (alias: string): string => guidFrom('contoso', 'group', alias);
export const locationId = (name: string): string => guidFrom('contoso', 'namedLocation', name);
export const policyId = (name: string): string => guidFrom('contoso', 'conditionalAccessPolicy', name);

/** As Graph writes moments: UTC, no fraction where it is zero. */
export const moment = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z');

const day = 86_400_000;
const opening = Date.UTC(2024, 0, 8);
/** Everything in the seeds happened before November 2026, but for the deletions that are still in the bin. */
const closing = Date.UTC(2026, 9, 20);

const between = (from: number, to: number, share: number): number =>
  Math.floor((from + (to - from) * share) / 1000) * 1000;

/** When something was made. */
export const madeAt = (...words: readonly (string | number)[]): string =>
  moment(between(opening, closing - 30 * day, shareFrom('made', ...words)));

/** When something that was made at `made` was last changed. */
export const changedAt = (made: string, ...words: readonly (string | number)[]): string =>
  moment(between(Date.parse(made), closing, shareFrom('changed', ...words)));

/** Midnight, some days before something was made: people are hired before they get an account. */
export const daysBefore = (made: string, days: number): string =>
  moment(Math.floor((Date.parse(made) - days * day) / day) * day);

/** Digits that look dialled. `count` is at most 9. */
export const digits = (count: number, ...words: readonly (string | number)[]): string =>
  String(Math.floor(shareFrom('digits', ...words) * 10 ** count)).padStart(count, '0');

const reversedBytes = (hex: string): string => hex.slice(6, 8) + hex.slice(4, 6) + hex.slice(2, 4) + hex.slice(0, 2);

/**
 * The security identifier that Entra derives from an object id: the GUID's sixteen bytes, whose first three parts are stored
 * little-endian, read as four little-endian words.
 */
export function securityIdentifierOf(id: string): string {
  const hex = id.replaceAll('-', '');
  const words = [
    hex.slice(0, 8),
    hex.slice(12, 16) + hex.slice(8, 12),
    reversedBytes(hex.slice(16, 24)),
    reversedBytes(hex.slice(24)),
  ];
  return `S-1-12-1-${words.map((word) => Number.parseInt(word, 16)).join('-')}`;
}

/** The GUID as Active Directory hands it to the cloud as immutable id: its bytes in base64. */
export const immutableIdOf = (...words: readonly string[]): string =>
  Buffer.from(guidFrom('active directory', ...words).replaceAll('-', ''), 'hex').toString('base64');
