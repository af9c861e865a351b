import type { Guard, GuardFinding } from '../src/core/guard.ts';
import type { Presence, Step } from '../src/core/model.ts';
import type { GuardSettings } from './settings.ts';

/**
 * A policy that comes on applies to everybody it names from that second. Where the house wants to look first, such policies
 * come back as report-only, or not at all until somebody allows it.
 */
export const policySwitchedOn: Guard<GuardSettings> = {
  name: 'policy-switched-on',
  sentence: 'A Conditional Access policy that is not on is switched on only as policies/guards.yaml allows.',
  check({ plan, settings, facts, live, afterwards }) {
    const switchedOn = plan.steps.filter(
      (step) => step.type === 'conditionalAccessPolicy' && afterwards(step)?.state === 'enabled' && !isOn(live(step)),
    );
    const { switchOn } = settings.conditionalAccess;
    return [
      ...found(switchOn === 'allow' ? 'warn' : 'stop', 'switched on by this plan', switchedOn),
      ...found('note', 'on in the reviewed state, and comes back as report-only', facts.reportOnly),
    ];
  },
};

const isOn = (presence: Presence): boolean => presence.is === 'present' && presence.body.state === 'enabled';

function found(
  level: GuardFinding['level'],
  words: string,
  objects: readonly Pick<Step, 'type' | 'id' | 'displayName'>[],
): readonly GuardFinding[] {
  if (objects.length === 0) return [];
  const names = [...new Set(objects.map(({ displayName }) => displayName))];
  const unique = new Map(objects.map(({ type, id, displayName }) => [id, { type, id, displayName }]));
  return [{ level, message: `${words}: ${names.join(', ')}`, objects: [...unique.values()] }];
}
