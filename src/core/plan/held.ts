/**
 * What restored objects go on referring to without anybody writing it: a deleted policy comes back with the group that it exempts,
 * and that group may be deleted as well. Nothing is refused then, so it has to be said.
 */
import { printKey } from '../canonical/path.ts';
import { pageOf } from '../catalog/index.ts';
import type { Plan, Step, Untouched } from '../model.ts';
import { idsAt, nameOf, namesOf } from './references.ts';
import type { Triple } from './triple.ts';

export interface Held {
  readonly step: Step;
  /** Path of the reference. */
  readonly property: string;
  readonly id: string;
  /** See references.ts. */
  readonly name: string;
}

/** But for those that the plan brings back itself. */
export function heldReferences(plan: Plan, triples: readonly Triple[]): readonly Held[] {
  const steps = new Map(plan.steps.flatMap((step) => (step.action === 'restore' ? [[printKey(step), step]] : [])));
  const restored = triples.flatMap(({ key, wanted }) => {
    const step = steps.get(printKey(key));
    return step === undefined || wanted.is !== 'present'
      ? []
      : [{ step, key, page: pageOf(key.type), body: wanted.body }];
  });
  const back = new Set(restored.flatMap(({ page, key, body }) => namesOf(page, key, body)));
  return restored.flatMap(({ step, page, body }) =>
    page.references
      .filter(({ mayBeAbsent, within }) => mayBeAbsent !== true && within !== true)
      .flatMap(({ path, type, words, by }) =>
        idsAt(body, path.split('.'))
          .filter((id) => !words.includes(id))
          .map((id): Held => ({ step, property: path, id, name: nameOf(type, id, by) })),
      )
      .filter(({ name }) => !back.has(name)),
  );
}

/** One line for each that is gone and that the plan does not speak of already. */
export function tellingOfHeld(plan: Plan, held: readonly Held[], gone: ReadonlySet<string>): Plan {
  const said = new Set(plan.untouched.map(({ type, id, property }) => `${type}/${id} ${property}`));
  const more = held
    .filter(({ id, step, property }) => gone.has(id) && !said.has(`${printKey(step)} ${property}`))
    .map(({ step: { type, id, displayName }, property, id: missing }): Untouched => {
      const reason = `comes back referring to ${missing}, which no longer exists`;
      return { type, id, displayName, code: 'referenceGone', reason, property, missing: [missing] };
    });
  return more.length === 0 ? plan : { ...plan, untouched: [...plan.untouched, ...more] };
}
