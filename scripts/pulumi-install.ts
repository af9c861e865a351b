/**
 * Installs the pinned Pulumi CLI with its Node language host, once: by Pulumi's own installer, else built from the Go module in
 * tools/pulumi. `--built` skips the installer. Prints the folder, which is where entra-rewind looks for it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import automation from '@pulumi/pulumi/automation/index.js';
import semver from 'semver';
import { defaultRoot, pulumiVersion } from '../src/engines/pulumi/installation.ts';

const home = fileURLToPath(new URL('..', import.meta.url));
const module = join(home, 'tools', 'pulumi');
const { ENTRA_REWIND_PULUMI_ROOT, XDG_CACHE_HOME, GO } = process.env;
const root = ENTRA_REWIND_PULUMI_ROOT ?? defaultRoot(XDG_CACHE_HOME ?? join(homedir(), '.cache'));
const bin = join(root, 'bin');

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function isInstalled(): Promise<boolean> {
  if (!existsSync(join(bin, 'pulumi')) || !existsSync(join(bin, 'pulumi-language-nodejs'))) return false;
  const { version } = await automation.PulumiCommand.get({ root });
  return version?.compare(pulumiVersion) === 0;
}

/** False, with the reason told, where Pulumi's own installer cannot be had. */
async function installed(): Promise<boolean> {
  if (process.argv.includes('--built')) return false;
  try {
    await automation.PulumiCommand.install({ root, version: new semver.SemVer(pulumiVersion) });
    return true;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    tell(`Pulumi's installer cannot be had here (${why}); building the CLI from its Go module instead.`);
    return false;
  }
}

function goCommand(): string {
  const found = [GO ?? 'go', '/usr/local/go/bin/go'].find((go) => spawnSync(go, ['version']).status === 0);
  if (found === undefined) throw new Error('Go is needed to build the Pulumi CLI: see https://go.dev/doc/install');
  return found;
}

function build(): void {
  tell('Building the Pulumi CLI (once; this takes some minutes)…');
  mkdirSync(bin, { recursive: true });
  const stamp = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`;
  const flags = ['-trimpath', '-tags', 'osusergo,grpcnotrace', '-ldflags', `-w -s -X ${stamp}`, '-o', `${bin}/`];
  const built = spawnSync(goCommand(), ['build', ...flags, 'tool'], {
    cwd: module,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
  });
  if (built.status !== 0) throw new Error('the Pulumi CLI could not be built; what Go says is above');
  addLanguageHost();
}

function addLanguageHost(): void {
  copyFileSync(join(module, 'languageHost.mjs'), join(bin, 'languageHost.mjs'));
  const script = join(bin, 'pulumi-language-nodejs');
  const lines = ['#!/bin/sh', 'exec node "$(dirname "$0")/languageHost.mjs" "$@"'];
  writeFileSync(script, `${lines.join('\n')}\n`);
  chmodSync(script, 0o755);
}

if (!(await isInstalled())) {
  // Half of another one must not stay behind.
  rmSync(root, { recursive: true, force: true });
  if (!(await installed())) build();
  if (!(await isInstalled())) throw new Error(`${bin} does not hold Pulumi ${pulumiVersion}`);
}
// The CLI may be an older build with today's version; the host beside it is ours and goes with this checkout.
if (existsSync(join(bin, 'languageHost.mjs'))) addLanguageHost();
process.stdout.write(`${root}\n`);
