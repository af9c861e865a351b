/** Query options: what was asked, or why Graph would not take it. */
import { type Fault, isFault } from './answer.ts';
import type { Call } from './call.ts';
import { badRequest, fault, unsupportedQuery } from './errors.ts';
import { propertyOf } from './schema.ts';

export type Option = '$select' | '$top' | '$expand' | '$filter' | '$count' | '$skiptoken' | '$deltatoken';

export interface Expansion {
  readonly name: string;
  readonly select: readonly string[] | null;
}

export interface Filter {
  readonly property: string;
  /** Any of these values, strings without regard to case. */
  readonly values: readonly (string | boolean)[];
}

export interface Query {
  readonly select: readonly string[] | null;
  readonly top: number | null;
  readonly expand: readonly Expansion[];
  readonly filter: Filter | null;
  readonly count: boolean;
}

export function checkOptions(call: Call, allowed: readonly Option[]): Fault | null {
  for (const name of call.query.keys()) {
    // Options without a dollar sign are custom ones and ignored.
    if (!name.startsWith('$')) continue;
    if (!(allowed as readonly string[]).includes(name)) {
      return fault(
        400,
        'BadRequest',
        `The query specified in the URI is not valid. Query option '${name}' is not allowed here.`,
      );
    }
    if (call.query.getAll(name).length > 1) {
      return fault(
        400,
        'BadRequest',
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      );
    }
  }
  return null;
}

const unknownName = (name: string, type: string): Fault =>
  fault(
    400,
    'BadRequest',
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
  );

/** Names of a `$select` that exist, or the fault; `links` are names that may be selected too. */
export function readSelect(
  text: string | null,
  type: string,
  call: Call,
  links: readonly string[] = [],
): readonly string[] | null | Fault {
  if (text === null) return null;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    const isKnown = propertyOf(type, name, call.version) !== undefined || links.includes(name);
    if (!isKnown && call.tenant.novelties[type]?.[name] === undefined) return unknownName(name, type);
  }
  return names;
}

export function readTop(text: string | null): number | null | Fault {
  if (text === null) return null;
  const top = /^\d+$/.test(text) ? Number(text) : 0;
  return top >= 1 && top <= 999
    ? top
    : fault(400, 'Request_BadRequest', `Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
}

/** What a link between directory objects may lead to. */
export const objectTypes: readonly string[] = ['user', 'group', 'servicePrincipal', 'device'];

/** What links lead to that are no objects of the directory. */
const recordTypes: Readonly<Record<string, readonly string[]>> = {
  appRoleAssignedTo: ['appRoleAssignment'],
  appRoleAssignments: ['appRoleAssignment'],
  federatedIdentityCredentials: ['federatedIdentityCredential'],
};

/** Names that one of the types has, all of them. */
export function readSelectOfAny(
  text: string | null,
  types: readonly string[],
  call: Call,
): readonly string[] | null | Fault {
  let answer: readonly string[] | null | Fault = null;
  for (const type of types) {
    answer = readSelect(text, type, call);
    if (!isFault(answer)) return answer;
  }
  return answer;
}

function readExpand(text: string | null, links: readonly string[], call: Call): readonly Expansion[] | Fault {
  if (text === null) return [];
  const expansions: Expansion[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const match = /^\s*([A-Za-z]+)(?:\(\$select=([A-Za-z0-9,\s]+)\))?\s*$/.exec(part);
    const name = match?.[1];
    if (name === undefined || !links.includes(name)) return unsupportedQuery(`Unsupported $expand: '${part.trim()}'.`);
    const select = readSelectOfAny(match?.[2] ?? null, recordTypes[name] ?? objectTypes, call);
    if (isFault(select)) return select;
    expansions.push({ name, select });
  }
  // One relationship a request, so Graph's page on query parameters says of directory objects.
  return expansions.length > 1 ? unsupportedQuery('Only one relationship can be expanded.') : expansions;
}

function literal(text: string): string | boolean | undefined {
  const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

const filterable = new Set([
  'id',
  'appId',
  'displayName',
  'userPrincipalName',
  'mail',
  'mailNickname',
  'accountEnabled',
  'securityEnabled',
  'mailEnabled',
  'userType',
  'state',
  'employeeId',
]);
const mostFilterIds = 50;

/** Equality only: `p eq v`, `p eq v or p eq w`, `p in (v, w)`. Anything else is more than this tenant can do, and it says so. */
export function readFilter(text: string | null, names: (name: string) => boolean): Filter | null | Fault {
  if (text === null) return null;
  const within = /^\s*(\w+)\s+in\s*\((.*)\)\s*$/.exec(text);
  const parts = within
    ? (within[2] ?? '').split(/,(?=(?:[^']*'[^']*')*[^']*$)/).map((value) => [within[1] ?? '', value.trim()] as const)
    : text.split(/\s+or\s+/).map((part) => {
        const match = /^\s*(\w+)\s+eq\s+('(?:[^']|'')*'|true|false)\s*$/.exec(part);
        return [match?.[1] ?? '', match?.[2] ?? ''] as const;
      });
  const property = parts[0]?.[0] ?? '';
  const values = parts.map(([, value]) => literal(value));
  if (!names(property) || parts.some(([name]) => name !== property) || values.length > mostFilterIds)
    return unsupportedQuery();
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? { property, values: known } : unsupportedQuery();
}

export interface Allowed {
  readonly type: string;
  readonly options: readonly Option[];
  readonly links?: readonly string[];
}

/** The options of a read of objects of a type. */
export function readQuery(call: Call, allowed: Allowed): Query | Fault {
  const refused = checkOptions(call, allowed.options);
  if (refused !== null) return refused;
  const { query } = call;
  const select = readSelect(query.get('$select'), allowed.type, call);
  if (isFault(select)) return select;
  const top = readTop(query.get('$top'));
  if (isFault(top)) return top;
  const expand = readExpand(query.get('$expand'), allowed.links ?? [], call);
  if (isFault(expand)) return expand;
  const known = (name: string): boolean =>
    filterable.has(name) && propertyOf(allowed.type, name, call.version) !== undefined;
  const filter = readFilter(query.get('$filter'), known);
  if (isFault(filter)) return filter;
  const count = query.get('$count');
  if (count !== null && count !== 'true' && count !== 'false') return badRequest("Invalid value for '$count'.");
  // Without the header the directory ignores `$count` without a word (ADVQ: "can fail silently").
  return { select, top, expand, filter, count: count === 'true' && call.headers.consistencylevel === 'eventual' };
}
