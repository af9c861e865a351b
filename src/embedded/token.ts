/**
 * Bearer tokens of the embedded tenant: JWTs without a signature. They carry what an application's token from Entra carries
 * and what a resource looks at: tenant, application, application permissions (`roles`), expiry.
 */
import { type Fault, isFault } from './answer.ts';
import { unauthenticated } from './errors.ts';
import { isBody, isGuid, textsOf } from './value.ts';

export interface TokenClaims {
  readonly tenantId: string;
  readonly roles: readonly string[];
  /** Default: an hour from the clock of this machine. */
  readonly expiresAt?: Date;
  readonly appId?: string;
  /** Id of the application's service principal; its directory roles count too. */
  readonly objectId?: string;
  /** Template ids of the directory roles that the token names (`wids`); none unless given. */
  readonly directoryRoles?: readonly string[];
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function embeddedToken(claims: TokenClaims): string {
  const expiresAt = claims.expiresAt ?? new Date(Date.now() + 3_600_000);
  const payload = {
    aud: 'https://graph.microsoft.com',
    tid: claims.tenantId,
    appid: claims.appId ?? '5e7ad1e5-0000-4000-8000-000000000001',
    roles: claims.roles,
    ...(claims.objectId === undefined ? {} : { oid: claims.objectId }),
    ...(claims.directoryRoles === undefined ? {} : { wids: claims.directoryRoles }),
    exp: Math.floor(expiresAt.getTime() / 1000),
  };
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(payload)}.`;
}

export interface Caller {
  readonly appId: string;
  readonly roles: ReadonlySet<string>;
  readonly objectId: string | null;
  /** As the token names them, in lower case. */
  readonly directoryRoles: ReadonlySet<string>;
}

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    // Not JSON: then it is no token, which is what the caller says.
    return undefined;
  }
}

/** Who calls, from an `Authorization` header, or why Graph would answer 401. */
export function readToken(authorization: string | undefined, tenantId: string, now: Date): Caller | Fault {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return unauthenticated('Access token is empty.');
  const parts = token.split('.');
  const header = decode(parts[0]);
  const payload = decode(parts[1]);
  if (parts.length !== 3 || !isBody(header) || !isBody(payload)) {
    return unauthenticated('IDX14100: JWT is not well formed, there are no dots (.).');
  }
  if (payload.aud !== 'https://graph.microsoft.com')
    return unauthenticated('Access token validation failure. Invalid audience.');
  if (payload.tid !== tenantId) return unauthenticated('Access token validation failure. Invalid tenant.');
  if (typeof payload.exp !== 'number' || payload.exp * 1000 <= now.getTime()) {
    return unauthenticated('Lifetime validation failed, the token is expired.');
  }
  return {
    appId: isGuid(payload.appid) ? payload.appid : '',
    roles: new Set(textsOf(payload.roles)),
    objectId: isGuid(payload.oid) ? payload.oid.toLowerCase() : null,
    directoryRoles: new Set(textsOf(payload.wids).map((role) => role.toLowerCase())),
  };
}

export const isCaller = (value: Caller | Fault): value is Caller => !isFault(value);
