import { printKey } from '../src/core/canonical/path.ts';
import type { Guard, GuardFinding } from '../src/core/guard.ts';
import type { GuardSettings } from './settings.ts';

/**
 * A YAML that somebody edited is not a backup: each value and each link that a review wants must be one that a backup once
 * recorded for that object. Else whoever can merge could write anything into the tenant.
 */
export const recordedStates: Guard<GuardSettings> = {
  name: 'recorded-states',
  sentence: 'Only what a backup once recorded for an object is written to it.',
  check({ plan, facts }) {
    const unrecorded = new Map(facts.unrecorded.map((one) => [printKey(one.key), one]));
    return plan.steps.flatMap((step): readonly GuardFinding[] => {
      const found = unrecorded.get(printKey(step));
      if (found === undefined) return [];
      const { type, id, displayName } = step;
      const lost = found.lost === 0 ? '' : ` (${found.lost} backups of old are no longer there to be asked)`;
      const message = `${displayName}: no backup recorded ${found.names.join(', ')} as it is wanted${lost}`;
      return [{ level: 'stop', message, objects: [{ type, id, displayName }] }];
    });
  },
};
