/**
 * Policies that are not on now and would be switched on, wanted as report-only instead. It changes what is wanted, not what is
 * planned from it, so that a second plan is empty as well.
 */
import type { Presence } from '../model.ts';
import type { Triple } from './triple.ts';

const reportOnly = 'enabledForReportingButNotEnforced';

export function wantedAsReportOnly(triple: Triple): Triple {
  const { key, wanted, live, base } = triple;
  if (key.type !== 'conditionalAccessPolicy' || wanted.is !== 'present' || wanted.body.state !== 'enabled')
    return triple;
  // One that nobody asked to be switched on is none of the review's business.
  const isAsked = base.is !== 'present' || base.body.state !== 'enabled';
  if (isOn(live) || !isAsked) return triple;
  return { ...triple, wanted: { is: 'present', body: { ...wanted.body, state: reportOnly } } };
}

const isOn = (presence: Presence): boolean => presence.is === 'present' && presence.body.state === 'enabled';
