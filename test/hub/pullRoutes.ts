/** `/repos/{owner}/{repo}/pulls`: create, read, change, list, merge. */
import { requestOwners } from './codeowners.ts';
import { commitShape, diffEntries } from './commitShape.ts';
import { type Need, roleOf } from './identities.ts';
import { type MergeMethod, merge, mergeableState } from './merging.ts';
import { changeRefs } from './moves.ts';
import { paged } from './paging.ts';
import { contentOf, pullShape } from './pullShape.ts';
import {
  checkBody,
  checkTitle,
  closePull,
  computeMergeability,
  headOf,
  isPull,
  openPull,
  type PullIssue,
  pulls,
  reopenPull,
  tell,
} from './pulls.ts';
import { custom, forbidden, invalid, notFound, Refusal } from './refusal.ts';
import {
  created,
  noContent,
  number,
  ok,
  oneOf,
  optionalFlag,
  optionalText,
  type RepositoryCall,
  type Router,
  text,
} from './router.ts';
import { userShape } from './shapes.ts';
import { atLeast } from './world.ts';

const reading: Need = { permission: 'pull_requests', level: 'read' };
const writing: Need = { permission: 'pull_requests', level: 'write' };

export function pullOf(call: RepositoryCall): PullIssue {
  const issue = call.repository.issues.get(number(call, 'number'));
  if (issue === undefined || !isPull(issue)) throw notFound();
  return issue;
}

function whole(call: RepositoryCall, issue: PullIssue) {
  const { world, repository } = call;
  const { pull } = issue;
  const { commits, from } = contentOf(repository, issue);
  const files = diffEntries(world, repository, from, pull.head.sha);
  const isKnown = pull.mergeability !== 'stale' && issue.state === 'open';
  const token = call.caller === null || call.caller.kind === 'app' ? null : call.caller;
  return {
    ...pullShape(world, repository, issue),
    merged: pull.mergedAt !== null,
    mergeable: isKnown ? pull.mergeability === 'clean' : null,
    rebaseable: isKnown ? pull.mergeability === 'clean' : null,
    mergeable_state: mergeableState(world, repository, issue, token),
    merged_by: pull.mergedBy === null ? null : userShape(world, pull.mergedBy),
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

function list(call: RepositoryCall) {
  const { world, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const sort = query.get('sort') ?? 'created';
  const direction = query.get('direction') ?? (sort === 'created' || query.get('sort') === null ? 'desc' : 'asc');
  const found = pulls(repository)
    .filter((issue) => state === 'all' || issue.state === state)
    // GitHub takes `head` only with its owner, and ignores it otherwise.
    .filter(
      ({ pull }) =>
        head === null || !head.includes(':') || head === `${pull.head.repository.owner.login}:${pull.head.ref}`,
    )
    .filter(({ pull }) => base === null || base === pull.base.ref)
    .toSorted((one, other) =>
      sort === 'updated' && one.updatedAt !== other.updatedAt
        ? one.updatedAt < other.updatedAt
          ? -1
          : 1
        : one.number - other.number,
    );
  return paged(call, direction === 'desc' ? found.toReversed() : found, (issue) => pullShape(world, repository, issue));
}

function update(call: RepositoryCall) {
  const { world, repository, token, body } = call;
  const issue = pullOf(call);
  if (
    token.kind === 'person' &&
    issue.user.id !== token.account.id &&
    !atLeast(roleOf(world, repository, token.account.id), 'write')
  )
    throw forbidden('Must have push access to the repository.');
  const before = { title: issue.title, body: issue.body, base: issue.pull.base.ref };
  const title = optionalText(body, 'title') ?? before.title;
  const wanted = body.body === undefined ? before.body : (optionalText(body, 'body') ?? '');
  const state = oneOf(body, 'state', ['open', 'closed'], issue.state);
  const base = optionalText(body, 'base') ?? before.base;
  checkTitle('PullRequest', title);
  checkBody('PullRequest', wanted);
  if (base !== before.base) {
    if (issue.state === 'closed')
      throw custom('PullRequest', 'Cannot change the base branch of a closed pull request.', 'base');
    const tip = repository.bare.tip(`refs/heads/${base}`);
    if (tip === null) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    issue.pull.base.ref = base;
    issue.pull.base.sha = tip;
    issue.pull.mergeability = 'stale';
  }
  const changes = {
    ...(title === before.title ? {} : { title: { from: before.title } }),
    ...(wanted === before.body ? {} : { body: { from: before.body } }),
    ...(base === before.base ? {} : { base: { ref: { from: before.base } } }),
  };
  issue.title = title;
  issue.body = wanted;
  if (Object.keys(changes).length > 0) {
    issue.updatedAt = world.clock.iso();
    tell(world, repository, issue, 'edited', token, { changes });
  }
  if (state === 'closed') closePull(world, repository, issue, token);
  else reopenPull(world, repository, issue, token);
  return ok(whole(call, issue));
}

export function pullRoutes(router: Router): void {
  router.repository('GET', '/pulls', reading, list);
  // Whoever can read may propose from a fork; a head in the repository itself is there only by those who may push.
  router.repository('POST', '/pulls', { ...writing, role: 'read' }, (call) => {
    const { world, repository, token, body } = call;
    const title = text(body, 'title');
    const head = headOf(world, repository, text(body, 'head'), optionalText(body, 'head_repo'));
    const wanted = { title, body: optionalText(body, 'body') ?? null, base: text(body, 'base'), head };
    const issue = openPull(world, repository, { ...wanted, draft: optionalFlag(body, 'draft') ?? false }, token);
    requestOwners(world, repository, issue);
    return created(whole(call, issue));
  });
  router.repository('GET', '/pulls/:number', reading, (call) => {
    const issue = pullOf(call);
    if (/\.diff\b/.test(call.accept)) {
      const { from } = contentOf(call.repository, issue);
      return ok(`${call.repository.bare.run(['diff', from, issue.pull.head.sha])}\n`);
    }
    const answer = ok(whole(call, issue));
    // GitHub computes once somebody has asked: the next answer has it.
    if (issue.state === 'open') computeMergeability(call.world, call.repository, issue);
    return answer;
  });
  router.repository('PATCH', '/pulls/:number', { ...writing, role: 'read' }, update);
  router.repository('GET', '/pulls/:number/commits', reading, (call) => {
    const { commits } = contentOf(call.repository, pullOf(call));
    return paged(call, commits.slice(0, 250), (commit) => commitShape(call.world, call.repository, commit));
  });
  router.repository('GET', '/pulls/:number/files', reading, (call) => {
    const issue = pullOf(call);
    const { from } = contentOf(call.repository, issue);
    const files = diffEntries(call.world, call.repository, from, issue.pull.head.sha);
    return paged(call, files.slice(0, 3000), (file) => file);
  });
  router.repository('GET', '/pulls/:number/merge', reading, (call) => {
    if (pullOf(call).pull.mergedAt === null) throw notFound();
    return noContent();
  });
  router.repository('PUT', '/pulls/:number/merge', { permission: 'contents', level: 'write' }, (call) => {
    const { world, repository, token, body } = call;
    const method: MergeMethod = oneOf(body, 'merge_method', ['merge', 'squash', 'rebase'], 'merge');
    const wish = { method, title: optionalText(body, 'commit_title'), message: optionalText(body, 'commit_message') };
    const sha = merge(world, repository, pullOf(call), { ...wish, sha: optionalText(body, 'sha') }, token);
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
  });
  router.repository('PUT', '/pulls/:number/update-branch', writing, (call) => {
    const { world, repository, token, body } = call;
    const { pull } = pullOf(call);
    const expected = optionalText(body, 'expected_head_sha');
    if (expected !== undefined && expected !== pull.head.sha)
      throw new Refusal(422, 'expected head sha didn\u2019t match current head ref.');
    const { bare } = pull.head.repository;
    const base = repository.bare.tip(`refs/heads/${pull.base.ref}`) ?? pull.base.sha;
    const tree = bare.mergeTree(pull.head.sha, base);
    if (tree === null) throw new Refusal(422, `merge conflict between base and head`);
    const date = world.clock.iso();
    const author = { name: token.account.name, email: token.account.email, date };
    const message = `Merge branch '${pull.base.ref}' into ${pull.head.ref}`;
    const sha = bare.write(tree, [pull.head.sha, base], message, author, author);
    const ref = `refs/heads/${pull.head.ref}`;
    changeRefs(world, pull.head.repository, [{ ref, before: pull.head.sha, after: sha }], token);
    return { status: 202, body: { message: 'Updating pull request branch.', url: call.path } };
  });
  router.repository('GET', '/commits/:sha/pulls', reading, (call) => {
    const { world, repository, params } = call;
    const commit = repository.bare.commitOf(params.sha ?? '');
    if (commit === null) throw new Refusal(422, `No commit found for SHA: ${params.sha}`);
    const found = pulls(repository).filter((issue) => {
      if (issue.pull.mergeCommit === commit) return true;
      return (
        contentOf(repository, issue).commits.some(({ sha }) => sha === commit) || madeByRebase(call, issue, commit)
      );
    });
    return paged(call, found, (issue) => pullShape(world, repository, issue));
  });
}

/** A rebase leaves several commits on base; each of them belongs to its pull request. */
function madeByRebase({ repository }: RepositoryCall, { pull }: PullIssue, commit: string): boolean {
  if (pull.mergeMethod !== 'rebase' || pull.mergeCommit === null) return false;
  return repository.bare.commits(pull.mergeCommit, `^${pull.base.sha}`).some(({ sha }) => sha === commit);
}
