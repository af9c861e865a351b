/** Pull requests: read, opened, kept up to date and closed. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Forge, PullRequest } from '../core/forgePort.ts';
import { Failure, fail } from '../core/problem.ts';
import { isSameText } from './marker.ts';
import { limits, type Room, requireLength } from './room.ts';

type Pulls = RestEndpointMethodTypes['pulls'];
type Listed = Pulls['list']['response']['data'][number];
type Whole = Pulls['get']['response']['data'];

type PullRequestDoors = Pick<
  Forge,
  | 'pullRequest'
  | 'openPullRequests'
  | 'pullRequestsFrom'
  | 'pullRequestsOf'
  | 'createPullRequest'
  | 'updatePullRequest'
  | 'closePullRequest'
>;

const perPage = 100;

export function pullRequests(room: Room): PullRequestDoors {
  const { client, own } = room;
  const at = client.repository;

  async function pullRequest(number: number): Promise<PullRequest> {
    await own.use();
    const { data } = await client.call((github) => github.rest.pulls.get({ ...at, pull_number: number }));
    return describe(room, data, await endedBy(room, data));
  }

  /** A list does not say who ended a pull request. */
  const told = (found: readonly Listed[]): Promise<PullRequest[]> =>
    inTurn(found, (one) => (one.state === 'open' ? describe(room, one, null) : pullRequest(one.number)));

  async function openPullRequests(): Promise<readonly PullRequest[]> {
    const { defaultBranch } = await own.use();
    const found = await client.list<Listed>((github) =>
      github.paginate.iterator(github.rest.pulls.list, {
        ...at,
        state: 'open',
        base: defaultBranch,
        sort: 'created',
        direction: 'desc',
        per_page: perPage,
      }),
    );
    return told(newestFirst(found));
  }

  async function pullRequestsFrom(branch: string): Promise<readonly PullRequest[]> {
    const { id, owner } = await own.use();
    const found = await client.list<Listed>((github) =>
      github.paginate.iterator(github.rest.pulls.list, {
        ...at,
        state: 'all',
        head: `${owner}:${branch}`,
        per_page: perPage,
      }),
    );
    // An owner's fork in the same place has branches of the same names.
    return told(newestFirst(found).filter(({ head }) => head.repo?.id === id && head.ref === branch));
  }

  async function pullRequestsOf(commit: string): Promise<readonly PullRequest[]> {
    const { defaultBranch } = await own.use();
    const found = await client.list<Listed>((github) =>
      github.paginate.iterator(github.rest.repos.listPullRequestsAssociatedWithCommit, {
        ...at,
        commit_sha: commit,
        per_page: perPage,
      }),
    );
    // For a commit that is not on the default branch GitHub lists the open ones that hold it.
    return told(newestFirst(found).filter((one) => one.merged_at !== null && one.base.ref === defaultBranch));
  }

  async function createPullRequest(wanted: Parameters<Forge['createPullRequest']>[0]): Promise<PullRequest> {
    requireLength(wanted.body, limits.body, 'the text of a pull request');
    const { defaultBranch } = await own.use();
    const opened = await open(wanted, defaultBranch);
    await addLabels(opened.number, wanted.labels);
    return { ...opened, labels: [...new Set([...opened.labels, ...wanted.labels])] };
  }

  async function open(
    { branch, title, body }: Parameters<Forge['createPullRequest']>[0],
    base: string,
  ): Promise<PullRequest> {
    try {
      const { data } = await client.call((github) =>
        github.rest.pulls.create({ ...at, head: branch, base, title, body }),
      );
      return await describe(room, data, null);
    } catch (error) {
      // An answer may get lost after the work was done. What we would have made is then there.
      if (!(error instanceof Failure) || !error.problems.every(({ code }) => code === 'forge')) throw error;
      const made = (await openPullRequests()).find(
        (one) => one.head.branch === branch && one.author.isSelf && one.title === title && isSameText(one.body, body),
      );
      if (made === undefined) throw error;
      return made;
    }
  }

  async function addLabels(number: number, labels: readonly string[]): Promise<void> {
    if (labels.length === 0) return;
    await client.call((github) => github.rest.issues.addLabels({ ...at, issue_number: number, labels: [...labels] }));
  }

  return {
    pullRequest,
    openPullRequests,
    pullRequestsFrom,
    pullRequestsOf,
    createPullRequest,
    async updatePullRequest(number, { title, body, labels }) {
      requireLength(body, limits.body, 'the text of a pull request');
      const held = await pullRequest(number);
      const isSame = held.title === title && isSameText(held.body, body);
      const missing = labels.filter((label) => !held.labels.includes(label));
      if (!isSame) {
        await client.call((github) => github.rest.pulls.update({ ...at, pull_number: number, title, body }));
      }
      await addLabels(number, missing);
      return isSame && missing.length === 0 ? 'unchanged' : 'updated';
    },
    async closePullRequest(number, why) {
      requireLength(why, limits.body, 'a comment');
      if ((await pullRequest(number)).state !== 'open') return;
      await client.call((github) => github.rest.issues.createComment({ ...at, issue_number: number, body: why }));
      await client.call((github) => github.rest.pulls.update({ ...at, pull_number: number, state: 'closed' }));
    },
  };
}

const newestFirst = (found: readonly Listed[]): Listed[] => found.toSorted((a, b) => b.number - a.number);

/** Side by side they would count as a burst. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

async function endedBy({ client, people }: Room, pull: Whole): Promise<PullRequest['endedBy']> {
  if (pull.state === 'open') return null;
  if (pull.merged_by !== null) return people.actor(pull.merged_by);
  const { data } = await client.call((github) =>
    github.rest.issues.get({ ...client.repository, issue_number: pull.number }),
  );
  return data.closed_by === null || data.closed_by === undefined ? null : people.actor(data.closed_by);
}

async function describe(
  { people, own }: Room,
  pull: Listed | Whole,
  ended: PullRequest['endedBy'],
): Promise<PullRequest> {
  const { id } = await own.look();
  const isMerged = pull.merged_at !== null;
  const mergeCommit = isMerged ? pull.merge_commit_sha : null;
  if (isMerged && mergeCommit === null) fail('forge', `GitHub did not say what merging #${pull.number} made`);
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? '',
    labels: pull.labels.map(({ name }) => name),
    author: await people.actor(pull.user),
    // The repository of a head is null when the fork is gone.
    head: { branch: pull.head.ref, commit: pull.head.sha, isFork: pull.head.repo?.id !== id },
    base: pull.base.ref,
    state: isMerged ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
    endedBy: ended,
    mergeCommit,
  };
}
