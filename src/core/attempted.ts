/** What a step was to change, kept with its failure: the tenant's value when it was tried, and the one that is wanted. */
import type { Attempted, LinkChange, LinkTarget, Step } from './model.ts';

export function attemptedBy({ displayName, moves, writes }: Step): Attempted {
  const change = (name: string, target: LinkTarget, isWanted: boolean): LinkChange =>
    isWanted
      ? { name, target, backup: 'present', current: 'absent' }
      : { name, target, backup: 'absent', current: 'present' };
  return {
    displayName,
    attributes: moves.map(({ name, from, to }) => ({ name, backup: to, current: from })),
    // A to-one link is among the moves, as a value that changes.
    links: writes.links
      .filter(({ name }) => !moves.some((move) => move.name === name))
      .flatMap(({ name, add, remove }) => [
        ...add.map((target) => change(name, target, true)),
        ...remove.map((target) => change(name, target, false)),
      ]),
  };
}
