/** The repository itself: its facts, who may what, its branches, commits, files and refs. */
import { codeownersErrors } from './codeowners.ts';
import { commitShape, diffEntries } from './commitShape.ts';
import { isCollaborator, type Need, roleOf, someone } from './identities.ts';
import { changeRefs } from './moves.ts';
import { paged } from './paging.ts';
import { notFound, Refusal } from './refusal.ts';
import { created, noContent, number, ok, optionalFlag, type RepositoryCall, type Router, text } from './router.ts';
import { nodeId, userShape, wholeRepositoryShape } from './shapes.ts';
import { atLeast, fullName, keyOf, type Role } from './world.ts';

const metadata: Need = { permission: 'metadata', level: 'read' };
const reading: Need = { permission: 'contents', level: 'read' };
const writing: Need = { permission: 'contents', level: 'write' };

/** The older word for a role: `maintain` counts as write, `triage` as read. */
const older: Readonly<Record<Role, 'admin' | 'write' | 'read' | 'none'>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

function permission(call: RepositoryCall) {
  const { world, repository, params } = call;
  const account = world.accounts.get(keyOf(params.login ?? ''));
  if (account === undefined || account.type === 'Organization') throw notFound();
  const role = roleOf(world, repository, account.id);
  // Bots are no collaborators: GitHub answers `none` for them.
  const known = account.type === 'Bot' ? 'none' : role;
  return ok({
    permission: older[known],
    user: { ...userShape(world, account), role_name: known },
    role_name: known,
  });
}

function refShape(call: RepositoryCall, ref: string, sha: string, type: string) {
  const api = `${call.world.origin}/repos/${fullName(call.repository)}/git`;
  return {
    ref,
    node_id: nodeId('REF', Number.parseInt(sha.slice(0, 10), 16)),
    url: `${api}/${ref}`,
    object: { sha, type, url: `${api}/${type}s/${sha}` },
  };
}

/** Git data of an empty repository is 409, not 404. */
function notEmpty(call: RepositoryCall): void {
  if (call.repository.bare.isEmpty()) throw new Refusal(409, 'Git Repository is empty.');
}

function branchShape(call: RepositoryCall, branch: string, sha: string) {
  const url = `${call.world.origin}/repos/${fullName(call.repository)}/commits/${sha}`;
  return { name: branch, commit: { sha, url }, protected: false };
}

function compare(call: RepositoryCall) {
  const { world, repository, params } = call;
  const [from = '', to = ''] = (params.basehead ?? '').split('...');
  const [base, head] = [repository.bare.commitOf(from), repository.bare.commitOf(to)];
  if (base === null || head === null) throw notFound();
  const fork = repository.bare.mergeBase(base, head);
  if (fork === null) throw new Refusal(404, `No common ancestor between ${from} and ${to}.`);
  const html = `${world.origin}/${fullName(repository)}/compare/${from}...${to}`;
  const ahead = repository.bare.commits(head, `^${fork}`);
  const behind = repository.bare.commits(base, `^${fork}`);
  const status =
    ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical';
  return ok({
    url: `${world.origin}${call.path}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitShape(world, repository, repository.bare.commit(base)),
    merge_base_commit: commitShape(world, repository, repository.bare.commit(fork)),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.slice(0, 250).map((commit) => commitShape(world, repository, commit)),
    files: diffEntries(world, repository, fork, head).slice(0, 300),
  });
}

/** A file (base64) or a folder's list; `application/vnd.github.raw` gives the bytes. */
function content(call: RepositoryCall) {
  const { world, repository, params, query, accept } = call;
  const path = (params.path ?? '').replace(/^\/|\/$/g, '');
  const ref = query.get('ref') ?? repository.defaultBranch;
  const commit = repository.bare.commitOf(ref);
  if (commit === null)
    throw repository.bare.isEmpty()
      ? new Refusal(404, 'This repository is empty.')
      : new Refusal(404, `No commit found for the ref ${ref}`);
  const found = repository.bare.attempt(['rev-parse', '--verify', '--quiet', `${commit}:${path}`]);
  if (found.code !== 0) throw notFound();
  const api = `${world.origin}/repos/${fullName(repository)}`;
  const entry = (name: string, at: string, sha: string, type: 'file' | 'dir', size: number) => ({
    name,
    path: at,
    sha,
    size,
    url: `${api}/contents/${encodeURI(at)}?ref=${ref}`,
    html_url: `${world.origin}/${fullName(repository)}/blob/${ref}/${encodeURI(at)}`,
    git_url: `${api}/git/${type === 'file' ? 'blobs' : 'trees'}/${sha}`,
    download_url: type === 'file' ? `${world.origin}/${fullName(repository)}/raw/${ref}/${encodeURI(at)}` : null,
    type,
    _links: {
      self: `${api}/contents/${encodeURI(at)}?ref=${ref}`,
      git: `${api}/git/${sha}`,
      html: `${world.origin}/${fullName(repository)}`,
    },
  });
  const sha = found.out.trim();
  if (repository.bare.typeOf(sha) === 'tree') {
    const lines = repository.bare
      .run(['ls-tree', '-z', '-l', sha])
      .split('\0')
      .filter((line) => line !== '');
    return ok(
      lines.map((line) => {
        const [facts = '', name = ''] = line.split('\t');
        const [, type, id = '', size = '0'] = facts.split(/\s+/);
        return entry(
          name,
          path === '' ? name : `${path}/${name}`,
          id,
          type === 'tree' ? 'dir' : 'file',
          Number(size) || 0,
        );
      }),
    );
  }
  const bytes = repository.bare.attempt(['cat-file', 'blob', sha]).out;
  if (/\.raw\b/.test(accept)) return ok(bytes);
  const base64 = Buffer.from(bytes, 'utf8').toString('base64').replace(/.{60}/g, '$&\n');
  return ok({
    ...entry(path.split('/').at(-1) ?? '', path, sha, 'file', Buffer.byteLength(bytes)),
    content: `${base64}\n`,
    encoding: 'base64',
  });
}

function refRoutes(router: Router): void {
  router.repository('GET', '/git/ref/*ref', reading, (call) => {
    notEmpty(call);
    const found = call.repository.bare
      .refs(`refs/${call.params.ref}`)
      .find(({ ref }) => ref === `refs/${call.params.ref}`);
    if (found === undefined) throw notFound();
    return ok(refShape(call, found.ref, found.sha, found.type));
  });
  router.repository('GET', '/git/matching-refs/*ref', reading, (call) => {
    const wanted = `refs/${call.params.ref}`;
    const found = call.repository.bare.refs('refs').filter(({ ref }) => ref.startsWith(wanted));
    return paged(call, found, ({ ref, sha, type }) => refShape(call, ref, sha, type));
  });
  router.repository('POST', '/git/refs', writing, (call) => {
    notEmpty(call);
    const { world, repository, token, body } = call;
    const [ref, sha] = [text(body, 'ref'), text(body, 'sha')];
    if (!/^refs\/[^/]+\/./.test(ref) || repository.bare.attempt(['check-ref-format', ref]).code !== 0)
      throw new Refusal(422, 'Reference name must be a fully qualified ref, with at least two slashes.');
    if (repository.bare.tip(ref) !== null) throw new Refusal(422, 'Reference already exists');
    const type = repository.bare.typeOf(sha);
    if (type === null) throw new Refusal(422, 'Object does not exist');
    changeRefs(world, repository, [{ ref, before: null, after: sha }], token);
    return created(refShape(call, ref, sha, type));
  });
  router.repository('PATCH', '/git/refs/*ref', writing, (call) => {
    const { world, repository, token, body } = call;
    const ref = `refs/${call.params.ref}`;
    const before = repository.bare.tip(ref);
    const after = text(body, 'sha');
    if (before === null) throw new Refusal(422, 'Reference does not exist');
    if (repository.bare.typeOf(after) === null) throw new Refusal(422, 'Object does not exist');
    if (optionalFlag(body, 'force') !== true && !repository.bare.isAncestor(before, after))
      throw new Refusal(422, 'Update is not a fast forward');
    changeRefs(world, repository, [{ ref, before, after }], token);
    return ok(refShape(call, ref, after, repository.bare.typeOf(after) ?? 'commit'));
  });
  router.repository('DELETE', '/git/refs/*ref', writing, (call) => {
    const ref = `refs/${call.params.ref}`;
    const before = call.repository.bare.tip(ref);
    if (before === null) throw new Refusal(422, 'Reference does not exist');
    changeRefs(call.world, call.repository, [{ ref, before, after: null }], call.token);
    return noContent();
  });
}

export function repositoryRoutes(router: Router): void {
  router.repository('GET', '', metadata, (call) => ok(wholeRepositoryShape(call.world, call.repository, call.caller)));
  router.on('GET', '/repositories/:id', (call) => {
    const found = [...call.world.repositories.values()].find(({ id }) => id === number(call, 'id'));
    if (found === undefined) throw notFound();
    return router.handle({ ...call, path: `/repos/${fullName(found)}` });
  });
  router.repository('GET', '/collaborators', { permission: 'metadata', level: 'read', role: 'write' }, (call) => {
    const { world, repository, query } = call;
    const least = ({ admin: 'admin', maintain: 'maintain', push: 'write', triage: 'triage' } as const)[
      query.get('permission') ?? ''
    ];
    const found = [...world.accounts.values()].filter(
      ({ id, type }) =>
        type === 'User' &&
        isCollaborator(world, repository, id) &&
        (least === undefined || atLeast(roleOf(world, repository, id), least)),
    );
    return paged(call, found, (account) => ({
      ...userShape(world, account),
      role_name: roleOf(world, repository, account.id),
    }));
  });
  router.repository('GET', '/codeowners/errors', reading, (call) => {
    const { world, repository, query } = call;
    const errors = codeownersErrors(world, repository, query.get('ref') ?? repository.defaultBranch);
    if (errors === null) throw notFound();
    return ok({ errors });
  });
  router.repository('GET', '/collaborators/:login/permission', metadata, (call) => {
    someone(call.caller);
    return permission(call);
  });
  router.repository('GET', '/collaborators/:login', metadata, (call) => {
    const account = call.world.accounts.get(keyOf(call.params.login ?? ''));
    if (account === undefined || !isCollaborator(call.world, call.repository, account.id)) throw notFound();
    return noContent();
  });
  router.repository('GET', '/branches', reading, (call) =>
    paged(call, call.repository.bare.refs('refs/heads'), ({ ref, sha }) =>
      branchShape(call, ref.slice('refs/heads/'.length), sha),
    ),
  );
  router.repository('GET', '/branches/*branch', reading, (call) => {
    const sha = call.repository.bare.tip(`refs/heads/${call.params.branch}`);
    if (sha === null) throw new Refusal(404, 'Branch not found');
    const commit = commitShape(call.world, call.repository, call.repository.bare.commit(sha));
    return ok({ ...branchShape(call, call.params.branch ?? '', sha), commit });
  });
  refRoutes(router);
  router.repository('GET', '/commits', reading, (call) => {
    notEmpty(call);
    const from = call.repository.bare.commitOf(call.query.get('sha') ?? call.repository.defaultBranch);
    if (from === null) throw notFound();
    const commits = call.repository.bare.commits(from).toReversed();
    return paged(call, commits, (commit) => commitShape(call.world, call.repository, commit));
  });
  router.repository('GET', '/compare/*basehead', reading, compare);
  router.repository('GET', '/contents/*path', reading, content);
  // The last of those under /commits: names of refs have slashes.
  router.repository('GET', '/commits/*ref', reading, (call) => {
    notEmpty(call);
    const sha = call.repository.bare.commitOf(call.params.ref ?? '');
    if (sha === null) throw new Refusal(422, `No commit found for SHA: ${call.params.ref}`);
    const commit = call.repository.bare.commit(sha);
    const files =
      commit.parents[0] === undefined ? [] : diffEntries(call.world, call.repository, commit.parents[0], sha);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    const stats = { total: additions + deletions, additions, deletions };
    return ok({ ...commitShape(call.world, call.repository, commit), stats, files });
  });
}
