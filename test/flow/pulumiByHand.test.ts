/** A plan file in the hands of a person with Pulumi: preview, up, and up again. The CLI starts the program and the provider itself. */
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { newFolder, pulumiRoot, withPulumi } from '../engines/pulumi.ts';
import { type Ran, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const { mfaForEveryone, mfaForGuests } = contosoIds.policies;
const path = (id: string): string => `/beta/identity/conditionalAccess/policies/${id}`;
const checkout = fileURLToPath(new URL('../..', import.meta.url));

withPulumi('a plan file by hand', () => {
  it('is previewed, carried out, and has nothing left; destroying the stack deletes nothing', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await scene.person.patch(path(mfaForEveryone), { state: 'disabled' });
    await scene.person.delete(path(mfaForGuests));

    const folder = newFolder();
    const file = join(folder, 'plan.json');
    expect(await scene.run(later, 'plan', '--from', 'newest', '--out', file)).toMatchObject({ exitCode: 0 });

    const state = join(folder, 'state');
    await mkdir(state);
    const token = writerToken(scene.server.tenantId);
    const pulumi = (...words: readonly string[]): Promise<Ran> =>
      ended([...words, '--non-interactive', '--color', 'never', '--cwd', checkout], {
        PULUMI_HOME: join(folder, 'home'),
        PULUMI_BACKEND_URL: pathToFileURL(state).href,
        PULUMI_CONFIG_PASSPHRASE: '',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
        ENTRA_REWIND_GRAPH_URL: scene.server.url,
        ENTRA_REWIND_GRAPH_TOKEN: token,
      });
    const settings = ['--stack', 'byhand', '--config-file', join(folder, 'settings.yaml'), '-c', `entra:plan=${file}`];
    const done = async (...words: readonly string[]): Promise<string> => {
      const { exitCode, out, errors } = await pulumi(...words);
      expect(exitCode, `${words.join(' ')}\n${out}\n${errors}`).toBe(0);
      return out;
    };
    await done('stack', 'init', 'byhand');

    const preview = await done('preview', '--diff', ...settings);
    expect(preview).toMatch(/~ entra:index:ConditionalAccessPolicy: \(update\)/);
    expect(preview).toMatch(/state: "disabled" => "enabled"/);
    expect(preview).toMatch(/\+ entra:index:ConditionalAccessPolicy: \(create\)/);
    const stateOf = async (id: string) => (await scene.person.get(path(id))).state;
    expect(await stateOf(mfaForEveryone)).toBe('disabled');

    await done('up', '--yes', '--skip-preview', ...settings);
    expect(await stateOf(mfaForEveryone)).toBe('enabled');
    expect(await stateOf(mfaForGuests)).toBe('enabled');
    expect((await scene.run(later, 'plan', '--from', 'newest')).out).toMatch(/Nothing to do/);

    const again = await done('up', '--yes', '--skip-preview', '--expect-no-changes', ...settings);
    expect(again).toMatch(/unchanged/);

    const kept = await done('stack', 'export', '--stack', 'byhand');
    expect(kept).toContain(mfaForEveryone);
    for (const text of [kept, await readFile(file, 'utf8'), preview, again]) expect(text).not.toContain(token);

    await done('destroy', '--yes', '--skip-preview', ...settings);
    expect(await stateOf(mfaForEveryone)).toBe('enabled');
    expect(await stateOf(mfaForGuests)).toBe('enabled');
  });
});

function ended(words: readonly string[], environment: { readonly [name: string]: string }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const bin = join(pulumiRoot, 'bin');
    const child = spawn(join(bin, 'pulumi'), words, {
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: environment.PULUMI_HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, out, errors }));
  });
}
