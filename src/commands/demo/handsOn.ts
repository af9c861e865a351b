/** The same loop to do by hand: commands that work as they stand, on the tenant as the demo left it. */
import { contosoIds } from '../../embedded/seeds/contoso.ts';
import type { Narrator } from './narrator.ts';

export interface Left {
  /** Folder of the program, to be put on the path. */
  readonly program: string;
  readonly folder: string;
  readonly endpoint: string;
  readonly lastBackup: string;
}

export function handsOn(narrator: Narrator, { program, folder, endpoint, lastBackup }: Left): void {
  const policy = contosoIds.policies.blockLegacyAuthentication;
  const port = new URL(endpoint).port;
  narrator.heading('Go on by hand');
  narrator.say(
    `The folder ${folder}/contoso is the repository: git log, git show, snapshots/. In one terminal:`,
    '',
    `  export PATH="$PWD/${program}:$PATH"`,
    `  entra-rewind tenant start --port ${port} --seed ${folder}/tenant.json`,
    '',
    'In another, in this same folder:',
    '',
    `  export PATH="$PWD/${program}:$PATH"`,
    `  cd ${folder}/contoso`,
    '  . ../sign-in.sh',
    `  curl -X PATCH ${endpoint}/v1.0/identity/conditionalAccess/policies/${policy} \\`,
    '    -H "Authorization: Bearer $ENTRA_REWIND_GRAPH_TOKEN" -H "Content-Type: application/json" \\',
    `    -d '{"state":"disabled"}'`,
    '  entra-rewind diff',
    '  entra-rewind backup',
    `  entra-rewind revert ${lastBackup} --name by-hand`,
    '  git diff main...origin/revert/by-hand',
    '  git merge --no-ff --no-edit origin/revert/by-hand',
    '  git push origin main',
    '  entra-rewind plan HEAD',
    '  entra-rewind recover HEAD',
  );
}
