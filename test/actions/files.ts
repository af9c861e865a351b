/** The workflows and the action of this repository, as they are. */
import { readdirSync, readFileSync } from 'node:fs';
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
