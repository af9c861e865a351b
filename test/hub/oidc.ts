/** ID tokens of jobs, signed by a key of the hub's, with subjects as GitHub builds them; and how a repository shapes them. */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { Need } from './identities.ts';
import { malformed } from './refusal.ts';
import { created, ok, optionalFlag, type Router, texts } from './router.ts';
import type { Answer } from './weather.ts';
import { type Account, fullName, type Repository, type World } from './world.ts';

/** A job, as far as its ID token tells of it. */
export interface JobFacts {
  readonly event: string;
  /** `refs/heads/main`, `refs/pull/7/merge`, `refs/tags/v1`. */
  readonly ref: string;
  readonly sha: string;
  readonly environment?: string;
  /** Path below the repository's root; default `.github/workflows/job.yml`. */
  readonly workflow?: string;
  readonly actor: Account;
}

export const issuer = 'https://token.actions.githubusercontent.com';
const lifeSeconds = 300;

const escaped = (value: string): string => value.replaceAll(':', '%3A');

function contextOf({ environment, event, ref }: JobFacts): string {
  if (environment !== undefined) return `environment:${escaped(environment)}`;
  return event === 'pull_request' || event === 'pull_request_target' ? 'pull_request' : `ref:${escaped(ref)}`;
}

/** First match wins: environment, pull request, ref. Repositories made since 2026-07-15 carry their ids. */
export function subjectFor(repository: Repository, job: JobFacts, claims: Readonly<Record<string, string>>): string {
  const { owner, name, id, oidc } = repository;
  const named = oidc.use_immutable_subject ? `${owner.login}@${owner.id}/${name}@${id}` : `${owner.login}/${name}`;
  const keys = oidc.use_default ? ['repo', 'context'] : (oidc.include_claim_keys ?? ['repo', 'context']);
  return keys
    .map((key) => {
      if (key === 'repo') return `repo:${named}`;
      return key === 'context' ? contextOf(job) : `${key}:${escaped(claims[key] ?? '')}`;
    })
    .join(':');
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Job {
  readonly repository: Repository;
  readonly facts: JobFacts;
}

export class IdTokens {
  readonly keyId = 'hub';
  private readonly world: () => World;
  private readonly jobs = new Map<string, Job>();
  private keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | null = null;
  private runs = 0;

  constructor(world: () => World) {
    this.world = world;
  }

  /** Made when first needed: most tests never ask for an ID token. */
  private get pair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
    this.keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.keys;
  }

  /** The key that verifies them; `export({ format: 'jwk' })` is what a JWKS holds. */
  get publicKey(): KeyObject {
    return this.pair.publicKey;
  }

  open(repository: Repository, facts: JobFacts): Readonly<Record<string, string>> {
    const secret = randomUUID();
    this.jobs.set(secret, { repository, facts });
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.world().origin}/_hub/id-token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
    };
  }

  answer(authorization: string | undefined, query: URLSearchParams): Answer {
    const job = this.jobs.get((authorization ?? '').replace(/^bearer\s+/i, ''));
    if (job === undefined) return { status: 401, body: { message: 'Bad credentials' } };
    return ok({ value: this.issue(job.repository, job.facts, query.get('audience')) });
  }

  issue(repository: Repository, job: JobFacts, audience: string | null): string {
    const world = this.world();
    const now = Math.floor(world.clock.now() / 1000);
    this.runs += 1;
    const workflow = `${fullName(repository)}/${job.workflow ?? '.github/workflows/job.yml'}@${job.ref}`;
    const claims = {
      jti: randomUUID(),
      aud: audience ?? `https://github.com/${repository.owner.login}`,
      ref: job.ref,
      sha: job.sha,
      repository: fullName(repository),
      repository_owner: repository.owner.login,
      repository_owner_id: String(repository.owner.id),
      repository_id: String(repository.id),
      repository_visibility: repository.visibility,
      run_id: String(this.runs),
      run_number: String(this.runs),
      run_attempt: '1',
      actor: job.actor.login,
      actor_id: String(job.actor.id),
      workflow: 'job',
      workflow_ref: workflow,
      job_workflow_ref: workflow,
      event_name: job.event,
      ref_type: job.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      runner_environment: 'github-hosted',
      ...(job.environment === undefined ? {} : { environment: job.environment }),
    };
    const times = { iss: issuer, nbf: now - 600, iat: now, exp: now + lifeSeconds };
    const payload = { ...claims, sub: subjectFor(repository, job, claims), ...times };
    const text = `${base64({ typ: 'JWT', alg: 'RS256', kid: this.keyId })}.${base64(payload)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), this.pair.privateKey).toString('base64url')}`;
  }
}

const reading: Need = { permission: 'actions', level: 'read' };
const administering: Need = { permission: 'actions', level: 'write', role: 'admin' };

export function oidcRoutes(router: Router): void {
  const path = '/actions/oidc/customization/sub';
  router.repository('GET', path, reading, ({ repository }) => {
    const { use_default, include_claim_keys, use_immutable_subject } = repository.oidc;
    return ok({ use_default, ...(include_claim_keys === null ? {} : { include_claim_keys }), use_immutable_subject });
  });
  router.repository('PUT', path, administering, ({ repository, body }) => {
    const isDefault = optionalFlag(body, 'use_default');
    if (isDefault === undefined) throw malformed('"use_default" wasn\'t supplied.');
    const keys = texts(body, 'include_claim_keys');
    if (!isDefault && keys.length === 0) throw malformed('include_claim_keys must not be empty.');
    repository.oidc = {
      use_default: isDefault,
      include_claim_keys: keys.length === 0 ? null : keys,
      use_immutable_subject: optionalFlag(body, 'use_immutable_subject') ?? repository.oidc.use_immutable_subject,
    };
    return created({});
  });
}
