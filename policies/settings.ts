/** `policies/guards.yaml`: thresholds and ids, read from the commit before the reviewed change. */
import schema from '../schemas/guards.schema.json' with { type: 'json' };
import { Failure } from '../src/core/problem.ts';
import { parseSettings } from '../src/core/settings/yamlDocument.ts';

export const guardsFile = 'policies/guards.yaml';

export interface Threshold {
  /** More than this many soft deletes of a type stop the plan. */
  readonly count: number;
  /** More than this share (0 to 1) of a type's objects stops the plan. */
  readonly share: number;
}

export interface GuardSettings {
  /** More objects made anew than this stop the plan. */
  readonly recreation: { readonly count: number };
  readonly breakGlass: { readonly accounts: readonly string[]; readonly groups: readonly string[] };
  /** What becomes of policies that a recovery would switch on. */
  readonly conditionalAccess: { readonly switchOn: 'allow' | 'reportOnly' | 'stop' };
  /** Application permissions, by name, whose holders are privileged. */
  readonly secondApproval: { readonly permissions: readonly string[] };
  readonly massDeletion: Threshold & { readonly byType: { readonly [type: string]: Partial<Threshold> } };
}

/** Settings from the file's text; from the defaults when the repository has no such file. */
export function parseGuardSettings(text: string | null): GuardSettings {
  const parsed = parseSettings<GuardSettings>(text ?? '', guardsFile, schema);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  return parsed.settings;
}

/** Settings that were parsed once and kept: judged again, because JSON is YAML. */
export const guardSettingsIn = (kept: unknown): GuardSettings => parseGuardSettings(JSON.stringify(kept));
