/** An adopted project, judged from outside: by the compiler, and by running it against mocks. */
import { execFile } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { Body } from '../../../src/core/model.ts';
import type { Scene } from '../scene.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const mocked = fileURLToPath(new URL('mocked.ts', import.meta.url));
const run = promisify(execFile);

export interface Imported {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: { readonly [name: string]: unknown };
}

export interface Ran {
  readonly imports: readonly Imported[];
  readonly registered: readonly Registered[];
  /** The resource that a name of the import file stands for, by the id that it is imported by. */
  of(importId: string): Registered['inputs'];
}

/** Fails with what the compiler says. `appIds`: by object id. */
export async function runProject(folder: string, appIds: ReadonlyMap<string, string>): Promise<Ran> {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const compiled = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch(
    (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? String(error) }),
  );
  expect(compiled.stdout).toBe('');

  const { resources: imports } = JSON.parse(await readFile(join(folder, 'import.json'), 'utf8')) as {
    readonly resources: readonly Imported[];
  };
  const outputs = imports.map(({ name, id }) => {
    const objectId = id.split('/').at(-1) ?? '';
    return [name, { id, objectId, clientId: appIds.get(objectId) }];
  });
  const table = join(folder, 'outputs.json');
  await writeFile(table, JSON.stringify(Object.fromEntries(outputs)));
  const { stdout } = await run(process.execPath, ['--no-warnings', mocked, join(folder, 'index.ts'), table], {
    maxBuffer: 1e8,
  });
  const registered = JSON.parse(stdout) as readonly Registered[];
  const nameOf = new Map(imports.map(({ name, id }) => [id, name]));
  const byName = new Map(registered.map((one) => [one.name, one.inputs]));
  return {
    imports,
    registered,
    of: (importId) => {
      const inputs = byName.get(nameOf.get(importId) ?? '');
      if (inputs === undefined) throw new Error(`nothing is imported as ${importId}`);
      return inputs;
    },
  };
}

/** All objects of a collection in the checkout's snapshot. */
export async function snapshotOf(scene: Scene, collection: string): Promise<readonly Body[]> {
  const files = (await scene.git('ls-files', `snapshots/${collection}`)).split('\n').filter((path) => path !== '');
  return Promise.all(files.map(async (path) => parse(await scene.file(path)) as Body));
}
