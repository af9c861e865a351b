/** Bad input: the exit codes and errors of the specification; no commit, no write to the tenant. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readerToken } from '../../src/commands/tenant/identities.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import type { FaultRule } from '../../src/embedded/weather.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';

const refsOf = (scene: Scene): Promise<string> => scene.git('ls-remote', 'origin');

/** Requests that would have changed the tenant. */
const writesTo = (scene: Scene): readonly unknown[] =>
  scene.server.tenant.requests.filter(({ method, path }) => method !== 'GET' && !/\$batch$|getByIds$/.test(path));

/** Branches but the journal, which may say that a job was tried. */
const withoutJournal = (refs: string): string =>
  refs
    .split('\n')
    .filter((line) => !line.endsWith('refs/heads/journal'))
    .join('\n');

describe('a tenant that cannot be read completely', () => {
  const graph: readonly {
    readonly answers: string;
    readonly rule: FaultRule;
    readonly exitCode: number;
    readonly says: RegExp;
  }[] = [
    { answers: '401', rule: { fault: { status: 401 } }, exitCode: 9, says: /token/i },
    { answers: '403', rule: { path: /groups/, fault: { status: 403 } }, exitCode: 5, says: /Group\.Read\.All/ },
    {
      answers: '429 without end',
      rule: { path: /users/, fault: { status: 429, retryAfter: 0 } },
      exitCode: 5,
      says: /429|TooManyRequests/,
    },
    {
      answers: '500',
      rule: { path: /users/, fault: { status: 500 } },
      exitCode: 5,
      says: /500|InternalServerError|UnknownError/i,
    },
    { answers: 'half a JSON', rule: { path: /policies/, fault: 'halfJson' }, exitCode: 5, says: /JSON|half|cut/i },
    {
      answers: 'a nextLink that never ends',
      rule: { path: /\/users\?/, fault: 'endlessNextLink' },
      exitCode: 5,
      says: /page|nextLink/i,
    },
    {
      answers: 'a page that repeats',
      rule: { path: /\/users\?/, fault: 'repeatPage' },
      exitCode: 5,
      says: /page|again|repeat|seen/i,
    },
    {
      answers: 'a nextLink to elsewhere',
      rule: { path: /\/users\?/, fault: 'foreignNextLink' },
      exitCode: 5,
      says: /next page would be outside/,
    },
    {
      answers: 'nothing, and hangs up',
      rule: { path: /namedLocations/, fault: 'dropConnection' },
      exitCode: 5,
      says: /connection|answer|socket/i,
    },
  ];

  it.each(graph)('Graph answers $answers: exit code $exitCode, no commit', async ({ rule, exitCode, says }) => {
    const scene = await setScene({
      seed: contoso(),
      choices: { attempts: 2 },
      weather: { rules: [rule] },
    });
    const before = await refsOf(scene);
    const { exitCode: code, errors, out } = await scene.run(night, 'backup');
    expect({ code, out }).toEqual({ code: exitCode, out: '' });
    expect(errors).toMatch(says);
    expect(errors).not.toMatch(/fault of entra-rewind|eyJ/);
    expect(withoutJournal(await refsOf(scene))).toBe(before);
    expect(writesTo(scene)).toEqual([]);
    // What was tried left no lock behind.
    expect(JSON.parse((await scene.run(night, 'status', '--json')).out)).toMatchObject({ running: null, backups: 0 });
  });

  it('never takes a page that could not be read for objects that are not there', async () => {
    const scene = await setScene({
      seed: generated(1500),
      choices: { attempts: 1 },
      // The first backup reads both pages of users, twice for their sponsors; after that neither a second page can be had nor
      // what changed.
      weather: {
        rules: [
          { path: /\/users(?:\?.*skiptoken|\/delta\?.deltatoken=(?!latest))/i, after: 2, fault: { status: 503 } },
        ],
      },
    });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const before = await refsOf(scene);
    expect(await scene.run(later, 'backup')).toMatchObject({ exitCode: 5, out: '' });
    expect(withoutJournal(await refsOf(scene))).toBe(withoutJournal(before));
    expect(await scene.run(later, 'diff', '--json')).toMatchObject({ exitCode: 5, out: '' });
    expect(await scene.run(later, 'recover', '--from', 'newest', '--yes')).toMatchObject({ exitCode: 5 });
    expect(writesTo(scene)).toEqual([]);
  });
});

describe('usage and configuration', () => {
  const wrong: readonly { readonly words: readonly string[]; readonly exitCode: number; readonly says: RegExp }[] = [
    { words: ['backup', '--type', 'printer'], exitCode: 2, says: /Object types are/ },
    { words: ['backup', '--wrong'], exitCode: 2, says: /unknown option/ },
    { words: ['backups', 'x'], exitCode: 2, says: /too many arguments/ },
    { words: ['diff', '--format', 'pdf'], exitCode: 2, says: /table, markdown, json, yaml/ },
    { words: ['diff', '--id', '../x'], exitCode: 2, says: /object id/ },
    { words: ['diff', '--id', 'nobody'], exitCode: 2, says: /no object nobody/ },
    { words: ['revert', 'newest', '--id', 'nobody'], exitCode: 2, says: /no object nobody/ },
    { words: ['recover', 'newest'], exitCode: 2, says: /newest/ },
    { words: ['diff', '1999'], exitCode: 8, says: /no backup "1999"/ },
    { words: ['revert', '1999'], exitCode: 8, says: /no backup "1999"/ },
    { words: ['revert'], exitCode: 2, says: /missing required argument/ },
    { words: ['revert', 'newest', '--added', 'maybe'], exitCode: 2, says: /keep, softDelete/ },
    { words: ['plan'], exitCode: 2, says: /what is to be recovered/ },
    { words: ['plan', 'no-such-revision'], exitCode: 2, says: /no-such-revision/ },
    { words: ['plan', 'HEAD', '--from', 'newest'], exitCode: 2, says: /either/ },
    { words: ['plan', 'HEAD', '--type', 'user'], exitCode: 2, says: /as it was reviewed/ },
    { words: ['plan', '--from', '1999'], exitCode: 8, says: /no backup/ },
    { words: ['recover', 'HEAD', '--allow', 'everything', '--reason', 'x'], exitCode: 2, says: /Guards are/ },
    { words: ['recover', 'HEAD', '--allow', 'mass-deletion'], exitCode: 2, says: /--reason/ },
    { words: ['recover', '--from', 'newest', '--engine', 'steam'], exitCode: 2, says: /graph/ },
    { words: ['history', 'nobody'], exitCode: 8, says: /no recovery/ },
    { words: ['revert', 'newest', '--added', 'keep', '--added', 'keep'], exitCode: 2, says: /One word for everything/ },
    { words: ['revert', 'newest', '--added', 'user=keep', '--added', 'user=keep'], exitCode: 2, says: /said twice/ },
    { words: ['revert', 'newest', '--added', 'nothing=keep'], exitCode: 2, says: /Object types are/ },
    { words: ['diff', '--property', 'jobtitle'], exitCode: 2, says: /Did you mean jobTitle/ },
    {
      words: ['plan', '--from', 'newest', '--property', 'xyzzy'],
      exitCode: 2,
      says: /nothing that was chosen has xyzzy/,
    },
    { words: ['revert', 'newest', '--type', 'group', '--property', 'jobTitle'], exitCode: 2, says: /has jobTitle/ },
    { words: ['report', 'nobody'], exitCode: 8, says: /no report/ },
    { words: ['report'], exitCode: 2, says: /missing required argument/ },
    { words: ['tenant', 'start', '--port', '99999'], exitCode: 2, says: /whole number/ },
    { words: ['tenant', 'start', '--size', '0'], exitCode: 2, says: /whole number/ },
    { words: ['tenant', 'start', '--seed', 'no-such-file.json'], exitCode: 2, says: /cannot be read/ },
    { words: ['init', 'somewhere'], exitCode: 2, says: /--local/ },
    { words: ['fly'], exitCode: 2, says: /unknown command/ },
    { words: ['demo', '--dir', '.'], exitCode: 2, says: /no demo made it/ },
  ];

  it('each mistake has its exit code and its remedy, and changes nothing', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const before = await refsOf(scene);
    for (const { words, exitCode, says } of wrong) {
      const ran = await scene.run(later, ...words);
      expect({ words, code: ran.exitCode }).toEqual({ words, code: exitCode });
      expect(ran.errors, words.join(' ')).toMatch(says);
      expect(ran.errors, words.join(' ')).not.toMatch(/fault of entra-rewind/);
    }
    expect(await refsOf(scene)).toBe(before);
    expect(writesTo(scene)).toEqual([]);
  });

  it('names file and line of a mistake in the configuration', async () => {
    const scene = await setScene({ seed: contoso() });
    await writeFile(join(scene.directory, 'entra-rewind.yaml'), 'graph:\n  endpoint: https://x\n  speed: 9\n');
    const { exitCode, errors } = await scene.run(night, 'backup');
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/entra-rewind\.yaml:3: graph has an unknown setting "speed"/);
  });

  it('refuses a time that is none, a folder that is no repository, and http to elsewhere', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run('yesterday', 'backup')).toMatchObject({ exitCode: 2 });
    expect(await scene.run(night, '-C', '/', 'status')).toMatchObject({ exitCode: 2 });
    const remote = { ENTRA_REWIND_NOW: night, ENTRA_REWIND_GRAPH_URL: 'http://graph.microsoft.com' };
    expect(await scene.runWith(remote, 'backup')).toMatchObject({ exitCode: 2 });
  });
});

describe('the wrong tenant', () => {
  it('is refused before anything is written', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    // The same objects in a tenant of another id.
    const text = JSON.stringify(contoso()).replaceAll(contosoIds.tenant, '11111111-2222-4333-8444-555555555555');
    const elsewhere = await setScene({ seed: JSON.parse(text) as Seed });
    const before = await refsOf(scene);
    const environment = {
      ENTRA_REWIND_NOW: later,
      ENTRA_REWIND_GRAPH_URL: elsewhere.server.url,
      ENTRA_REWIND_GRAPH_TOKEN: readerToken(elsewhere.server.tenantId),
    };
    for (const words of [['backup'], ['diff'], ['recover', '--from', 'newest', '--yes']]) {
      const { exitCode, errors } = await scene.runWith(environment, ...words);
      expect({ words, exitCode }).toEqual({ words, exitCode: 2 });
      expect(errors).toMatch(/11111111-2222-4333-8444-555555555555/);
    }
    expect(withoutJournal(await refsOf(scene))).toBe(withoutJournal(before));
  });

  it('refuses tenants that are not for a workforce', async () => {
    const { organization, ...rest } = contoso();
    const scene = await setScene({ seed: { ...rest, organization: { ...organization, tenantType: 'CIAM' } } });
    const { exitCode, errors } = await scene.run(night, 'backup');
    expect({ exitCode, errors }).toMatchObject({ exitCode: 9, errors: expect.stringMatching(/CIAM/) });
  });
});

describe('a snapshot edited by hand', () => {
  const path = `snapshots/conditionalAccessPolicies/${contosoIds.policies.mfaForEveryone}.yaml`;
  const edits: readonly { readonly what: string; readonly edit: (text: string) => string; readonly says: RegExp }[] = [
    { what: 'no YAML', edit: (text) => `${text}: [`, says: /:\d+: / },
    { what: 'a duplicate key', edit: (text) => `${text}state: disabled\n`, says: /:\d+: / },
    { what: 'an anchor', edit: (text) => text.replace('state: enabled', 'state: &s enabled'), says: /:\d+: / },
    { what: 'a tag', edit: (text) => text.replace('state: enabled', 'state: !!str enabled'), says: /:\d+: / },
    { what: 'another style', edit: (text) => text.replace('state: enabled', 'state: "enabled"'), says: /:\d+: / },
    {
      what: 'another id',
      edit: (text) => text.replace(contosoIds.policies.mfaForEveryone, contosoIds.policies.highUserRisk),
      says: /says id/,
    },
  ];

  it.each(edits)('$what: exit code 8, file and line named, nothing written', async ({ edit, says }) => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    await writeFile(join(scene.directory, path), edit(await scene.file(path)));
    await scene.git('commit', '--all', '--quiet', '-m', 'By hand');
    await scene.git('push', '--quiet', 'origin', 'main');
    for (const command of ['plan', 'recover']) {
      const { exitCode, errors } = await scene.run(later, command, 'HEAD');
      expect({ command, exitCode, errors }).toMatchObject({ exitCode: 8 });
      expect(errors).toContain(path);
      expect(errors).toMatch(says);
    }
    expect(writesTo(scene)).toEqual([]);
  });

  it('refuses a change of snapshots together with guards, and one that is not on main', async () => {
    const scene = await setScene({ seed: contoso() });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const text = await scene.file(path);
    await writeFile(join(scene.directory, path), text.replace('state: enabled', 'state: disabled'));
    await scene.git('commit', '--all', '--quiet', '-m', 'Not pushed');
    expect(await scene.run(later, 'plan', 'HEAD')).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(/main/),
    });
    await writeFile(join(scene.directory, 'policies/guards.yaml'), 'breakGlass: { accounts: [] }\n');
    await scene.git('commit', '--all', '--quiet', '--amend', '-m', 'Both at once');
    await scene.git('push', '--quiet', 'origin', 'main');
    expect(await scene.run(later, 'recover', 'HEAD')).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(/guards\.yaml/),
    });
    expect(writesTo(scene)).toEqual([]);
  });
});
