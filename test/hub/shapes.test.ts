/**
 * The hub's answers beside those of emulate, which somebody else wrote: the same calls by the same client, compared by keys and
 * types. Only calls that emulate is right about; where the two differ, the reason is given.
 */
import { Octokit } from '@octokit/rest';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hub, startHub } from './server.ts';

const owner = 'ada';
const repo = 'backup';
const at = { owner, repo };
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

type Answers = Readonly<Record<string, unknown>>;

/** One small story; every answer of it by a name. */
async function story(person: Octokit, app: Octokit, head: string, sha: string): Promise<Answers> {
  const pull = await person.pulls.create({ ...at, title: 'Change', head, base: 'main', body: 'Body' });
  const on = { ...at, issue_number: pull.data.number };
  const of = { ...at, pull_number: pull.data.number };
  const comment = await person.issues.createComment({ ...on, body: 'Hello' });
  const check = await app.checks.create({ ...at, name: 'plan', head_sha: sha, status: 'in_progress' });
  const output = { title: 'Plan', summary: 'Summary' };
  return {
    repository: (await person.repos.get(at)).data,
    user: (await person.users.getByUsername({ username: owner })).data,
    pull: pull.data,
    pulls: (await person.pulls.list(at)).data,
    comment: comment.data,
    editedComment: (await person.issues.updateComment({ ...at, comment_id: comment.data.id, body: 'Bye' })).data,
    comments: (await person.issues.listComments(on)).data,
    labels: (await person.issues.addLabels({ ...on, labels: ['report'] })).data,
    issue: (await person.issues.create({ ...at, title: 'Failed', body: 'Body', labels: ['failed'] })).data,
    issues: (await person.issues.listForRepo(at)).data,
    review: (await app.pulls.createReview({ ...of, event: 'COMMENT', body: 'Seen' })).data,
    reviews: (await person.pulls.listReviews(of)).data,
    check: check.data,
    completedCheck: (
      await app.checks.update({
        ...at,
        check_run_id: check.data.id,
        status: 'completed',
        conclusion: 'success',
        output,
      })
    ).data,
    checks: (await person.checks.listForRef({ ...at, ref: sha })).data,
    ref: (await person.git.getRef({ ...at, ref: `heads/${head}` })).data,
    matchingRefs: (await person.git.listMatchingRefs({ ...at, ref: 'heads/' })).data,
    commit: (await person.repos.getCommit({ ...at, ref: sha })).data,
    comparison: (await person.repos.compareCommitsWithBasehead({ ...at, basehead: `main...${head}` })).data,
    file: (await person.repos.getContent({ ...at, path: 'README.md' })).data,
    merge: (await person.pulls.merge({ ...of, merge_method: 'merge' })).data,
    closed: (await person.issues.update({ ...on, issue_number: pull.data.number + 1, state: 'closed' })).data,
  };
}

/** `path: type` of everything in an answer; lists by their first item. Null says nothing about a type. */
function typesIn(value: unknown, path: string, types = new Map<string, string>()): ReadonlyMap<string, string> {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  types.set(path, type);
  if (Array.isArray(value)) {
    if (value.length > 0) typesIn(value[0], `${path}[]`, types);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) typesIn(inner, `${path}.${key}`, types);
  }
  return types;
}

let emulate: Emulator;
let hub: Hub;
let theirs: Answers;
let ours: Answers;

beforeAll(async () => {
  emulate = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { 'token-of-ada': { login: owner, scopes: ['repo'] } },
      github: {
        users: [{ login: owner, name: 'Ada', email: 'ada@example.com' }],
        repos: [{ owner, name: repo, auto_init: true }],
      },
    },
  });
  const person = new Octokit({ auth: 'token-of-ada', baseUrl: emulate.url, log: quiet });
  const main = await person.git.getRef({ ...at, ref: 'heads/main' });
  const parent = main.data.object.sha;
  const tree = await person.git.createTree({
    ...at,
    tree: [{ path: 'a.txt', mode: '100644', type: 'blob', content: 'a\n' }],
  });
  const commit = await person.git.createCommit({ ...at, message: 'A', tree: tree.data.sha, parents: [parent] });
  await person.git.createRef({ ...at, ref: 'refs/heads/topic', sha: commit.data.sha });
  theirs = await story(person, person, 'topic', commit.data.sha);

  hub = await startHub();
  const ada = hub.person(owner, 'admin', 'Ada');
  const own = hub.repository(`${owner}/${repo}`, { visibility: 'public' });
  own.commit('main', { 'README.md': '# backup\n' }, 'Begin');
  const sha = own.commit('topic', { 'a.txt': 'a\n' }, 'A', 'main');
  const app = hub.app('entra-rewind', { checks: 'write', pull_requests: 'write' });
  const signed = (token: string) => new Octokit({ auth: token, baseUrl: hub.url, log: quiet });
  ours = await story(signed(ada.token), signed(app.token()), 'topic', sha);
});
afterAll(async () => {
  await emulate.close();
  await hub.close();
});

/** What emulate has and the hub has not, or the other way round, and why. */
const onlyTheirs: readonly { readonly at: RegExp; readonly because: string }[] = [
  {
    at: /^pulls\[\]\.(merged|mergeable|rebaseable|mergeable_state|merged_by|comments|review_comments|maintainer_can_modify|commits|additions|deletions|changed_files)$/,
    because: 'lists show pull-request-simple, which has none of these',
  },
  {
    at: /\.repo\.(allow_\w+|delete_branch_on_merge)$/,
    because: 'settings are shown to those who may write, on the repository itself',
  },
  { at: /^reviews?(\[\])?\.(created_at|updated_at)$/, because: 'a review has submitted_at alone' },
  { at: /^issues\[\]\.closed_by$/, because: 'shown of one issue, not in lists' },
];
const onlyOurs: readonly { readonly at: RegExp; readonly because: string }[] = [
  {
    at: /^repository\.(squash_merge_commit_(title|message)|network_count|subscribers_count)$/,
    because: 'GitHub\u2019s OpenAPI description has them',
  },
  { at: /\boutput\.annotations_url$/, because: 'GitHub\u2019s OpenAPI description requires it' },
];

const pathsOf = (answers: Answers, name: string) => typesIn(answers[name], name);

/** Is it, or something that holds it, null on the other side? Then it is neither there nor missing. */
const isUnknown = (path: string, other: ReadonlyMap<string, string>): boolean =>
  path.split('.').some((_, index, parts) => other.get(parts.slice(0, index + 1).join('.')) === 'null');

function missing(
  of: ReadonlyMap<string, string>,
  from: ReadonlyMap<string, string>,
  known: typeof onlyOurs,
): readonly string[] {
  return [...of.keys()].filter(
    (path) => !from.has(path) && !isUnknown(path, from) && !known.some(({ at: where }) => where.test(path)),
  );
}

describe('answers', () => {
  it.each([
    'repository',
    'user',
    'pull',
    'pulls',
    'comment',
    'editedComment',
    'comments',
    'labels',
    'issue',
    'issues',
    'review',
    'reviews',
    'check',
    'completedCheck',
    'checks',
    'ref',
    'matchingRefs',
    'commit',
    'comparison',
    'file',
    'merge',
    'closed',
  ])('have the shape of emulate\u2019s: %s', (name) => {
    const [their, our] = [pathsOf(theirs, name), pathsOf(ours, name)];
    expect(their.size).toBeGreaterThan(1);
    expect({
      missing: missing(their, our, onlyTheirs),
      invented: missing(our, their, onlyOurs),
      ofAnotherType: [...their].filter(([path, type]) => {
        const other = our.get(path);
        return other !== undefined && other !== type && other !== 'null' && type !== 'null';
      }),
    }).toEqual({ missing: [], invented: [], ofAnotherType: [] });
  });
});
