/** A plan and what surrounds it, for guards. */
import { guards } from '../../policies/index.ts';
import { type GuardSettings, parseGuardSettings } from '../../policies/settings.ts';
import { type GuardFacts, guardContext } from '../../src/core/guard.ts';
import type { Finding, ObjectType } from '../../src/core/model.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import type { Identity } from '../../src/core/ports.ts';
import { planOf } from '../builder.ts';

export interface Scene {
  readonly triples: readonly Triple[];
  /** Text of guards.yaml. */
  readonly settings?: string;
  readonly counts?: { readonly [type in ObjectType]?: number };
  readonly self?: Identity | null;
  readonly facts?: Partial<GuardFacts>;
}

/** An application of which no object is in the plan. */
export const nobody: Identity = {
  applicationId: 'another-app',
  objectId: 'another',
  displayName: 'entra-rewind',
  permissions: [],
  isPerson: false,
};

/** What one guard says, as `level: message`. */
export const noFacts: GuardFacts = {
  unrecorded: [],
  reportOnly: [],
  policies: [],
  newest: new Map(),
  privileged: { roles: new Map(), holders: new Map() },
};

export function saidBy(name: string, scene: Scene): readonly string[] {
  return findingsOf(name, scene).map(({ level, message }) => `${level}: ${message}`);
}

export function findingsOf(
  name: string,
  { triples, settings = '', counts = {}, self = nobody, facts = {} }: Scene,
): readonly Omit<Finding, 'guard'>[] {
  const guard = guards.find((one) => one.name === name);
  if (guard === undefined) throw new Error(`no guard ${name}`);
  const context = guardContext<GuardSettings>(planOf(triples), triples, {
    counts,
    settings: parseGuardSettings(settings),
    self,
    facts: { ...noFacts, ...facts },
  });
  return guard.check(context);
}
