/** Graph's errors as problems: what was asked, what came back, and what a person can do about it. */
import { Failure, type Problem, type ProblemCode } from '../core/problem.ts';
import type { GraphError } from './answer.ts';
import { describeRequest, type GraphRequest } from './request.ts';

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** The error in one sentence, with the ids that Microsoft's support asks for. */
export function describeError(error: GraphError): string {
  const status = error.status === null ? '' : `${error.status} `;
  const often = error.attempts > 1 ? `, asked ${error.attempts} times, waited ${seconds(error.waitedMs)}` : '';
  const ids = [
    ...(error.requestId === null ? [] : [`request-id ${error.requestId}`]),
    ...(error.clientRequestId === null ? [] : [`client-request-id ${error.clientRequestId}`]),
  ].join(', ');
  return `${status}${error.code}: ${error.message}${often}${ids === '' ? '' : ` (${ids})`}`;
}

const codeOf = (error: GraphError): ProblemCode => {
  if (error.kind === 'lyingAnswer' || error.kind === 'signIn' || error.kind === 'canceled') return error.kind;
  if (error.kind === 'refused' && error.status === 401) return 'signIn';
  return error.kind === 'refused' && error.status === 403 ? 'permission' : 'tenantUnreadable';
};

export function problemOf(
  error: GraphError,
  request: Pick<GraphRequest, 'method' | 'path'>,
  permission?: string,
): Problem {
  if (error.problem !== undefined) return error.problem;
  const code = codeOf(error);
  const message = `${describeRequest(request)}: ${describeError(error)}`;
  if (code === 'permission') {
    const needed = permission === undefined ? 'the permission that this path needs' : `the permission ${permission}`;
    return { code, message, remedy: `Grant the sign-in ${needed} with admin consent.` };
  }
  if (code === 'signIn') {
    return { code, message, remedy: 'Sign in again: the token is missing, expired, or of another tenant.' };
  }
  return { code, message };
}

export function failWith(
  error: GraphError,
  request: Pick<GraphRequest, 'method' | 'path'>,
  permission?: string,
): never {
  throw new Failure(problemOf(error, request, permission));
}
