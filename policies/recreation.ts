import { pageOf } from '../src/core/catalog/index.ts';
import type { Guard, GuardFinding } from '../src/core/guard.ts';
import type { GuardSettings } from './settings.ts';

/**
 * A new object under an old name is not the old one: who agrees to it should know what it will lack, and nobody makes a tenant
 * anew by mistake.
 */
export const recreation: Guard<GuardSettings> = {
  name: 'recreation',
  sentence: 'What is made anew is announced with what does not come back with it, and is no more than a set number.',
  check({ plan, settings, wanted }) {
    const steps = plan.steps.filter(({ action }) => action === 'recreate');
    if (steps.length === 0) return [];
    const announced = steps.map((step): GuardFinding => {
      const { type, id, displayName } = step;
      const body = wanted(step);
      const lost = body === null ? [] : (pageOf(type).creation?.lost(body) ?? []);
      const without = lost.length === 0 ? '' : `; does not come back: ${lost.join('; ')}`;
      return {
        level: 'warn',
        message: `${displayName}: is made anew under a new id${without}`,
        objects: [{ type, id, displayName }],
      };
    });
    const { count } = settings.recreation;
    if (steps.length <= count) return announced;
    const objects = steps.map(({ type, id, displayName }) => ({ type, id, displayName }));
    const message = `would make ${steps.length} objects anew; the limit is ${count} at a time`;
    return [{ level: 'stop', message, objects }, ...announced];
  },
};
