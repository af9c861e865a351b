import type { Guard } from '../src/core/guard.ts';
import type { GuardSettings } from './settings.ts';

/**
 * Nothing is overwritten that somebody changed after the review: a live value that is neither the reviewed "before" nor the
 * reviewed "after" was seen by no reviewer.
 */
export const movedSinceReview: Guard<GuardSettings> = {
  name: 'moved-since-review',
  sentence: 'What changed in the tenant after the review is not overwritten.',
  check({ plan }) {
    const moved = plan.steps.filter(
      (step) => step.moved !== undefined || step.moves.some((move) => move.movedFrom !== undefined),
    );
    if (moved.length === 0) return [];
    const details = moved.map((step) => {
      const names = step.moves.filter((move) => move.movedFrom !== undefined).map((move) => move.name);
      return `${step.displayName}: ${step.moved ?? names.join(', ')}`;
    });
    return [
      {
        level: 'stop',
        message: `moved since the review: ${details.join('; ')}`,
        objects: moved.map(({ type, id, displayName }) => ({ type, id, displayName })),
      },
    ];
  },
};
