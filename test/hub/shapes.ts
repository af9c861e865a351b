/** Accounts, apps and repositories as the API shows them. Keys and types are GitHub's; `shapes.test.ts` compares them. */
import { type Caller, roleOf } from './identities.ts';
import { type Account, type App, atLeast, fullName, type Repository, type World } from './world.ts';

export const nodeId = (kind: string, id: number): string => `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
export const isoOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Web pages are at the hub's own address, so that no test ever leads a browser or a client to github.com. */
export function userShape(world: World, account: Account) {
  const api = `${world.origin}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId({ User: 'U', Organization: 'O', Bot: 'BOT' }[account.type], account.id),
    avatar_url: `${world.origin}/avatars/${account.id}`,
    gravatar_id: '',
    url: api,
    html_url: `${world.origin}/${account.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** One person by name, or oneself. */
export function profileShape(world: World, account: Account) {
  return {
    ...userShape(world, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: isoOf(0),
    updated_at: isoOf(0),
  };
}

/** Addresses of what belongs to a repository; nobody here follows most of them. */
const templates = {
  forks: '/forks',
  keys: '/keys{/key_id}',
  collaborators: '/collaborators{/collaborator}',
  teams: '/teams',
  hooks: '/hooks',
  issue_events: '/issues/events{/number}',
  events: '/events',
  assignees: '/assignees{/user}',
  branches: '/branches{/branch}',
  tags: '/tags',
  blobs: '/git/blobs{/sha}',
  git_tags: '/git/tags{/sha}',
  git_refs: '/git/refs{/sha}',
  trees: '/git/trees{/sha}',
  statuses: '/statuses/{sha}',
  languages: '/languages',
  stargazers: '/stargazers',
  contributors: '/contributors',
  subscribers: '/subscribers',
  subscription: '/subscription',
  commits: '/commits{/sha}',
  git_commits: '/git/commits{/sha}',
  comments: '/comments{/number}',
  issue_comment: '/issues/comments{/number}',
  contents: '/contents/{+path}',
  compare: '/compare/{base}...{head}',
  merges: '/merges',
  archive: '/{archive_format}{/ref}',
  downloads: '/downloads',
  issues: '/issues{/number}',
  pulls: '/pulls{/number}',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  labels: '/labels{/name}',
  releases: '/releases{/id}',
  deployments: '/deployments',
} as const;

const addresses = (api: string) =>
  Object.fromEntries(Object.entries(templates).map(([name, path]) => [`${name}_url`, `${api}${path}`])) as Record<
    `${keyof typeof templates}_url`,
    string
  >;

export function appShape(world: World, app: App) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: userShape(world, app.bot),
    name: app.slug,
    description: '',
    external_url: `${world.origin}/apps/${app.slug}`,
    html_url: `${world.origin}/apps/${app.slug}`,
    created_at: isoOf(0),
    updated_at: isoOf(0),
    permissions: app.permissions,
    events: [],
  };
}

export function repositoryShape(world: World, repository: Repository, caller: Caller) {
  const api = `${world.origin}/repos/${fullName(repository)}`;
  const role =
    caller !== null && caller.kind === 'person' ? roleOf(world, repository, caller.account.id) : ('none' as const);
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.visibility !== 'public',
    owner: userShape(world, repository.owner),
    html_url: `${world.origin}/${fullName(repository)}`,
    description: null,
    fork: repository.fork !== null,
    url: api,
    ...addresses(api),
    svn_url: `${world.origin}/${fullName(repository)}`,
    mirror_url: null,
    clone_url: `${world.origin}/${fullName(repository)}.git`,
    git_url: `git:${world.origin.replace(/^http:/, '')}/${fullName(repository)}.git`,
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`,
    default_branch: repository.defaultBranch,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    forks_count: 0,
    archived: repository.archived,
    disabled: false,
    open_issues_count: [...repository.issues.values()].filter(({ state }) => state === 'open').length,
    license: null,
    allow_forking: true,
    is_template: false,
    topics: [],
    visibility: repository.visibility,
    forks: 0,
    open_issues: 0,
    watchers: 0,
    permissions: {
      admin: atLeast(role, 'admin'),
      maintain: atLeast(role, 'maintain'),
      push: atLeast(role, 'write'),
      triage: atLeast(role, 'triage'),
      pull: atLeast(role, 'read'),
    },
    ...(atLeast(role, 'write')
      ? {
          allow_merge_commit: repository.merges.merge,
          allow_squash_merge: repository.merges.squash,
          allow_rebase_merge: repository.merges.rebase,
          delete_branch_on_merge: repository.merges.deleteBranch,
          allow_auto_merge: false,
          squash_merge_commit_title: 'COMMIT_OR_PR_TITLE' as const,
          squash_merge_commit_message: 'COMMIT_MESSAGES' as const,
        }
      : {}),
  };
}

const associations = {
  admin: 'MEMBER',
  maintain: 'COLLABORATOR',
  write: 'COLLABORATOR',
  triage: 'COLLABORATOR',
} as const;

/** As it is shown on its own, not inside something else. */
export const wholeRepositoryShape = (world: World, repository: Repository, caller: Caller) => ({
  ...repositoryShape(world, repository, caller),
  network_count: 0,
  subscribers_count: 0,
});

/** About membership and history, not about rights: nobody should decide by it. */
export function association(world: World, repository: Repository, account: Account) {
  if (account.id === repository.owner.id) return 'OWNER' as const;
  if (account.type === 'Bot') return 'CONTRIBUTOR' as const;
  const role = roleOf(world, repository, account.id);
  return role === 'none' || role === 'read' ? ('NONE' as const) : associations[role];
}
