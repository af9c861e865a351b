/** Our own small GitHub as a forge under test: an app for the tool, people beside it. */
import { Octokit } from '@octokit/rest';
import { parseAddress } from '../../src/github/address.ts';
import type { GithubOptions } from '../../src/github/client.ts';
import { type GithubForge, githubForge } from '../../src/github/forge.ts';
import type { GithubSignIn } from '../../src/github/signIn.ts';
import type { ForgeUnderTest } from '../contract/forge.ts';
import type { RepositoryOptions } from '../hub/builder.ts';
import { type Hub, type HubApp, type HubPerson, type HubRepository, startHub } from '../hub/server.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What the app of the nightly job is given (facts on GitHub §1). */
export const appPermissions = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
  administration: 'read',
  actions: 'read',
} as const;

export class HubScene {
  readonly hub: Hub;
  readonly repo: HubRepository;
  readonly app: HubApp;
  readonly people: { readonly [name in 'ada' | 'bob' | 'admin' | 'reader']: HubPerson };
  /** Milliseconds that the forge would have waited. */
  readonly waits: number[] = [];

  private constructor(hub: Hub, options: RepositoryOptions) {
    this.hub = hub;
    this.repo = hub.repository('contoso/entra-backup', options);
    this.app = hub.app('entra-rewind', appPermissions);
    this.people = {
      ada: hub.person('ada', 'write', 'Ada Example'),
      bob: hub.person('bob', 'write', 'Bob Example'),
      admin: hub.person('carol', 'admin', 'Carol Example'),
      reader: hub.person('rita', 'read', 'Rita Example'),
    };
  }

  static async start(options: RepositoryOptions = {}): Promise<HubScene> {
    const scene = new HubScene(await startHub(), options);
    scene.repo.commit('main', { 'README.md': 'one\n' }, 'Begin');
    return scene;
  }

  get asApp(): GithubSignIn {
    return { as: 'app', app: String(this.app.id), privateKey: this.app.privateKey };
  }

  forge(signIn: GithubSignIn = this.asApp, more: Partial<GithubOptions> = {}): GithubForge {
    return githubForge({
      address: parseAddress(this.hub.url),
      repository: this.repo.at,
      signIn: () => signIn,
      version: 'test',
      limits: { repeatMs: 1 },
      sleep: async (ms) => {
        this.waits.push(ms);
      },
      ...more,
    });
  }

  with(person: HubPerson): GithubForge {
    return this.forge({ as: 'token', token: person.token });
  }

  as(token: string): Octokit {
    return new Octokit({ auth: token, baseUrl: this.hub.url, log: quiet });
  }
}

export async function hubUnderTest(): Promise<ForgeUnderTest> {
  const scene = await HubScene.start();
  const { hub, repo, people } = scene;
  const { at } = repo;
  const byLogin = new Map(Object.values(people).map((person) => [person.login, person]));
  const person = (login: string): HubPerson => byLogin.get(login) ?? raise(`nobody is called ${login}`);
  const as = (login: string): Octokit => scene.as(person(login).token);
  const anyone = scene.as(people.reader.token);
  const app = scene.as(scene.app.token());
  return {
    forge: scene.forge(),
    people: {
      ada: people.ada.login,
      bob: people.bob.login,
      admin: people.admin.login,
      reader: people.reader.login,
    },
    async commit(branch, files) {
      if (repo.tip(branch) === null) return repo.commit(branch, files, `Change ${branch}`, 'main');
      // What moves a branch must be seen to move it: pull requests follow.
      const sha = repo.commit(`scratch-${branch}`, files, `Change ${branch}`, branch);
      await as(people.ada.login).git.updateRef({ ...at, ref: `heads/${branch}`, sha });
      return sha;
    },
    async propose(who, branch, title, base = 'main') {
      return (await as(who).pulls.create({ ...at, head: branch, base, title, body: title })).data.number;
    },
    async proposeFromFork(who, branch, title) {
      const fork = hub.fork(repo, person(who));
      fork.commit(branch, { 'fork.txt': 'x\n' }, 'From a fork', 'main');
      const head = `${fork.owner}:${branch}`;
      return (await as(who).pulls.create({ ...at, head, base: 'main', title })).data.number;
    },
    async review(who, number, event) {
      await as(who).pulls.createReview({ ...at, pull_number: number, event, body: event });
    },
    async say(who, number, body) {
      return (await as(who).issues.createComment({ ...at, issue_number: number, body })).data.id;
    },
    async edit(who, comment, body) {
      await as(who).issues.updateComment({ ...at, comment_id: comment, body });
    },
    async merge(who, number, merge_method) {
      return (await as(who).pulls.merge({ ...at, pull_number: number, merge_method })).data.sha;
    },
    async close(who, number) {
      await as(who).pulls.update({ ...at, pull_number: number, state: 'closed' });
    },
    async label(who, number, label) {
      await as(who).issues.addLabels({ ...at, issue_number: number, labels: [label] });
    },
    async openIssue(who, title, body) {
      return (await as(who).issues.create({ ...at, title, body })).data.number;
    },
    async commentsOn(number) {
      const found = await anyone.paginate(anyone.issues.listComments, { ...at, issue_number: number, per_page: 100 });
      return found.map(({ user, body }) => ({ by: user?.login ?? '', body: body ?? '' }));
    },
    async openIssues() {
      const found = await anyone.paginate(anyone.issues.listForRepo, { ...at, state: 'open' });
      return found
        .filter((one) => one.pull_request === undefined)
        .map(({ number, title, body }) => ({ number, title, body: body ?? '' }));
    },
    async reactionsTo(comment) {
      const { data } = await anyone.reactions.listForIssueComment({ ...at, comment_id: comment });
      return data.map(({ content }) => content);
    },
    async checksOf(commit, name) {
      const { data } = await app.checks.listForRef({ ...at, ref: commit, check_name: name, filter: 'all' });
      const runs = data.check_runs.toSorted((a, b) => a.id - b.id);
      return Promise.all(
        runs.map(async ({ id, status, conclusion, output }) => {
          const held = await app.paginate(app.checks.listAnnotations, { ...at, check_run_id: id, per_page: 100 });
          return {
            status,
            conclusion,
            summary: output.summary ?? '',
            annotations: held.map(({ path, annotation_level, title, message }) => ({
              path,
              level: annotation_level as 'failure' | 'warning' | 'notice',
              title: title ?? '',
              message: message ?? '',
            })),
          };
        }),
      );
    },
    tip: async (branch) => repo.tip(branch) ?? raise(`there is no branch ${branch}`),
    parentsOf: async (commit) => repo.git.commit(commit).parents,
    async pass() {
      hub.clock.advance(60_000);
    },
    stop: () => hub.close(),
  };
}

function raise(message: string): never {
  throw new Error(message);
}
