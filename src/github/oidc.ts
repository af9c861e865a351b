/**
 * Whom a job's ID token says that it is. Entra compares that text letter by letter with a federated credential, and it has two
 * forms: with names alone, or, in repositories made, renamed or moved since 2026-07-15, with ids (facts on GitHub §1).
 */
import { Failure, fail } from '../core/problem.ts';
import type { GithubClient } from './client.ts';
import type { OwnRepository } from './repository.ts';

export const issuer = 'https://token.actions.githubusercontent.com';
export const audience = 'api://AzureADTokenExchange';

export interface Subject {
  /** Null where the repository's template asks for claims that only a running job has. */
  readonly sub: string | null;
  /** Those claims. */
  readonly unknownClaims: readonly string[];
  /** False where this sign-in may not read the template: the usual one was assumed. */
  readonly isCertain: boolean;
}

/** What `sub` depends on; `actions.getCustomOidcSubClaimForRepo` gives it. */
export interface Template {
  readonly useDefault: boolean;
  readonly claims: readonly string[];
  readonly isImmutable: boolean;
}

interface Named {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly ownerId: number;
  readonly visibility: string;
}

/** The subject of a job that uses an environment. */
export async function oidcSubject(client: GithubClient, own: OwnRepository, environment: string): Promise<Subject> {
  const repository = await own.look();
  const template = await readTemplate(client);
  return template === null
    ? { ...subjectOf(repository, { useDefault: true, claims: [], isImmutable: false }, environment), isCertain: false }
    : { ...subjectOf(repository, template, environment), isCertain: true };
}

async function readTemplate(client: GithubClient): Promise<Template | null> {
  try {
    const { data } = await client.call((github) =>
      github.rest.actions.getCustomOidcSubClaimForRepo({ ...client.repository }),
    );
    const { use_default, include_claim_keys, use_immutable_subject } = data as typeof data & {
      readonly use_immutable_subject?: boolean;
    };
    return { useDefault: use_default, claims: include_claim_keys ?? [], isImmutable: use_immutable_subject === true };
  } catch (error) {
    const isHidden =
      error instanceof Failure &&
      error.problems.every(({ code }) => code === 'forgeNotAllowed' || code === 'forgeNotFound');
    if (!isHidden) throw error;
    return null;
  }
}

export function subjectOf(
  repository: Named,
  { useDefault, claims, isImmutable }: Template,
  environment: string,
): Omit<Subject, 'isCertain'> {
  const { owner, name, id, ownerId } = repository;
  const repo = isImmutable ? `${owner}@${ownerId}/${name}@${id}` : `${owner}/${name}`;
  const known: { readonly [claim: string]: string } = {
    repo: `repo:${repo}`,
    context: `environment:${plain(environment)}`,
    environment: `environment:${plain(environment)}`,
    repository: `repository:${owner}/${name}`,
    repository_id: `repository_id:${id}`,
    repository_owner: `repository_owner:${owner}`,
    repository_owner_id: `repository_owner_id:${ownerId}`,
    repository_visibility: `repository_visibility:${repository.visibility}`,
  };
  const asked = useDefault || claims.length === 0 ? ['repo', 'context'] : claims;
  const unknownClaims = asked.filter((claim) => known[claim] === undefined);
  const sub = unknownClaims.length > 0 ? null : asked.map((claim) => known[claim]).join(':');
  return { sub, unknownClaims };
}

/** A colon inside a value would pass for the end of it (docs: oidc.md). */
const plain = (value: string): string => value.replaceAll(':', '%3A');

export type SubjectVerdict =
  | { readonly is: 'same'; readonly sub: string }
  | { readonly is: 'different'; readonly sub: string; readonly expected: string }
  /** There was nothing to compare with; a federated credential must name this. */
  | { readonly is: 'told'; readonly sub: string };

/** Compares with the `sub` of a real ID token of a job in that environment. Its signature is Entra's to check. */
export function compareSubject({ sub: expected }: Pick<Subject, 'sub'>, idToken: string): SubjectVerdict {
  const sub = subIn(idToken);
  if (expected === null) return { is: 'told', sub };
  return sub === expected ? { is: 'same', sub } : { is: 'different', sub, expected };
}

function subIn(idToken: string): string {
  const [, payload = ''] = idToken.split('.');
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    // Not JSON: then it names nobody, which is said below.
    claims = null;
  }
  if (typeof claims === 'object' && claims !== null && 'sub' in claims && typeof claims.sub === 'string') {
    return claims.sub;
  }
  return fail('signIn', "the job's ID token does not say whose it is", {
    remedy: 'The job needs permissions: id-token: write.',
  });
}
