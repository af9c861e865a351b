import type { Guard, GuardFinding } from '../src/core/guard.ts';
import type { ObjectType } from '../src/core/model.ts';
import type { GuardSettings } from './settings.ts';

/** A share says little about a handful of objects: three of ten may well be what an attacker added. */
const shareCountsFrom = 4;

/** A recovery does not empty a tenant: soft deletes are limited by number and by share of each type. */
export const massDeletion: Guard<GuardSettings> = {
  name: 'mass-deletion',
  sentence: 'One recovery soft-deletes no more than a set number and share of the objects of a type.',
  check({ plan, settings, counts }) {
    const deletions = Map.groupBy(
      plan.steps.filter((step) => step.action === 'softDelete'),
      (step) => step.type,
    );
    return [...deletions].flatMap(([type, steps]): readonly GuardFinding[] => {
      const { count, share } = { ...settings.massDeletion, ...settings.massDeletion.byType[type] };
      const total = Math.max(counts[type as ObjectType] ?? 0, steps.length);
      const tooMany = steps.length > count;
      const tooLarge = steps.length >= shareCountsFrom && steps.length / total > share;
      if (!tooMany && !tooLarge) return [];
      const limit = tooMany ? `${count} at a time` : `${Math.round(share * 1000) / 10} % of ${total}`;
      return [
        {
          level: 'stop',
          message: `would soft-delete ${steps.length} of type ${type}; the limit is ${limit}`,
          objects: steps.map(({ id, displayName }) => ({ type, id, displayName })),
        },
      ];
    });
  },
};
