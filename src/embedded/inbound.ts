/** A request as it comes off the wire, and what can be said of it before anyone knows what it is about. */
import type { Fault } from './answer.ts';
import { fault } from './errors.ts';
import { type Body, isBody } from './value.ts';

export interface Inbound {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Segments of a path, decoded; undefined when it cannot be. */
export function segmentsOf(pathname: string): readonly string[] | undefined {
  try {
    return pathname
      .replace(/^\/|\/$/g, '')
      .split('/')
      .map(decodeURIComponent);
  } catch {
    // A stray percent sign: no path that Graph knows.
    return undefined;
  }
}

export const isWrite = (method: string): boolean => method !== 'GET';

/** The JSON object sent, an empty one where none is due, or the fault. */
export function readBody(inbound: Pick<Inbound, 'method' | 'headers' | 'text'>): Body | Fault {
  if (inbound.text === '' || !['POST', 'PATCH', 'PUT'].includes(inbound.method)) return {};
  if (!/^application\/json\b/i.test(inbound.headers['content-type'] ?? '')) {
    return fault(
      400,
      'BadRequest',
      'Write requests (excluding DELETE) must contain the Content-Type header declaration.',
    );
  }
  try {
    const value: unknown = JSON.parse(inbound.text);
    if (isBody(value)) return value;
  } catch {
    // Answered below like any other payload that is no JSON object.
  }
  return fault(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}
