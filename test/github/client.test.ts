import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GithubClient } from '../../src/github/client.ts';
import { problemOf } from '../contract/failure.ts';
import { FakeGithub, type Said } from './fakeGithub.ts';

let github: FakeGithub;
beforeEach(async () => {
  github = await FakeGithub.start();
});
afterEach(() => github.stop());

const at = { owner: 'contoso', repo: 'entra-backup' };
const read = (client: GithubClient) => client.call((rest) => rest.rest.pulls.get({ ...at, pull_number: 7 }));
const write = (client: GithubClient) =>
  client.call((rest) => rest.rest.issues.createComment({ ...at, issue_number: 7, body: 'Hello' }));
const list = (client: GithubClient) =>
  client.list<unknown>((rest) => rest.paginate.iterator(rest.rest.issues.listComments, { ...at, issue_number: 7 }));

const says = (status: number, message: string, more: Partial<Said> & { readonly errors?: unknown } = {}): Said => ({
  status,
  body: {
    message,
    documentation_url: 'https://docs.github.com/rest',
    ...('errors' in more ? { errors: more.errors } : {}),
  },
  ...(more.headers === undefined ? {} : { headers: more.headers }),
});

describe('what GitHub answers', () => {
  it.each<[string, Said, string, RegExp, RegExp]>([
    ['bad credentials', says(401, 'Bad credentials'), 'forgeNotAllowed', /401 Bad credentials/, /GITHUB_TOKEN/],
    [
      'a missing permission',
      says(403, 'Resource not accessible by integration'),
      'forgeNotAllowed',
      /not accessible/,
      /pull_requests: read/,
    ],
    [
      'a missing permission that GitHub names',
      says(403, 'Resource not accessible by integration', {
        headers: { 'x-accepted-github-permissions': 'pull_requests=read; contents=read,metadata=read' },
      }),
      'forgeNotAllowed',
      /not accessible/,
      /pull_requests: read or contents: read and metadata: read/,
    ],
    [
      'a plan without rulesets',
      says(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.'),
      'forgeNotAllowed',
      /Upgrade/,
      /Do not make the repository public/,
    ],
    [
      'an archived repository',
      says(403, 'Repository was archived so is read-only.'),
      'forgeNotAllowed',
      /archived/,
      /Unarchive/,
    ],
    ['what is not there', says(404, 'Not Found'), 'forgeNotFound', /404 Not Found/, /installed/],
    ['an empty repository', says(409, 'Git Repository is empty.'), 'forge', /409/, /first commit/],
    [
      'what is not valid',
      says(422, 'Validation Failed', {
        errors: [{ resource: 'PullRequest', field: 'head', code: 'invalid' }, 'No commits'],
      }),
      'forge',
      /422 Validation Failed: head invalid: No commits/,
      /.*/,
    ],
    ['what is gone', says(410, 'Issues are disabled for this repo'), 'forge', /410 Issues are disabled/, /.*/],
  ])('becomes a problem: %s', async (_, said, code, message, remedy) => {
    github.answers = [said];
    const problem = await problemOf(read(github.client()));
    expect(problem.code).toBe(code);
    expect(problem.text).toMatch(message);
    expect(problem.text).toMatch(remedy);
    expect(problem.text).toContain('GET /repos/contoso/entra-backup/pulls/7, request AB12:34');
    expect(problem.text).not.toContain('ghp_');
    expect(github.asked.length).toBe(1);
  });

  it('never repeats a secret, whoever says it', async () => {
    const secrets = ['ghs_abcDEF123', 'github_pat_11ABC_def', 'eyJhbGciOi.eyJpc3Mi.c2ln', 'Bearer abc.def'];
    github.answers = [
      says(422, `No: ${secrets.join(' and ')} -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----`),
    ];
    const { text } = await problemOf(write(github.client()));
    expect(text).toContain('No: [redacted] and [redacted] and [redacted] and Bearer [redacted] [redacted]');
  });

  it('names the permission for each kind of request', async () => {
    github.answers = [says(403, 'Resource not accessible by integration')];
    const client = github.client();
    const needed = async (work: Promise<unknown>) => (await problemOf(work)).text;
    expect(await needed(write(client))).toContain('issues: write');
    const check = { ...at, name: 'n', head_sha: 'a'.repeat(40) };
    expect(await needed(client.call((rest) => rest.rest.checks.create(check)))).toMatch(/checks: write.*Only apps/);
    expect(await needed(client.call((rest) => rest.rest.repos.getRepoRulesets(at)))).toContain('administration: read');
    const merge = { ...at, pull_number: 7, sha: 'a'.repeat(40) };
    expect(await needed(client.call((rest) => rest.rest.pulls.merge(merge)))).toContain('contents: write');
  });

  it('may be no GitHub at all', async () => {
    const client = github.client({ limits: { repeats: 0 } });
    await github.stop();
    const problem = await problemOf(read(client));
    expect(problem).toMatchObject({ code: 'forge' });
    expect(problem.text).toMatch(/cannot be reached/);
    github = await FakeGithub.start();
  });

  it('is our own mistake where it is none of GitHub’s', async () => {
    await expect(
      github.client().call(async () => {
        throw new TypeError('ours');
      }),
    ).rejects.toThrow(new TypeError('ours'));
  });
});

describe('limits', () => {
  const secondary = says(403, 'You have exceeded a secondary rate limit.', { headers: { 'retry-after': '7' } });
  const tooMany = says(429, 'You have exceeded a secondary rate limit.', { headers: { 'retry-after': '3' } });
  const primary = (seconds: number) =>
    says(403, 'API rate limit exceeded for installation ID 1.', {
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + seconds),
      },
    });
  const well: Said = { status: 201, body: { id: 1 } };

  it('are waited for as long as GitHub says, for writes too', async () => {
    github.answers = [secondary, tooMany, well];
    await write(github.client());
    expect(github.waits).toEqual([7000, 3000]);
    expect(github.asked.length).toBe(3);
    github.answers = [primary(20), well];
    await read(github.client());
    expect(github.waits.at(-1)).toBeGreaterThan(15_000);
    expect(github.waits.at(-1)).toBeLessThan(25_000);
  });

  it('are waited for so often and no more', async () => {
    github.answers = [secondary];
    const problem = await problemOf(write(github.client({ limits: { retries: 2 } })));
    expect(github.waits).toEqual([7000, 7000]);
    expect(problem).toMatchObject({ code: 'forge' });
    expect(problem.text).toMatch(/secondary rate limit.*after waiting 14 s[\s\S]*Try again later/);
  });

  it('are waited for so long and no longer', async () => {
    github.answers = [primary(3000)];
    const problem = await problemOf(read(github.client()));
    expect(github.waits).toEqual([]);
    expect(problem).toMatchObject({ code: 'forge' });
    expect(problem.text).toMatch(/Try again after 2\d{3}-/);
    github.answers = [secondary];
    await problemOf(read(github.client({ limits: { retries: 100, waitMs: 30_000 } })));
    expect(github.waits).toEqual([7000, 7000, 7000, 7000]);
  });

  it('are not waited for when told to stop', async () => {
    const stop = new AbortController();
    github.answers = [secondary];
    const waiting = problemOf(
      read(
        github.client({
          signal: stop.signal,
          sleep: async () => {
            stop.abort();
            throw stop.signal.reason;
          },
        }),
      ),
    );
    expect((await waiting).code).toBe('canceled');
    expect(github.asked.length).toBe(1);
  });
});

describe('what went wrong on the way', () => {
  const down: Said = { status: 502, body: { message: 'Server Error' } };

  it('is asked for again where that is safe', async () => {
    github.answers = [down, 'cut', { status: 200, body: { number: 7 } }];
    await read(github.client());
    expect(github.asked.length).toBe(3);
  });

  it('is not asked for again where it could be done twice', async () => {
    for (const answer of [down, 'cut'] as const) {
      github.asked.length = 0;
      github.answers = [answer];
      expect((await problemOf(write(github.client()))).code).toBe('forge');
      expect(github.asked.length).toBe(1);
    }
  });

  it('is asked for again after a write, too', async () => {
    const client = github.client();
    github.answers = [{ status: 200, body: { number: 7 } }];
    await write(client);
    github.answers = [down, { status: 200, body: { number: 7 } }];
    await read(client);
    expect(github.asked.length).toBe(3);
  });

  it('is asked for so often and no more', async () => {
    github.answers = [down];
    const problem = await problemOf(read(github.client()));
    expect(problem.text).toContain('502 Server Error');
    expect(github.asked.length).toBe(4);
  });

  it('ends at once when told to stop', async () => {
    const stop = new AbortController();
    stop.abort();
    github.answers = [{ status: 200, body: {} }];
    expect((await problemOf(read(github.client({ signal: stop.signal })))).code).toBe('canceled');
    expect(github.asked).toEqual([]);
  });
});

describe('lists', () => {
  it('that never end are given up', async () => {
    const next = `<${github.url}/repos/contoso/entra-backup/issues/7/comments?page=2>; rel="next"`;
    github.answers = [{ status: 200, body: [{ id: 1 }], headers: { link: next } }];
    const problem = await problemOf(list(github.client({ limits: { pages: 5 } })));
    expect(problem.text).toMatch(/no end/);
    expect(github.asked.length).toBe(5);
  });

  it('are not followed to another host, which would get the token', async () => {
    const elsewhere = await FakeGithub.start();
    elsewhere.answers = [{ status: 200, body: [] }];
    github.answers = [{ status: 200, body: [{ id: 1 }], headers: { link: `<${elsewhere.url}/x>; rel="next"` } }];
    const problem = await problemOf(list(github.client()));
    expect(problem.text).toMatch(/another host/);
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.stop();
  });

  it('that fail in the middle are not taken for shorter ones', async () => {
    const next = `<${github.url}/next>; rel="next"`;
    // 409 is what octokit takes for the end of a list, elsewhere.
    for (const status of [404, 409, 422]) {
      github.answers = [{ status: 200, body: [{ id: 1 }], headers: { link: next } }, says(status, 'No')];
      expect((await problemOf(list(github.client()))).text).toContain(`${status} No`);
    }
  });
});

describe('an Enterprise Server', () => {
  it('is spoken to below its own root, GraphQL too', async () => {
    const { parseAddress } = await import('../../src/github/address.ts');
    github.answers = [{ status: 200, body: { data: { viewer: { login: 'x' } } } }];
    const client = github.client({ address: parseAddress(`${github.url}/api/v3/`) });
    await read(client);
    await client.call((rest) => rest.graphql('query { viewer { login } }'));
    expect(github.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v3/repos/contoso/entra-backup/pulls/7',
      'POST /api/graphql',
    ]);
  });
});
