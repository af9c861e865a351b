/** A plan and what surrounds it, for guards. */
import { guards } from '../../policies/index.ts';
import { type GuardSettings, parseGuardSettings } from '../../policies/settings.ts';
import { guardContext } from '../../src/core/guard.ts';
import type { Finding, ObjectType } from '../../src/core/model.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import { planOf } from '../builder.ts';

export interface Scene {
  readonly triples: readonly Triple[];
  /** Text of guards.yaml. */
  readonly settings?: string;
  readonly counts?: { readonly [type in ObjectType]?: number };
}

/** What one guard says, as `level: message`. */
export function saidBy(name: string, { triples, settings = '', counts = {} }: Scene): readonly string[] {
  return findingsOf(name, { triples, settings, counts }).map(({ level, message }) => `${level}: ${message}`);
}

export function findingsOf(
  name: string,
  { triples, settings = '', counts = {} }: Scene,
): readonly Omit<Finding, 'guard'>[] {
  const guard = guards.find((one) => one.name === name);
  if (guard === undefined) throw new Error(`no guard ${name}`);
  const context = guardContext<GuardSettings>(planOf(triples), triples, counts, parseGuardSettings(settings));
  return guard.check(context);
}
