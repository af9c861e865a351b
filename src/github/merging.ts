/** Reviews of a pull request, and its merging. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Approval, Forge } from '../core/forgePort.ts';
import { Failure, fail } from '../core/problem.ts';
import type { Room } from './room.ts';

type Review = RestEndpointMethodTypes['pulls']['listReviews']['response']['data'][number];

/** A comment says nothing about whether somebody agrees; a review that is being written is nobody else's business. */
const verdicts = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

/** GitHub refuses while it is busy with the base; it asks to come again. */
const attempts = 4;
const busyMs = 2_000;

export function merging(
  { client, people, own }: Room,
  pullRequest: Forge['pullRequest'],
): Pick<Forge, 'approvals' | 'mergePullRequest'> {
  const at = client.repository;

  async function merge(number: number, head: string): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await client.call((github) =>
          github.rest.pulls.merge({ ...at, pull_number: number, sha: head, merge_method: 'merge' }),
        );
        return data.sha;
      } catch (error) {
        if (!isBusy(error) || attempt >= attempts) throw error;
        await client.sleep(busyMs * attempt);
      }
    }
  }

  return {
    async approvals(number) {
      await own.use();
      const reviews = await client.list<Review>((github) =>
        github.paginate.iterator(github.rest.pulls.listReviews, { ...at, pull_number: number, per_page: 100 }),
      );
      const approvals: Approval[] = [];
      for (const { user, state, commit_id, submitted_at } of lastWords(reviews)) {
        if (state !== 'APPROVED' || user === null || commit_id === null || submitted_at === undefined) continue;
        if (!(await people.mayWrite(user.login))) continue;
        approvals.push({ by: await people.actor(user), commit: commit_id, at: submitted_at });
      }
      return approvals;
    },

    async mergePullRequest(number, head) {
      const held = await pullRequest(number);
      if (held.state === 'merged' && held.head.commit === head && held.mergeCommit !== null) return held.mergeCommit;
      if (held.state !== 'open') fail('forge', `#${number} is ${held.state}: it cannot be merged`);
      if (held.head.commit !== head) failMoved(number, held.head.commit, head);
      try {
        return await merge(number, head);
      } catch (error) {
        // An answer may get lost after the work was done.
        if (!(error instanceof Failure) || !error.problems.every(({ code }) => code === 'forge')) throw error;
        const after = await pullRequest(number);
        if (after.state === 'merged' && after.head.commit === head && after.mergeCommit !== null) {
          return after.mergeCommit;
        }
        if (after.head.commit !== head) failMoved(number, after.head.commit, head);
        throw error;
      }
    },
  };
}

function failMoved(number: number, now: string, head: string): never {
  fail('forge', `the head of #${number} has moved to ${now} since ${head} was looked at; it was not merged`, {
    remedy: 'Look at what is there now.',
  });
}

const isBusy = (error: unknown): boolean =>
  error instanceof Failure && /base branch was modified|merge already in progress/i.test(error.message);

/** Reviews come oldest first. */
function lastWords(reviews: readonly Review[]): readonly Review[] {
  const words = new Map<string, Review>();
  for (const review of reviews) {
    if (review.user !== null && verdicts.has(review.state)) words.set(review.user.login.toLowerCase(), review);
  }
  return [...words.values()];
}
