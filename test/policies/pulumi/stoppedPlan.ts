/** A plan that a guard stops: it deletes an emergency account. */
import { guards } from '../../../policies/index.ts';
import { type GuardSettings, parseGuardSettings } from '../../../policies/settings.ts';
import { type Allowances, runGuards } from '../../../src/core/guard.ts';
import { contextIn, type PlanFile } from '../../../src/core/planFile.ts';
import { absent, aUser, planOf, present, triple } from '../../builder.ts';
import { nobody, noFacts } from '../scene.ts';

export function stoppedPlan(allowances: Allowances = new Map()): PlanFile<GuardSettings> {
  const there = present(aUser());
  const objects = [triple('user', { base: there, wanted: absent, live: there })];
  const settings = parseGuardSettings('breakGlass: { accounts: [u1], groups: [] }');
  const known = { counts: { user: 9 }, settings, self: nobody, facts: noFacts };
  const file = { tenantId: 't', plan: planOf(objects), allowances, objects, known };
  return { ...file, plan: runGuards(guards, contextIn(file), allowances) };
}
