/** The ways in which a wish becomes a review: straight from a backup, or through a revert that somebody merges. */
import type { Doors } from '../../src/flows/doors.ts';
import { proposeRevert } from '../../src/flows/revert.ts';
import { type Review, reviewOfBackup, reviewOfRange } from '../../src/flows/review.ts';
import type { Scene } from '../flow/scene.ts';
import type { Wish } from './wish.ts';

export const ways = ['backup', 'merge', 'squash', 'rebase'] as const;
export type Way = (typeof ways)[number];

/** Asked anew by each process that recovers. */
export type AskReview = (doors: Doors) => Promise<Review>;

export const straight =
  (backup: string, wish: Wish): AskReview =>
  (doors) =>
    reviewOfBackup(doors, { backup, ...wish });

/** Null when the revert would change nothing. */
export async function merged(
  scene: Scene,
  doors: Doors,
  way: Exclude<Way, 'backup'>,
  backup: string,
  wish: Wish,
): Promise<AskReview | null> {
  const result = await proposeRevert(doors, { backup, ...wish });
  if (result.proposed === 'nothing') return null;
  const { git } = scene;
  await git('fetch', '--quiet', 'origin');
  await git('reset', '--quiet', '--hard', 'origin/main');
  const revert = `origin/${result.branch}`;
  const before = await git('rev-parse', 'HEAD');
  switch (way) {
    case 'merge':
      await git('merge', '--quiet', '--no-ff', '--no-edit', revert);
      break;
    case 'squash':
      await git('merge', '--quiet', '--squash', revert);
      await git('commit', '--quiet', '-m', 'Squashed (#7)');
      break;
    case 'rebase':
      await git('commit', '--quiet', '--allow-empty', '-m', 'Something else');
      await git('cherry-pick', revert);
      break;
  }
  await git('push', '--quiet', 'origin', 'main');
  const range = `${before}..${await git('rev-parse', 'HEAD')}`;
  return (hands) => reviewOfRange(hands, range);
}
