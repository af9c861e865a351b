/**
 * A plan in a file, for `pulumi preview` by hand and for the policy pack: the plan with all that its guards went by, so that
 * they can look once more elsewhere. It holds what a backup holds of the plan's objects, and no secret. Its digest shows a file
 * that was cut off or edited; who may write it can also make another one, so keep it where the plan was made.
 */
import { createHash } from 'node:crypto';
import { Ajv, type ValidateFunction } from 'ajv';
import stableStringify from 'json-stable-stringify';
import schema from '../../schemas/plan-file.schema.json' with { type: 'json' };
import { printKey } from './canonical/path.ts';
import { type Allowances, type GuardContext, type GuardedObject, type GuardKnowledge, guardContext } from './guard.ts';
import type { Body, Plan } from './model.ts';
import { planId } from './plan/plan.ts';
import { fail } from './problem.ts';
import { printJson } from './report/json.ts';

export interface PlanFile<Settings> {
  readonly tenantId: string;
  /** With what the guards found when it was made. */
  readonly plan: Plan;
  readonly allowances: Allowances;
  /** At least those that the plan has steps for. */
  readonly objects: readonly GuardedObject[];
  readonly known: GuardKnowledge<Settings>;
}

export const contextIn = <Settings>({ plan, objects, known }: PlanFile<Settings>): GuardContext<Settings> =>
  guardContext(plan, objects, known);

/** Maps go as lists of pairs: ids come from the tenant, and an object takes no name for what it is (`__proto__`). */
export function printPlanFile<Settings>({ tenantId, plan, allowances, objects, known }: PlanFile<Settings>): string {
  const { counts, settings, self, facts } = known;
  const written = new Set(plan.steps.map(printKey));
  const content = {
    tenantId,
    plan,
    allowances: [...allowances],
    objects: objects
      .filter(({ key }) => written.has(printKey(key)))
      .map(({ key, wanted, live }) => ({ key, wanted, live })),
    known: {
      counts,
      settings,
      self,
      facts: {
        ...facts,
        newest: [...facts.newest],
        privileged: { roles: [...facts.privileged.roles], holders: [...facts.privileged.holders] },
      },
    },
  };
  return printJson({ version, digest: digestOf(content), ...content } as unknown as Body);
}

const version = 1 as const;

const digestOf = (content: object): string =>
  createHash('sha256')
    .update(stableStringify(content) ?? '')
    .digest('hex');

type Pairs<Held> = readonly (readonly [string, Held])[];

/** What the schema lets through. */
interface Written {
  readonly version: typeof version;
  readonly digest: string;
  readonly tenantId: string;
  readonly plan: Plan;
  readonly allowances: Pairs<string>;
  readonly objects: readonly GuardedObject[];
  readonly known: Omit<GuardKnowledge<unknown>, 'facts'> & {
    readonly facts: Omit<GuardKnowledge<unknown>['facts'], 'newest' | 'privileged'> & {
      readonly newest: Pairs<Body | null>;
      readonly privileged: { readonly roles: Pairs<string>; readonly holders: Pairs<readonly string[]> };
    };
  };
}

/** `settingsIn` judges the guards' settings. `file` is where a person finds it. Fails with `usage`. */
export function parsePlanFile<Settings>(
  text: string,
  file: string,
  settingsIn: (settings: unknown) => Settings,
): PlanFile<Settings> {
  const { version: _version, digest, ...content } = readWritten(text, file);
  const { tenantId, plan, allowances, objects, known } = content;
  if (digestOf(content) !== digest) refuse(file, 'was changed after it was written');
  if (planId(plan) !== plan.id) refuse(file, `says plan ${plan.id}, but its steps are those of ${planId(plan)}`);
  const there = new Set(objects.map(({ key }) => printKey(key)));
  const without = plan.steps.filter((step) => !there.has(printKey(step)));
  if (without.length > 0) refuse(file, `does not say what ${without.map(printKey).join(', ')} is now`);
  const { facts } = known;
  return {
    tenantId,
    plan,
    allowances: new Map(allowances),
    objects,
    known: {
      ...known,
      settings: settingsIn(known.settings),
      facts: {
        ...facts,
        newest: new Map(facts.newest),
        privileged: { roles: new Map(facts.privileged.roles), holders: new Map(facts.privileged.holders) },
      },
    },
  };
}

let compiled: ValidateFunction<Written> | undefined;

function readWritten(text: string, file: string): Written {
  const data = parsedJson(text, file);
  compiled ??= new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Written>(schema);
  const validate = compiled;
  if (validate(data)) return data;
  const [error] = validate.errors ?? [];
  return refuse(file, `is no plan file: ${error?.instancePath ?? ''} ${error?.message ?? ''}`.trimEnd());
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(file, `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const refuse = (file: string, message: string): never =>
  fail('usage', message, { place: { file }, remedy: 'Make it again with: entra-rewind plan … --out FILE' });
