import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printKey } from '../../src/core/canonical/path.ts';
import { pageOf } from '../../src/core/catalog/index.ts';
import { differingLeaves, differingLinks, whyReadOnly } from '../../src/core/diff.ts';
import type { Body, ObjectKey, Plan, TypeCoverage } from '../../src/core/model.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import { printPath } from '../../src/core/value.ts';
import { absent, fullCoverage, planOf } from '../builder.ts';
import { applied, type States } from './applied.ts';
import { mayBeUnknown, presenceOf, triplesOf } from './generated.ts';

const runs = { numRuns: 400 };

const coverageOf = (key: ObjectKey): TypeCoverage => fullCoverage[key.type] as TypeCoverage;
const liveOf = (triples: readonly Triple[]): States => new Map(triples.map(({ key, live }) => [printKey(key), live]));
const withLive = (triples: readonly Triple[], states: States): readonly Triple[] =>
  triples.map((triple) => ({ ...triple, live: states.get(printKey(triple.key)) ?? absent }));
const settledBy = (plans: readonly Plan[]) => new Set(plans.flatMap((plan) => plan.steps.map(printKey)));

/** Plans and carries out until nothing is left. Links of what was restored take a second round. */
function recovered(triples: readonly Triple[]): { readonly states: States; readonly rounds: number } {
  const plans: Plan[] = [];
  let states = liveOf(triples);
  for (let round = 0; round < 5; round++) {
    const plan = planOf(withLive(triples, states), { settled: settledBy(plans) });
    if (plan.steps.length === 0) return { states, rounds: round };
    plans.push(plan);
    states = applied(plan, states);
  }
  throw new Error(`still not done: ${JSON.stringify(plans.at(-1)?.steps)}`);
}

/** Names of what differs and could be written: dotted properties and links. */
function recoverableDifferences(key: ObjectKey, a: Body, b: Body, live: Body = a): readonly string[] {
  const page = pageOf(key.type);
  const leaves = differingLeaves(page, a, b, coverageOf(key)).filter(
    ({ path }) => whyReadOnly(page, path) === undefined,
  );
  const links = differingLinks(page, a, b, coverageOf(key)).filter(
    ({ name }) => name !== 'members' || !page.hasComputedMembers(live),
  );
  return [...leaves.map(({ path }) => printPath(path)), ...links.map(({ name }) => name)];
}

/** `federatedIdentityCredentials.ci.issuer` → `federatedIdentityCredentials.ci`; names may hold dots, of which one is known. */
function childOf(key: ObjectKey, name: string): string | null {
  const property = pageOf(key.type).children.find((one) => name.startsWith(`${one.property}.`))?.property;
  const child = property === undefined ? undefined : ['ci', 'c.d'].find((one) => name.startsWith(`${property}.${one}`));
  return child === undefined ? null : `${property}.${child}`;
}

describe('carrying out a plan', () => {
  it('ends after a second plan at most, from wherever the tenant stands', () => {
    fc.assert(
      fc.property(triplesOf(presenceOf), (triples) => {
        expect(recovered(triples).rounds).toBeLessThanOrEqual(2);
      }),
      runs,
    );
  });

  it('gives the wanted state when the tenant stands where the review began', () => {
    fc.assert(
      fc.property(triplesOf(presenceOf), (generated) => {
        const triples = generated.map(({ newest: _newest, ...triple }) => ({ ...triple, base: triple.live }));
        const { states } = recovered(triples);
        for (const { key, wanted, live } of triples) {
          const page = pageOf(key.type);
          const after = states.get(printKey(key)) ?? absent;
          const isLeftAlone = 'body' in live && (page.isSynced(live.body) || page.whyNeverWritten(live.body) !== null);
          if (isLeftAlone || live.is === 'absent') expect(after).toEqual(live);
          else if (wanted.is === 'present') {
            const body = after.is === 'present' ? after.body : expect.fail(`${printKey(key)} is ${after.is}`);
            expect(recoverableDifferences(key, body, wanted.body)).toEqual([]);
          } else if (live.is === 'present') {
            expect(after.is).toBe(page.deletionKind(live.body) === null ? 'present' : 'softDeleted');
          }
        }
      }),
      runs,
    );
  });

  it('writes nothing outside what differs between base and wanted', () => {
    fc.assert(
      fc.property(triplesOf(presenceOf), (triples) => {
        const after = applied(planOf(triples), liveOf(triples));
        for (const { key, base, wanted, live } of triples) {
          const now = after.get(printKey(key)) ?? absent;
          if (base.is === wanted.is && base.is !== 'present') expect(now).toEqual(live);
          if (base.is !== 'present' || wanted.is !== 'present' || live.is !== 'present') continue;
          const body = now.is === 'present' ? now.body : expect.fail(`${printKey(key)} is ${now.is}`);
          const reviewed = recoverableDifferences(key, base.body, wanted.body, live.body);
          const changed = recoverableDifferences(key, live.body, body);
          // A complex value that live lacks comes whole: its parts are told by the part that was reviewed.
          // So does a child, which cannot be made without its other parts.
          const whole = reviewed.map((one) => childOf(key, one) ?? one);
          const isReviewed = (name: string) =>
            whole.some((one) => one === name || one.startsWith(`${name}.`) || name.startsWith(`${one}.`));
          expect(changed.filter((name) => !isReviewed(name))).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('does nothing where what is wanted is what the newest backup holds', () => {
    fc.assert(
      fc.property(triplesOf(presenceOf), (generated) => {
        const triples = generated.map((triple) => ({ ...triple, newest: triple.wanted }));
        expect(planOf(triples).steps).toEqual([]);
      }),
      runs,
    );
  });

  it('does nothing where a side is unknown', () => {
    fc.assert(
      fc.property(triplesOf(mayBeUnknown), (triples) => {
        const unknowns = triples.filter((triple) =>
          [triple.base, triple.wanted, triple.live].some((state) => state.is === 'unknown'),
        );
        const names = new Set(unknowns.map(({ key }) => printKey(key)));
        expect(planOf(triples).steps.filter((step) => names.has(printKey(step)))).toEqual([]);
      }),
      runs,
    );
  });
});

describe('a plan', () => {
  it('is the same, with the same id, whatever the order of the objects', () => {
    const shuffled = triplesOf(presenceOf).chain((triples) =>
      fc.tuple(fc.constant(triples), fc.shuffledSubarray(triples, { minLength: triples.length })),
    );
    fc.assert(
      fc.property(shuffled, ([triples, others]) => {
        expect(planOf(others)).toEqual(planOf(triples));
      }),
      runs,
    );
  });

  it('has another id for other work', () => {
    fc.assert(
      fc.property(triplesOf(presenceOf), triplesOf(presenceOf), (some, others) => {
        const [a, b] = [planOf(some), planOf(others)];
        expect(a.id === b.id).toBe(JSON.stringify(a.steps) === JSON.stringify(b.steps));
        expect(planOf(some, { wanted: 'another' }).id).not.toBe(a.id);
      }),
      runs,
    );
  });

  it('numbers its steps from one, each after earlier ones only', () => {
    fc.assert(
      fc.property(triplesOf(presenceOf), (triples) => {
        for (const [index, step] of planOf(triples).steps.entries()) {
          expect(step.n).toBe(index + 1);
          expect(step.after.every((n) => n >= 1 && n < step.n)).toBe(true);
        }
      }),
      runs,
    );
  });
});
