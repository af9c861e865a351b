import { pageOf } from '../src/core/catalog/index.ts';
import type { Guard } from '../src/core/guard.ts';
import type { GuardSettings } from './settings.ts';

/**
 * What is synced from on-premises is mastered there. A plan leaves such objects alone and says so; this holds for every engine,
 * should a plan ever come from elsewhere.
 */
export const onPremisesSynced: Guard<GuardSettings> = {
  name: 'on-premises-synced',
  sentence: 'What is synced from on-premises is shown and never written.',
  check({ plan, live }) {
    const synced = plan.steps.filter((step) => {
      const presence = live(step);
      return 'body' in presence && pageOf(step.type).isSynced(presence.body);
    });
    if (synced.length === 0) return [];
    const objects = synced.map(({ type, id, displayName }) => ({ type, id, displayName }));
    const names = objects.map(({ displayName }) => displayName).join(', ');
    return [{ level: 'stop', message: `synced from on-premises, and would be written: ${names}`, objects }];
  },
};
