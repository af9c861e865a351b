/** Pages: where the last one ended is all that a token says, so a page costs the same wherever it is in the list. */
import type { Fault } from './answer.ts';
import type { Call } from './call.ts';
import { badRequest } from './errors.ts';
import type { Place, Placed } from './ordered.ts';
import { type Body, isBody, isText } from './value.ts';

/** Opaque to clients. */
export const writeToken = (value: Body): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function parseToken(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isBody(value) ? value : null;
  } catch {
    // Not one of our tokens: the caller answers 400.
    return null;
  }
}

export const badToken = (): Fault => badRequest('Badly formed token.');

/** Where to go on, null at the start, or the fault of a token that is none. */
export function readPlace(call: Call): Place | null | Fault {
  const text = call.query.get('$skiptoken');
  if (text === null) return null;
  const token = parseToken(text);
  if (token === null || typeof token.position !== 'number' || !isText(token.id)) return badToken();
  return { position: token.position, id: token.id };
}

/** The same request with a token of where to go on; absolute, as Graph's are. */
export function linkTo(call: Call, token: string, option: '$skiptoken' | '$deltatoken' = '$skiptoken'): string {
  const query = [...call.query].filter(([name]) => name !== '$skiptoken' && name !== '$deltatoken');
  const text = [...query, [option, token]]
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  return `${call.tenant.origin}/${call.version}${call.path}?${text}`;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Place | null;
}

export function pageOf<T extends Placed>(source: Iterable<T>, size: number): Page<T> {
  const items: T[] = [];
  for (const item of source) {
    if (items.length === size) {
      const last = items[size - 1] as T;
      return { items, next: { position: last.position, id: last.id } };
    }
    items.push(item);
  }
  return { items, next: null };
}

export function listBody(
  call: Call,
  context: string,
  value: readonly Body[],
  more: { readonly next: Place | null; readonly count?: number },
): Body {
  const { next, count } = more;
  return {
    '@odata.context': context,
    ...(count === undefined ? {} : { '@odata.count': count }),
    ...(next === null ? {} : { '@odata.nextLink': linkTo(call, writeToken({ ...next })) }),
    value,
  };
}
