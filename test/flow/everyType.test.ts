/** Every type, every property, every link: changed and taken back, deleted and brought back, added and taken away. */
import { describe, expect, it } from 'vitest';
import { pages } from '../../src/core/catalog/index.ts';
import type { DifferenceReport, ObjectType, Recovery } from '../../src/core/model.ts';
import { type Change, properties } from './everyType/changes.ts';
import { additions, applicationAdded, deletions } from './everyType/existence.ts';
import { ids } from './everyType/ids.ts';
import { others, relations, scopeTaken } from './everyType/linkChanges.ts';
import { everyType } from './everyType/seed.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const backup = night.replaceAll(':', '-');
const later = '2026-11-02T02:00:00Z';
const end = '2026-11-03T02:00:00Z';

async function setStage(): Promise<Scene> {
  const scene = await setScene({ seed: everyType });
  const configuration = await scene.file('entra-rewind.yaml');
  await scene.write('entra-rewind.yaml', `${configuration}optionalProperties:\n  perUserMfaState: true\n`);
  await scene.git('commit', '--quiet', '--all', '--message', 'Read per-user MFA');
  await scene.git('push', '--quiet', 'origin', 'main');
  await succeed(scene, night, 'backup');
  return scene;
}

async function succeed(scene: Scene, at: string, ...words: readonly string[]): Promise<string> {
  const { exitCode, out, errors } = await scene.run(at, ...words);
  expect(exitCode, `${words.join(' ')}\n${out}\n${errors}`).toBe(0);
  return out;
}

const report = async (scene: Scene): Promise<DifferenceReport> =>
  JSON.parse(await succeed(scene, later, 'diff', '--json')) as DifferenceReport;

const treeOf = (scene: Scene, at: string): Promise<string> =>
  scene.git('rev-parse', `origin/backup/${at.replaceAll(':', '-')}:snapshots`);

/** Back to the backup, twice: the second time there is nothing to do, and the next backup is the same tree. */
async function recoverAndProve(scene: Scene, ...flags: readonly string[]): Promise<Recovery> {
  const recovered = await scene.run(later, 'recover', '--from', backup, '--yes', '--json', ...lifted, ...flags);
  expect(recovered.exitCode, `${recovered.out}\n${recovered.errors}`).toBe(0);
  const recovery = JSON.parse(recovered.out) as Recovery;
  expect(recovery).toMatchObject({ verified: true, failures: [] });
  const again = JSON.parse(await succeed(scene, later, 'recover', '--from', backup, '--yes', '--json')) as {
    steps: unknown[];
  };
  expect(again.steps).toEqual([]);
  return recovery;
}

const lifted = ['--allow', 'mass-deletion', '--reason', 'all of it is to go'];

const send = async ({ person }: Scene, { method, path, body = {} }: Pick<Change, 'method' | 'path' | 'body'>) => {
  if (method === 'PATCH') await person.patch(path, body);
  else if (method === 'POST') await person.post(path, body);
  else if (method === 'PUT') await person.put(path, body);
  else await person.delete(path);
};

describe('every type', () => {
  it('has all that is recoverable of it changed below', () => {
    const changed = Map.groupBy(properties, ({ type }) => type);
    for (const page of pages) {
      if (page.properties === 'all') continue;
      const names = new Set((changed.get(page.type) ?? []).flatMap(({ body = {} }) => Object.keys(body)));
      const written = others.filter(({ type }) => type === page.type).flatMap(({ body = {} }) => Object.keys(body));
      const missing = page.properties
        .filter(({ name, readOnly }) => readOnly === undefined && !names.has(name) && !written.includes(name))
        .map(({ name }) => name);
      expect(missing, page.type).toEqual([]);
    }
  });

  it('comes back from changes of every property and link', async () => {
    const scene = await setStage();
    for (const change of [...properties, ...others, ...scopeTaken]) await send(scene, change);
    for (const { list, which, method, path, body } of relations) {
      const { value } = (await scene.person.get(list)) as { value: { id: string }[] };
      const found = value.find(which);
      if (found === undefined) expect.fail(`nothing to change in ${list}`);
      await send(scene, {
        method,
        path: path(found.id),
        ...(body === undefined ? {} : { body: body as Change['body'] & {} }),
      });
    }

    const { objects } = await report(scene);
    for (const { type, id, body = {} } of properties) {
      const change = objects.find((object) => object.type === type && object.id === id);
      for (const name of Object.keys(body).filter((name) => !name.includes('@'))) {
        const isThere = change?.attributes.some((one) => one.name === name || one.name.startsWith(`${name}.`));
        expect(isThere, `${type}/${id} ${name}`).toBe(true);
      }
    }
    for (const { type, id } of others) expect(objects.some((one) => one.type === type && one.id === id)).toBe(true);

    await recoverAndProve(scene);
    await succeed(scene, end, 'backup');
    expect(await treeOf(scene, end)).toBe(await treeOf(scene, night));
  });

  it('comes back when it was deleted, where Graph lets it', async () => {
    const scene = await setStage();
    for (const path of deletions) await scene.person.delete(path);
    const { objects } = await report(scene);
    const actions = new Map(objects.map(({ type, id, recoveryAction }) => [`${type}/${id}`, recoveryAction]));
    for (const path of deletions) {
      const id = path.slice(path.lastIndexOf('/') + 1);
      expect([...actions].find(([key]) => key.endsWith(id))?.[1], path).toBe('restore');
    }
    // An application takes its service principal along, and Graph's restore does not bring that back.
    expect(actions.get(`servicePrincipal/${ids.payrollPrincipal}`)).toBe('restore');

    await recoverAndProve(scene);
    await succeed(scene, end, 'backup');
    expect(await liveTreesOf(scene, end)).toEqual(await liveTreesOf(scene, night));
  });

  it('goes when it was added, so that it can come back', async () => {
    const scene = await setStage();
    const added: string[] = [];
    for (const [path, body] of additions) added.push((await scene.person.post(path, body)).id as string);
    const { appId } = await scene.person.get(`/v1.0/applications/${added[applicationAdded]}`);
    added.push((await scene.person.post('/v1.0/servicePrincipals', { appId })).id as string);
    const { objects } = await report(scene);
    const byId = new Map(objects.map((object) => [object.id, object]));
    for (const id of added) expect(byId.get(id)).toMatchObject({ change: 'added', recoveryAction: 'softDelete' });

    const { totals } = await recoverAndProve(scene);
    expect(totals.objectsModified).toBe(added.length);
    await succeed(scene, end, 'backup');
    expect(await liveTreesOf(scene, end)).toEqual(await liveTreesOf(scene, night));
  });
});

/** Tree ids of the collections, without the deleted items: what was restored has left them, what was added is in them. */
async function liveTreesOf(scene: Scene, at: string): Promise<readonly string[]> {
  const list = await scene.git('ls-tree', `origin/backup/${at.replaceAll(':', '-')}:snapshots`);
  return list.split('\n').filter((line) => !line.endsWith('\tdeletedItems'));
}

/** Every type of the catalog takes part. */
it('leaves no type out', () => {
  const types = new Set<ObjectType>([...properties, ...others].map(({ type }) => type));
  expect([...types].toSorted()).toEqual(pages.map(({ type }) => type).toSorted());
});
