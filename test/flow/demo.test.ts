/** The demo, and the commands it prints to go on by hand: each is carried out as it stands. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../bin/entra-rewind', import.meta.url));
const run = promisify(execFile);

/** Lines of commands after a heading, without their indentation. */
function commandsAfter(output: string, heading: string): string {
  const [first = '', ...rest] = output.slice(output.indexOf(heading)).split('\n').slice(1);
  const lines = first === '' ? rest : [first, ...rest];
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('  '));
  return lines
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .join('\n');
}

it('shows the whole loop, and leaves commands that work by hand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entra-rewind-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = {
    ...process.env,
    NO_COLOR: '1',
    GIT_AUTHOR_NAME: 'Somebody',
    GIT_AUTHOR_EMAIL: 'somebody@contoso.com',
    GIT_COMMITTER_NAME: 'Somebody',
    GIT_COMMITTER_EMAIL: 'somebody@contoso.com',
  };
  const { stdout } = await run(process.execPath, [program, 'demo'], { cwd: folder, env });
  expect(stdout).toMatch(/recovered: \d+ objects, \d+ links; a second plan is empty/);
  expect(stdout).toMatch(/moved-since-review/);
  expect(stdout).toMatch(/Nothing to do/);
  expect(stdout).not.toMatch(/eyJ/);

  const serving = spawn(
    'sh',
    [
      '-c',
      `set -e\n${commandsAfter(stdout, 'In one terminal:').replace('entra-rewind tenant', 'exec entra-rewind tenant')}`,
    ],
    {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => {
    serving.kill('SIGINT');
  });
  const [listening] = (await once(serving.stdout, 'data')) as [Buffer];
  expect(listening.toString()).toMatch(/^Graph endpoint: http:\/\/127\.0\.0\.1:\d+$/m);

  const byHand = await run('sh', ['-c', `set -e\n${commandsAfter(stdout, 'in this same folder:')}`], {
    cwd: folder,
    env,
  });
  expect(byHand.stdout).toMatch(/recovered: 1 objects, 0 links; a second plan is empty/);

  // A second demo takes the place of the first, and of nothing else.
  expect((await run(process.execPath, [program, 'demo'], { cwd: folder, env })).stdout).toMatch(
    /a second plan is empty/,
  );
});
