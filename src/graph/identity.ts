/**
 * Who the sign-in is, from the claims of its own token. They are looked at to tell a person what is missing, never to decide
 * what may be done: that is Graph's to say, so the signature does not matter here.
 */
import type { Identity } from '../core/ports.ts';

interface Claims {
  readonly appid?: unknown;
  readonly oid?: unknown;
  readonly app_displayname?: unknown;
  readonly roles?: unknown;
  readonly scp?: unknown;
}

/** Null when the token does not tell, as tokens need not. */
export function identityIn(token: string): Identity | null {
  const claims = claimsOf(token);
  if (claims === null) return null;
  const permissions = Array.isArray(claims.roles) ? claims.roles.filter((role) => typeof role === 'string') : [];
  return {
    applicationId: typeof claims.appid === 'string' ? claims.appid : null,
    objectId: typeof claims.oid === 'string' ? claims.oid : null,
    displayName: typeof claims.app_displayname === 'string' ? claims.app_displayname : null,
    permissions,
    isPerson: typeof claims.scp === 'string',
  };
}

function claimsOf(token: string): Claims | null {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return claims !== null && typeof claims === 'object' ? claims : null;
  } catch {
    // Opaque tokens are none of our business.
    return null;
  }
}
