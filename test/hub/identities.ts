/** Who is calling, and what they may: people by role, apps and GITHUB_TOKEN by permissions. */
import { randomBytes, verify } from 'node:crypto';
import type { Cause } from './events.ts';
import { badCredentials, forbidden, needsAuthentication, notForIntegration, notFound, Refusal } from './refusal.ts';
import {
  type App,
  atLeast,
  fullName,
  type Level,
  type Permissions,
  type Repository,
  type Role,
  type Token,
  type World,
} from './world.ts';

/** An app that shows its own key instead of an installation's token. */
export interface AppItself {
  readonly kind: 'app';
  readonly app: App;
}

export type Caller = Token | AppItself | null;

export const loginOf = (caller: Caller): string | null => {
  if (caller === null) return null;
  return caller.kind === 'app' ? `app/${caller.app.slug}` : caller.account.login;
};

const fromBase64 = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));

/** The app whose key signed this, by GitHub's rules: RS256, at most ten minutes, issuer is app id or client id. */
function appOf(world: World, jwt: string): AppItself {
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const { alg } = fromBase64(header) as { alg?: string };
  const { iss, iat, exp } = fromBase64(claims) as { iss?: string | number; iat?: number; exp?: number };
  const app = world.apps.find(({ id, clientId }) => String(iss) === String(id) || iss === clientId);
  if (app === undefined || app.publicKey === null) throw new Refusal(404, 'Integration not found');
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${claims}`),
    app.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (alg !== 'RS256' || !signed) throw new Refusal(401, 'A JSON web token could not be decoded');
  const now = world.clock.now() / 1000;
  if (typeof iat !== 'number' || iat > now + 60)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (typeof exp !== 'number' || exp < now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + 601) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  return { kind: 'app', app };
}

export function tokenOf(world: World, text: string): Token {
  const token = world.tokens.get(text);
  if (token === undefined || (token.expiresAt !== null && token.expiresAt <= world.clock.now())) throw badCredentials();
  return token;
}

/** By `authorization`, of REST: `token X`, `bearer X`, or basic with the token as password. */
export function callerOf(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined || authorization === '') return null;
  const [scheme = '', value = ''] = authorization.split(/\s+/, 2);
  if (scheme.toLowerCase() === 'basic') {
    const [, password = ''] = Buffer.from(value, 'base64').toString('utf8').split(/:(.*)/s);
    return tokenOf(world, password);
  }
  if (!['token', 'bearer'].includes(scheme.toLowerCase())) throw badCredentials();
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? appOf(world, value) : tokenOf(world, value);
}

export function someone(caller: Caller): Token {
  if (caller === null) throw needsAuthentication();
  if (caller.kind === 'app') throw new Refusal(403, 'A JSON web token could not be used for this endpoint');
  return caller;
}

export function issueToken(world: World, token: Token): string {
  const prefix = { person: 'ghp_', installation: 'ghs_', actions: 'ghs_' }[token.kind];
  const text = `${prefix}${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`;
  world.tokens.set(text, token);
  return text;
}

/** What an account may in a repository as a person; public ones are readable by all. */
export function roleOf(world: World, repository: Repository, accountId: number): Role {
  if (repository.owner.id === accountId) return 'admin';
  const given = repository.roles.get(accountId) ?? world.standing.get(accountId) ?? 'none';
  return given === 'none' && repository.visibility === 'public' ? 'read' : given;
}

/** Is somebody named as a collaborator at all (reading what is public is not enough). */
export const isCollaborator = (world: World, repository: Repository, accountId: number): boolean =>
  repository.owner.id === accountId ||
  (repository.roles.get(accountId) ?? world.standing.get(accountId) ?? 'none') !== 'none';

export const covering = (token: Token, repository: Repository): boolean =>
  token.repositories === null || token.repositories.includes(fullName(repository).toLowerCase());

export function maySee(world: World, repository: Repository, caller: Caller): boolean {
  if (repository.visibility === 'public') return true;
  if (caller === null || caller.kind === 'app') return false;
  if (!covering(caller, repository)) return false;
  return caller.kind !== 'person' || atLeast(roleOf(world, repository, caller.account.id), 'read');
}

/** What a call needs: a permission for apps, a role for people. */
export interface Need {
  readonly permission: string;
  /** Another permission that will do as well. */
  readonly or?: string;
  readonly level: Level;
  /** Default: read for `read`, write for `write`. */
  readonly role?: Role;
}

export const levelOf = (permissions: Permissions, name: string): Level | null =>
  name === 'metadata' ? (permissions[name] ?? 'read') : (permissions[name] ?? null);

const enough = (permissions: Permissions, { permission, or, level }: Need): boolean =>
  [permission, ...(or === undefined ? [] : [or])].some((name) => {
    const given = levelOf(permissions, name);
    return given === 'write' || (given === 'read' && level === 'read');
  });

/** Throws unless the caller may; archived repositories take no writes from anybody. */
export function demand(world: World, repository: Repository, caller: Caller, need: Need): void {
  if (!maySee(world, repository, caller)) throw notFound();
  const isPublicRead = repository.visibility === 'public' && need.level === 'read' && (need.role ?? 'read') === 'read';
  if (!isPublicRead) {
    const token = someone(caller);
    if (token.permissions !== null && (!covering(token, repository) || !enough(token.permissions, need)))
      throw token.kind === 'person'
        ? forbidden('Resource not accessible by personal access token')
        : notForIntegration();
    const role = need.role ?? need.level;
    if (token.kind === 'person' && !atLeast(roleOf(world, repository, token.account.id), role))
      throw role === 'admin'
        ? forbidden('Must have admin rights to Repository.')
        : forbidden('Must have push access to the repository.');
  }
  if (need.level === 'write' && repository.archived) throw forbidden('Repository was archived so is read-only.');
}

export const may = (world: World, repository: Repository, caller: Caller, need: Need): boolean => {
  try {
    demand(world, repository, caller, need);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

export const causeOf = (token: Token): Cause => ({
  kind: token.kind,
  login: token.account.login,
  account: token.account,
});
