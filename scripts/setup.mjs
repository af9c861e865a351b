// Installs what package-lock.json names, once, so that `npm run demo` and `npm test` need no step before them.
// With --production (action.yml) only what the program itself needs, and no package's own install script runs.
// Plain JavaScript for Node 20 and later: the pinned Node 24 arrives with this very install.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isProduction = process.argv.includes('--production');
const pinnedNode = `${root}node_modules/.bin/node`;
const stampFile = `${root}node_modules/.entra-rewind-setup`;
const productionStampFile = `${root}node_modules/.entra-rewind-production`;
const stamp = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');

const isStamped = (file) => existsSync(file) && readFileSync(file, 'utf8') === stamp;
const isComplete = isStamped(stampFile) && existsSync(pinnedNode);
const isInstalled = isComplete || (isProduction && isStamped(productionStampFile));

if (!isInstalled) {
  process.stderr.write('Installing dependencies (once)…\n');
  // The engine warning is expected under Node 20: what runs afterwards is the pinned Node 24.
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const install = spawnSync('npm', isProduction ? [...words, '--omit=dev', '--ignore-scripts'] : words, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    process.stderr.write('npm ci failed; run it by hand to see why.\n');
    process.exit(install.status ?? 1);
  }
  if (!isProduction && !existsSync(pinnedNode)) {
    process.stderr.write(
      'The pinned Node was not installed: allow install scripts of the package "node" and try again.\n',
    );
    process.exit(1);
  }
  writeFileSync(isProduction ? productionStampFile : stampFile, stamp);
}
