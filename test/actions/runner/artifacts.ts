/** actions/upload-artifact: a copy in a folder. */
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export interface Artifact {
  readonly name: string;
  readonly folder: string;
}

const known = ['name', 'path', 'if-no-files-found', 'retention-days'];

export interface Upload {
  readonly settings: { readonly [name: string]: string };
  readonly workspace: string;
  /** Where artifacts of the run go. */
  readonly folder: string;
}

/** Null: there was nothing. */
export function upload({ settings, workspace, folder }: Upload): {
  readonly artifact: Artifact | null;
  readonly isDone: boolean;
} {
  const unknown = Object.keys(settings).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`settings of actions/upload-artifact this runner does not know: ${unknown.join(', ')}`);
  const paths = (settings.path ?? '').split('\n').filter((line) => line !== '');
  const found = paths.map((path) => resolve(workspace, path)).filter((path) => existsSync(path));
  if (found.length === 0) return { artifact: null, isDone: settings['if-no-files-found'] !== 'error' };
  const name = settings.name ?? 'artifact';
  const artifact = { name, folder: join(folder, name) };
  if (existsSync(artifact.folder)) return { artifact: null, isDone: false };
  mkdirSync(artifact.folder, { recursive: true });
  for (const path of found) {
    const target = statSync(path).isDirectory() ? artifact.folder : join(artifact.folder, basename(path));
    cpSync(path, target, { recursive: true });
  }
  return { artifact, isDone: true };
}
