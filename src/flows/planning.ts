/** A review and the tenant as it is now → a plan with the guards' findings. Reads the tenant, writes nothing. */
import { guards } from '../../policies/index.ts';
import { guardsFile, parseGuardSettings } from '../../policies/settings.ts';
import { printKey } from '../core/canonical/path.ts';
import { coverageOf, objectTypes } from '../core/catalog/index.ts';
import { commonCoverage } from '../core/coverage.ts';
import { type Allowances, guardContext, runGuards } from '../core/guard.ts';
import type { EngineName, Plan } from '../core/model.ts';
import { idsNeeded, planRecovery } from '../core/plan/plan.ts';
import type { Triple } from '../core/plan/triple.ts';
import { fail } from '../core/problem.ts';
import type { Doors } from './doors.ts';
import type { Review } from './review.ts';
import { countObjects } from './states.ts';

export interface PlanningOptions {
  readonly engine: EngineName;
  readonly allowances: Allowances;
  /** Objects that this job has written already, by printed key. */
  readonly settled?: ReadonlySet<string>;
}

export async function planNow(doors: Doors, review: Review, options: PlanningOptions): Promise<Plan> {
  const tenant = await doors.tenant.describe();
  if (tenant.tenantId !== review.tenantId) {
    fail('wrongTenant', `the review is of tenant ${review.tenantId}, but the sign-in is to ${tenant.tenantId}`);
  }
  const live = await doors.tenant.readByKey(review.objects.map(({ key }) => key));
  const triples = review.objects.map((reviewed): Triple => {
    const presence = live.get(printKey(reviewed.key)) ?? { is: 'unknown', reason: 'the tenant gave no answer' };
    return { ...reviewed, live: presence };
  });
  const input = {
    base: review.base,
    wanted: review.wanted,
    engine: options.engine,
    triples,
    coverage: commonCoverage(review.coverage, coverageOf(objectTypes)),
    settled: new Set([...review.settled, ...(options.settled ?? [])]),
  };
  const draft = planRecovery(input);
  // A reference to something that is gone must be known before the first write, not be refused half-way.
  const needed = idsNeeded(draft);
  const existing = needed.length === 0 ? new Set<string>() : await doors.tenant.existing(needed);
  const gone = new Set(needed.filter((id) => !existing.has(id)));
  const plan = gone.size === 0 ? draft : planRecovery({ ...input, gone });

  const settings = parseGuardSettings(await doors.store.file(review.rules, guardsFile));
  // Counting reads the whole listing, which only a deletion is worth.
  const deletes = plan.steps.some((step) => step.action === 'softDelete');
  const counts = deletes ? await countObjects(doors.store, review.newest) : {};
  return runGuards(guards, guardContext(plan, triples, counts, settings), options.allowances);
}
