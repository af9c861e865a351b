/**
 * The smoke detector: how the house stays easy to walk through. One line per rule, with its reason; each rule is itself tried
 * on a sample that breaks it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface File {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

interface Rule {
  readonly rule: string;
  readonly because: string;
  /** Which files it is about. */
  readonly about: RegExp;
  /** What breaks it, in words. */
  readonly finds: (file: File) => readonly string[];
  readonly bad: File;
}

// --- Looking at a file -----------------------------------------------------------------------------------------------

const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

const importsOf = ({ text }: File): readonly string[] =>
  [...codeOf(text).matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name as string);

const isRelative = (name: string): boolean => name.startsWith('.');
const target = (file: File, name: string): string => posix.join(posix.dirname(file.path), name);

/** `src/graph/client.ts` → `graph`, `src/engines/graph/links.ts` → `engines/graph`, `policies/index.ts` → `policies`. */
function roomOf(path: string): string {
  const [top = '', room = '', below = ''] = path.split('/');
  if (top !== 'src') return top;
  return room === 'engines' && below !== '' ? `engines/${below}` : room;
}

const matchesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([found]) => found.trim());

const codeHas =
  (pattern: RegExp) =>
  ({ text }: File): readonly string[] =>
    matchesIn(codeOf(text), pattern);

// --- The rules -------------------------------------------------------------------------------------------------------

/** Which rooms each room may open. Commands know every name; `cli.ts` knows the commands. */
const doors: { readonly [room: string]: readonly string[] } = {
  core: ['core', 'schemas'],
  policies: ['policies', 'core', 'schemas'],
  flows: ['flows', 'core', 'policies'],
  graph: ['graph', 'core'],
  git: ['git', 'core'],
  github: ['github', 'core'],
  embedded: ['embedded', 'core'],
  web: ['web', 'core'],
  // Carries plans out by the one client that calls Graph.
  'engines/graph': ['engines/graph', 'graph', 'core'],
  'engines/pulumi': ['engines/pulumi', 'core'],
  'cli.ts': ['commands', 'core'],
};

function wrongDoors(file: File): readonly string[] {
  const room = roomOf(file.path);
  const open = doors[room];
  if (room === 'commands') return [];
  if (open === undefined) return [`no rule says which doors ${room} may open`];
  return importsOf(file).filter((name) => isRelative(name) && !open.includes(roomOf(target(file, name))));
}

/** Errors that are neither passed on nor told: nothing looks at them, and no comment inside or on the line before says why. */
function silentCatches({ text }: File): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const isDropped = /\bcatch\s*\{/.test(line) || /\bcatch\s*\([^)]*\)\s*\{\s*\}/.test(line);
    const isIgnored = /\.catch\(\s*\(\)\s*=>\s*(undefined|\{\s*\})\s*\)/.test(line);
    if (!isDropped && !isIgnored) return [];
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const length = isDropped ? lines.slice(index + 1).findIndex((below) => below.startsWith(`${indent}}`)) : 0;
    const block = lines.slice(index, index + 1 + Math.max(0, length));
    const isTold = block.some((inside) => /\bfail\(|\bthrow\b/.test(inside));
    const isExplained = [lines[index - 1] ?? '', ...block].some((near) => /\/\/|\/\*|^\s*\*/.test(near));
    return isTold || isExplained ? [] : [`line ${index + 1}`];
  });
}

const bannedName = /^(?:.*[a-z])?(?:utils?|helpers?|managers?|services?)$/i;
const sources = /^(src|policies|scripts|bench)\/.*\.(ts|mjs)$/;
const typescript = /^(?!test\/tidy\.test\.ts$)(src|policies|scripts|bench|test)\/.*\.ts$/;

const rules: readonly Rule[] = [
  {
    rule: 'doors open one way: commands → flows → core ← policies; graph, git, github, engines, embedded, web know core alone',
    because: 'a room can then be understood, and replaced, without the others',
    about: /^(src|policies)\/.*\.ts$/,
    finds: wrongDoors,
    bad: { path: 'src/graph/read.ts', text: "import { git } from '../git/tree.ts';" },
  },
  {
    rule: 'only commands and tests open embedded',
    because: 'the product cannot know whether its tenant is real',
    about: /^(?!src\/(embedded|commands)\/|test\/|bench\/).*\.(ts|mjs)$/,
    finds: (file) =>
      importsOf(file).filter((name) => isRelative(name) && /(^|\/)embedded(\/|$)/.test(target(file, name))),
    bad: { path: 'src/flows/backup.ts', text: "const { start } = await import('../embedded/server.ts');" },
  },
  {
    rule: 'nothing but its tests opens bench',
    because: 'measuring must not become part of what is measured',
    about: /^(?!bench\/|test\/bench\/).*\.(ts|mjs)$/,
    finds: (file) => importsOf(file).filter((name) => isRelative(name) && roomOf(target(file, name)) === 'bench'),
    bad: { path: 'src/flows/backup.ts', text: "import { startTenantProcess } from '../../bench/tenant.ts';" },
  },
  {
    rule: 'core and policies import no node module but node:crypto',
    because: 'they are plain data in, plain data out: no disk, no network',
    // What Pulumi starts has nobody to hand it a plan: it reads the file itself.
    about: /^(?!policies\/pulumi\/index\.ts$)(src\/core|policies)\/.*\.ts$/,
    finds: (file) => importsOf(file).filter((name) => name.startsWith('node:') && name !== 'node:crypto'),
    bad: { path: 'src/core/diff.ts', text: "import { readFileSync } from 'node:fs';" },
  },
  {
    rule: 'core and policies know no environment, clock, timer, network or chance',
    because: 'the same input gives the same plan, tonight and in a test',
    about: /^(?!policies\/pulumi\/index\.ts$)(src\/core|policies)\/.*\.ts$/,
    finds: codeHas(
      /\bprocess\.|\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.|\bsetTimeout\b|\bfetch\(|\brandomUUID\b/g,
    ),
    bad: { path: 'policies/massDeletion.ts', text: 'const at = new Date();' },
  },
  {
    rule: 'only cli.ts ends the process',
    because: 'one table of exit codes, and nothing cut off in the middle of a write',
    about: /^(?!src\/cli\.ts$)(src|policies)\/.*\.ts$/,
    finds: codeHas(/\bprocess\.(exit|exitCode|abort|kill)\b/g),
    bad: { path: 'src/commands/backup.ts', text: 'process.exit(1);' },
  },
  {
    rule: 'only commands and cli.ts read the environment',
    because: 'what a run depends on is found in one place',
    // Git's child processes inherit the environment; that file takes out of it what would lead git elsewhere.
    // The policy pack is a program of its own, which Pulumi starts.
    about: /^(?!src\/(cli\.ts|commands\/|git\/environment\.ts)|policies\/pulumi\/index\.ts$)(src|policies)\/.*\.ts$/,
    finds: codeHas(/\bprocess\.env\b/g),
    bad: { path: 'src/graph/signIn.ts', text: 'const token = process.env.TOKEN;' },
  },
  {
    rule: 'no file is longer than 350 lines',
    because: 'one that is has a second thing in it',
    about: sources,
    finds: ({ text }) => (text.split('\n').length > 351 ? [`${text.split('\n').length - 1} lines`] : []),
    bad: { path: 'src/core/model.ts', text: 'line\n'.repeat(351) },
  },
  {
    rule: 'nothing is left to do',
    because: 'what is missing belongs where people look for it, not into a comment',
    about: /^(?!test\/tidy\.test\.ts$).*\.(ts|mjs|md|ya?ml|json)$/,
    finds: ({ text }) => matchesIn(text, /\b(TODO|FIXME|XXX|HACK)\b/g),
    bad: { path: 'docs/design.md', text: 'TODO: explain' },
  },
  {
    rule: 'no file or folder is called utils, helpers, manager or service',
    because: 'such a name says nothing about what is inside',
    about: /./,
    finds: ({ path }) => path.split('/').filter((part) => bannedName.test(part.replace(/\..*$/, ''))),
    bad: { path: 'src/git/backupManager.ts', text: '' },
  },
  {
    rule: 'relative imports name the file, with its ending',
    because: 'Node runs the sources as they are',
    about: typescript,
    finds: (file) => importsOf(file).filter((name) => isRelative(name) && !/\.(ts|mjs|json)$/.test(name)),
    bad: { path: 'src/core/diff.ts', text: "import { at } from './value';" },
  },
  {
    rule: 'no paths of one machine',
    because: 'the repository is the same wherever it lies',
    about: /^(?!test\/tidy\.test\.ts$)/,
    finds: ({ text }) => matchesIn(text, /(?<![\w.~$}-])\/(?:work|tmp|home|root|Users)\/[\w.-]*/g),
    bad: { path: 'docs/operating.md', text: 'Look into `/home/me/snapshots`.' },
  },
  {
    rule: 'an error that is dropped has a comment beside it',
    because: 'the next reader must see why it is harmless',
    about: sources,
    finds: silentCatches,
    bad: { path: 'src/git/fetch.ts', text: 'try {\n  go();\n} catch {\n  return null;\n}' },
  },
  {
    rule: 'no default exports',
    because: 'a thing has one name, wherever it is used',
    about: typescript,
    finds: codeHas(/^export default\b/gm),
    bad: { path: 'src/web/page.ts', text: 'export default function page() {}' },
  },
];

// --- The house -------------------------------------------------------------------------------------------------------

const root = fileURLToPath(new URL('..', import.meta.url));
const shown = ['src', 'policies', 'scripts', 'test', 'bench', 'docs', 'bin', 'schemas', '.github', '.ci', 'snapshots'];

function filesBelow(folder: string): readonly File[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [{ path, text: readFileSync(`${root}${path}`, 'utf8') }] : [];
  });
}

const top = readdirSync(root, { withFileTypes: true });
const files = [
  ...top
    .filter((entry) => entry.isDirectory() && shown.includes(entry.name))
    .flatMap((entry) => filesBelow(entry.name)),
  ...top
    .filter((entry) => entry.isFile() && entry.name !== 'package-lock.json')
    .map((entry) => ({ path: entry.name, text: readFileSync(`${root}${entry.name}`, 'utf8') })),
];

describe.each(rules)('$rule', ({ because, about, finds, bad }) => {
  it(`holds, because ${because}`, () => {
    const judged = files.filter(({ path }) => about.test(path));
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.flatMap((file) => finds(file).map((found) => `${file.path}: ${found}`))).toEqual([]);
  });

  it('is noticed when broken', () => {
    expect(about.test(bad.path)).toBe(true);
    expect(finds(bad)).toHaveLength(1);
  });
});

/** Sources that nothing reaches from the start, by imports of any sort. */
function unreached(all: readonly File[], start: string): readonly string[] {
  const byPath = new Map(all.map((file) => [file.path, file]));
  const open = [start];
  const reached = new Set(open);
  for (const path of open) {
    const file = byPath.get(path);
    const next =
      file === undefined
        ? []
        : importsOf(file)
            .filter(isRelative)
            .map((name) => target(file, name));
    for (const one of next) if (!reached.has(one)) open.push(one);
    for (const one of next) reached.add(one);
  }
  return all.map(({ path }) => path).filter((path) => /^src\/.*\.ts$/.test(path) && !reached.has(path));
}

/** Relative links of Markdown files that lead to no file. */
function deadLinks(all: readonly File[]): readonly string[] {
  const paths = new Set(all.map(({ path }) => path));
  return all
    .filter(({ path }) => /^(?:docs\/.*|[^/]+)\.md$/.test(path))
    .flatMap((file) =>
      [...file.text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
        .map(([, name]) => target(file, name as string))
        .filter((path) => !paths.has(path) && !all.some((one) => one.path.startsWith(`${path.replace(/\/$/, '')}/`)))
        .map((path) => `${file.path}: ${path}`),
    );
}

describe('the documents', () => {
  it('link to what is there', () => {
    expect(deadLinks(files)).toEqual([]);
    const bad = {
      path: 'docs/a.md',
      text: 'See [b](b.md), [c](../src/), [web](https://example.com) and [here](#here).',
    };
    expect(deadLinks([bad, { path: 'src/cli.ts', text: '' }])).toEqual(['docs/a.md: docs/b.md']);
  });

  it('list every decision', () => {
    const list = files.find(({ path }) => path === 'docs/decisions/README.md')?.text ?? '';
    const decisions = files.map(({ path }) => path).filter((path) => /^docs\/decisions\/\d{4}-/.test(path));
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.filter((path) => !list.includes(`](${posix.basename(path)})`))).toEqual([]);
  });
});

describe('every source is reached from src/cli.ts', () => {
  it('holds, because what nobody can run is not part of the product', () => {
    expect(files.map(({ path }) => path)).toContain('src/cli.ts');
    expect(unreached(files, 'src/cli.ts')).toEqual([]);
  });

  it('is noticed when broken', () => {
    const sample = [
      { path: 'src/cli.ts', text: "import { a } from './a.ts';\n// import './c.ts'" },
      { path: 'src/a.ts', text: "import type { B } from './b/b.ts';" },
      { path: 'src/b/b.ts', text: "const d = await import('../d.ts');" },
      { path: 'src/c.ts', text: "import './a.ts';" },
      { path: 'src/d.ts', text: '' },
    ];
    expect(unreached(sample, 'src/cli.ts')).toEqual(['src/c.ts']);
  });
});

describe('what the rules let pass', () => {
  it.each<[string, (file: File) => readonly string[], File]>([
    [
      'engines/graph using the client',
      wrongDoors,
      { path: 'src/engines/graph/links.ts', text: "import { a } from '../../graph/client.ts';" },
    ],
    [
      'the word process in a comment',
      codeHas(/\bprocess\./g),
      { path: 'src/core/a.ts', text: '/** See process.env. */\n// process.env' },
    ],
    [
      'a dropped error that is explained',
      silentCatches,
      { path: 'a.ts', text: 'try {\n} catch {\n  // Gone already.\n}' },
    ],
    [
      'a dropped error that becomes a problem of ours',
      silentCatches,
      { path: 'a.ts', text: "try {\n} catch {\n  const why = 'x';\n  fail('notYaml', why);\n}" },
    ],
    [
      'an object type',
      ({ path }) => path.split('/').filter((part) => bannedName.test(part.replace(/\..*$/, ''))),
      { path: 'src/core/catalog/servicePrincipal.ts', text: '' },
    ],
  ])('%s', (_, finds, file) => {
    expect(finds(file)).toEqual([]);
  });
});
