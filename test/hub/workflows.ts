/** Workflow files need a permission of their own, whoever else may write contents. */
import type { RefChange } from './enforce.ts';
import type { Bare } from './git.ts';
import { levelOf } from './identities.ts';
import { forbidden } from './refusal.ts';
import type { Token } from './world.ts';

function touched(bare: Bare, { after }: RefChange): string | null {
  if (after === null) return null;
  const args = [
    'log',
    '--format=',
    '--name-only',
    '--diff-merges=first-parent',
    after,
    '--not',
    '--all',
    '--',
    '.github/workflows',
  ];
  const paths = bare.run(args).split('\n');
  return paths.find((path) => path !== '') ?? null;
}

/** As an answer of the API, which looks at refs and merges like git's door does. */
export function demandWorkflows(bare: Bare, change: RefChange, token: Token): void {
  const said = refusedWorkflow(bare, change, token);
  if (said !== null) throw forbidden(said);
}

/** What GitHub says to those without the permission, null when there is nothing to say. */
export function refusedWorkflow(bare: Bare, change: RefChange, token: Token): string | null {
  if (token.permissions === null || levelOf(token.permissions, 'workflows') === 'write') return null;
  const path = touched(bare, change);
  if (path === null) return null;
  const who = token.kind === 'person' ? 'a Personal Access Token' : 'a GitHub App';
  return `refusing to allow ${who} to create or update workflow \`${path}\` without \`workflows\` permission`;
}
