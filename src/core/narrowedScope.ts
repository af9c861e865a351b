/** A scope within another: what a person picks from a report that has a scope of its own. */
import type { Scope } from './model.ts';
import { fail } from './problem.ts';

/** Fails with `usage` where the inner one reaches further than the outer. */
export function narrowedScope(outer: Scope, inner: Scope): Scope {
  return {
    types: narrowed('--type', outer.types, inner.types),
    ids: narrowed('--id', outer.ids, inner.ids),
    properties: narrowed('--property', outer.properties, inner.properties),
  };
}

/** No words mean all of them. */
function narrowed<Word extends string>(flag: string, outer: readonly Word[], inner: readonly Word[]): readonly Word[] {
  if (inner.length === 0 || outer.length === 0) return inner.length === 0 ? outer : inner;
  const beyond = inner.filter((word) => !outer.some((one) => word === one || word.startsWith(`${one}.`)));
  if (beyond.length === 0) return inner;
  return fail('usage', `${flag} ${beyond.join(', ')}: the report was made of ${outer.join(', ')} only`, {
    remedy: 'Make a report with the scope that you need, or recover with --from <backup>.',
  });
}
