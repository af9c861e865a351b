/** Which commit of which repository the workflows of a new pipeline repository take the tool from. */
import { fileURLToPath } from 'node:url';
import { fail } from '../../core/problem.ts';
import { sourceOf } from '../../git/source.ts';
import type { ToolReference } from './workflows.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface ToolWishes {
  /** `owner/name@commit`, as a person gave it. */
  readonly action: string | undefined;
  /** Owner of the pipeline repository: a private copy of the tool lies beside it. */
  readonly owner: string;
  readonly version: string;
}

/**
 * What was asked for, else this program's own commit, at the repository it was cloned from where that is on GitHub, else at
 * `<owner>/entra-rewind`. Fails with `usage` when there is no commit to name: a tag could be moved.
 */
export async function toolReference({ action, owner, version }: ToolWishes): Promise<ToolReference> {
  if (action !== undefined) {
    if (/^[A-Za-z0-9-]+\/[\w.-]+@[0-9a-f]{40}$/.test(action)) return { uses: action, version };
    return fail('usage', `the tool's action must be named by its full commit, not ${JSON.stringify(action)}`, {
      remedy,
    });
  }
  const source = await sourceOf(root);
  if (source === null) {
    return fail('usage', 'this copy of entra-rewind is no checkout, so its commit is not known', { remedy });
  }
  return { uses: `${onGithub(source.origin ?? '') ?? `${owner}/entra-rewind`}@${source.commit}`, version };
}

const remedy = 'Name it: --action OWNER/entra-rewind@FULL-COMMIT.';

/** `owner/name` of an address at github.com. */
export function onGithub(address: string): string | null {
  const found =
    /^(?:https:\/\/(?:[^/@]*@)?|ssh:\/\/git@|git@)github\.com[/:]([A-Za-z0-9-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(address);
  return found?.[1] ?? null;
}
