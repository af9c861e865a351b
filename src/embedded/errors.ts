/**
 * Graph's errors: shape, codes and texts. Source: facts on Graph §5 (ERR and the issues named there). Clients may judge by
 * `code` and the deepest `innerError.code` only. Last verified: 2026-11-23.
 */
import type { ErrorDetail, Fault } from './answer.ts';
import type { Body } from './value.ts';

export function fault(
  status: number,
  code: string,
  message: string,
  more: { readonly details?: readonly ErrorDetail[]; readonly headers?: Readonly<Record<string, string>> } = {},
): Fault {
  const { details, headers } = more;
  return {
    status,
    error: { code, message, ...(details === undefined ? {} : { details }) },
    ...(headers === undefined ? {} : { headers }),
  };
}

export const badRequest = (message: string): Fault => fault(400, 'Request_BadRequest', message);

/** Conditional Access says no more than this about what is wrong. */
export const malformedPolicy = (): Fault =>
  fault(400, 'BadRequest', 'The server could not process the request because it is malformed or incorrect.');

export const unsupportedQuery = (message = 'Unsupported Query.'): Fault =>
  fault(400, 'Request_UnsupportedQuery', message);

export const readOnly = (property: string): Fault =>
  badRequest(`Property '${property}' is read-only and cannot be set.`);

export const notFound = (id: string): Fault =>
  fault(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

const policyWords = { conditionalAccessPolicy: 'Policy', namedLocation: 'NamedLocation' } as const;
export const policyNotFound = (type: keyof typeof policyWords, id: string): Fault =>
  fault(404, 'ResourceNotFound', `${policyWords[type]} with id ${id} does not exist in the directory.`);

export const denied = (): Fault =>
  fault(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

export const unauthenticated = (message: string): Fault => fault(401, 'InvalidAuthenticationToken', message);

export const segmentNotFound = (segment: string): Fault =>
  fault(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);

export const onPremisesMastered = (): Fault =>
  badRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  );

/** Another object holds a value that must be unique. */
export function conflict(property: string, holderId?: string): Fault {
  const message = `Another object with the same value for property ${property} already exists.`;
  const details: ErrorDetail[] = [{ code: 'ObjectConflict', message, target: property }];
  if (property === 'proxyAddresses' && holderId !== undefined) {
    details.push({ code: 'ConflictingObjects', message: holderId, target: property });
  }
  return fault(400, 'Request_BadRequest', message, { details });
}

/** The body of an error answer. */
export function errorBody(
  answer: Fault,
  ids: { readonly requestId: string; readonly clientRequestId: string; readonly date: string },
): Body {
  const { code, message, details } = answer.error;
  return {
    error: {
      code,
      message,
      ...(details === undefined ? {} : { details }),
      innerError: {
        date: ids.date.replace(/\.\d+Z$|Z$/, ''),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}
