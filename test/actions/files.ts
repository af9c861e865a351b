/** The workflows and the action of this repository, as they are. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ActionsFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const read = (path: string): ActionsFile => ({ path, text: readFileSync(`${root}${path}`, 'utf8') });

export const workflowFiles: readonly ActionsFile[] = readdirSync(`${root}.github/workflows`).map((name) =>
  read(`.github/workflows/${name}`),
);
export const actionFile = read('action.yml');

/** This repository as an action's folder. Its install step must find everything there: it would leave out what tests need. */
export function actionFolder(): string {
  const stamp = `${root}node_modules/.entra-rewind-setup`;
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) throw new Error('first run: npm run setup');
  return root.replace(/\/$/, '');
}
