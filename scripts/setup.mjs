// Installs what package-lock.json names, once, so that `npm run demo` and `npm test` need no step before them.
// Plain JavaScript for Node 20 and later: the pinned Node 24 arrives with this very install.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = `${root}node_modules/.entra-rewind-setup`;
const stamp = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');

const isInstalled =
  existsSync(`${root}node_modules/.bin/node`) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;

if (!isInstalled) {
  process.stderr.write('Installing dependencies (once)…\n');
  // The engine warning is expected under Node 20: what runs afterwards is the pinned Node 24.
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    process.stderr.write('npm ci failed; run it by hand to see why.\n');
    process.exit(install.status ?? 1);
  }
  if (!existsSync(`${root}node_modules/.bin/node`)) {
    process.stderr.write(
      'The pinned Node was not installed: allow install scripts of the package "node" and try again.\n',
    );
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
}
