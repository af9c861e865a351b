/**
 * Bearer tokens of the embedded tenant: JWTs without a signature. They carry what an application's token from Entra carries
 * and what a resource looks at: tenant, application, application permissions (`roles`), expiry.
 */
import { type Fault, isFault } from './answer.ts';
import { unauthenticated } from './errors.ts';
import { isBody, isGuid, textsOf } from './value.ts';

/** Least application permissions to back up the covered types. Source: facts on Graph §1 (PERM). */
export const readRoles: readonly string[] = [
  'User.Read.All',
  'Group.Read.All',
  'Policy.Read.All',
  'Organization.Read.All',
  'LicenseAssignment.Read.All',
];

/** Least application permissions to recover the covered types; what is written is read again. */
export const writeRoles: readonly string[] = [
  'User.ReadWrite.All',
  'User.DeleteRestore.All',
  'AgentIdUser.ReadWrite.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'Policy.Read.All',
  'Policy.ReadWrite.ConditionalAccess',
  'Organization.Read.All',
  'LicenseAssignment.Read.All',
];

export interface TokenClaims {
  readonly tenantId: string;
  readonly roles: readonly string[];
  /** Default: an hour from the clock of this machine. */
  readonly expiresAt?: Date;
  readonly appId?: string;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function embeddedToken(claims: TokenClaims): string {
  const expiresAt = claims.expiresAt ?? new Date(Date.now() + 3_600_000);
  const payload = {
    aud: 'https://graph.microsoft.com',
    tid: claims.tenantId,
    appid: claims.appId ?? '5e7ad1e5-0000-4000-8000-000000000001',
    roles: claims.roles,
    exp: Math.floor(expiresAt.getTime() / 1000),
  };
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(payload)}.`;
}

export interface Caller {
  readonly appId: string;
  readonly roles: ReadonlySet<string>;
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
  return { appId: isGuid(payload.appid) ? payload.appid : '', roles: new Set(textsOf(payload.roles)) };
}

export const isCaller = (value: Caller | Fault): value is Caller => !isFault(value);
