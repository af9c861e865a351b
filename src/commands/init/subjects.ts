/** What the jobs of a new repository will be called at Entra, as far as that can be known before one has run. */
import type { ForgeRepository } from '../../core/forgePort.ts';
import { Failure } from '../../core/problem.ts';
import type { GithubForge } from '../../github/forge.ts';
import { subjectOf } from '../../github/oidc.ts';

export interface Subjects {
  readonly backup: string;
  readonly recovery: string;
}

/** `told`: GitHub said it. `either`: one of two forms. `unknown`: without ids, to be filled in. */
export type KnownSubjects =
  | { readonly are: 'told'; readonly subjects: Subjects }
  | { readonly are: 'either'; readonly named: Subjects; readonly withIds: Subjects }
  | { readonly are: 'unknown'; readonly named: Subjects };

export const environments = { backup: 'entra-backup', recovery: 'entra-recovery' } as const;

const form = (
  repository: Pick<ForgeRepository, 'owner' | 'name' | 'id' | 'ownerId'>,
  isImmutable: boolean,
): Subjects => {
  const template = { useDefault: true, claims: [], isImmutable };
  const of = (environment: string): string =>
    subjectOf({ ...repository, visibility: 'private' }, template, environment).sub ?? '';
  return { backup: of(environments.backup), recovery: of(environments.recovery) };
};

/** Asks GitHub where there is a sign-in and the repository is there; neither is needed to make one. */
export async function knownSubjects(forge: GithubForge | null, owner: string, name: string): Promise<KnownSubjects> {
  const unknown = { are: 'unknown', named: form({ owner, name, id: 0, ownerId: 0 }, false) } as const;
  if (forge === null) return unknown;
  const repository = await forge.repository().catch(unseen);
  if (repository === null) return unknown;
  const [backup, recovery] = await Promise.all([
    forge.oidcSubject(environments.backup),
    forge.oidcSubject(environments.recovery),
  ]);
  if (backup.isCertain && backup.sub !== null && recovery.sub !== null) {
    return { are: 'told', subjects: { backup: backup.sub, recovery: recovery.sub } };
  }
  return { are: 'either', named: form(repository, false), withIds: form(repository, true) };
}

/** A repository that is not there yet, or that this sign-in may not see: then the guide explains both forms. */
function unseen(error: unknown): null {
  if (
    error instanceof Failure &&
    error.problems.every(({ code }) => code === 'forgeNotFound' || code === 'forgeNotAllowed')
  )
    return null;
  throw error;
}
