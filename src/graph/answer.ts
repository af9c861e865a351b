/**
 * What came of a request, as a value. Only `code` and the deepest `innerError.code` of Graph's errors are ever judged; the
 * message is for people. Source: facts on Graph §5 (ERR). Last verified: 2026-11-23.
 */
import type { Problem } from '../core/problem.ts';
import { redact } from './redact.ts';
import type { JsonObject } from './request.ts';

export type GraphErrorKind =
  /** Graph understood and said no. */
  | 'refused'
  /** No usable answer, however often it was asked. */
  | 'unavailable'
  /** Sent once, no answer came, and sending again might do it twice. */
  | 'lost'
  /** An answer that Graph's own rules do not allow. */
  | 'lyingAnswer'
  | 'signIn'
  | 'canceled';

export interface GraphError {
  readonly kind: GraphErrorKind;
  /** HTTP status of the last answer, or null when none came. */
  readonly status: number | null;
  readonly code: string;
  readonly message: string;
  /** `code`, the deepest `innerError.code` and the codes of `details`. */
  readonly codes: readonly string[];
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
  readonly attempts: number;
  readonly waitedMs: number;
  /** Whether Graph may have done it nonetheless. */
  readonly mayHaveHappened: boolean;
  /** For `signIn`: what the credential said. */
  readonly problem?: Problem;
}

export type Answer =
  | { readonly ok: true; readonly status: number; readonly body: JsonObject | null; readonly requestId: string | null }
  | { readonly ok: false; readonly error: GraphError };

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly codes: readonly string[];
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Graph's error object, or null when the body is none. Both spellings of `innerError` occur. */
export function parseErrorBody(body: unknown, secret?: string): ErrorBody | null {
  if (!isObject(body) || !isObject(body.error)) return null;
  const code = textOf(body.error.code);
  if (code === null) return null;
  const codes = [redact(code, secret)];
  let requestId: string | null = null;
  let clientRequestId: string | null = null;
  let inner: unknown = body.error.innerError ?? body.error.innererror;
  let deepest: string | null = null;
  while (isObject(inner)) {
    deepest = textOf(inner.code) ?? deepest;
    requestId ??= textOf(inner['request-id']);
    clientRequestId ??= textOf(inner['client-request-id']);
    inner = inner.innerError ?? inner.innererror;
  }
  if (deepest !== null) codes.push(redact(deepest, secret));
  const details = Array.isArray(body.error.details) ? body.error.details.filter(isObject) : [];
  const notes = details.flatMap((detail) => {
    const detailCode = textOf(detail.code);
    if (detailCode === null) return [];
    codes.push(redact(detailCode, secret));
    const target = textOf(detail.target);
    return [target === null ? detailCode : `${detailCode}: ${target}`];
  });
  const said = textOf(body.error.message) ?? 'no message';
  const message = redact(notes.length === 0 ? said : `${said} (${notes.join('; ')})`, secret);
  return { code: codes[0] as string, message, codes, requestId, clientRequestId };
}

/** Graph's own word that the thing asked for is not there. A 404 of anything else in between is not that word. */
export const isNotFound = (error: GraphError): boolean =>
  error.kind === 'refused' && error.status === 404 && error.codes.some((code) => /NotFound$/i.test(code));
