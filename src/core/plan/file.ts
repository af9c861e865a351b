/** A plan in a file, as `plan --out` writes it. */
import { Ajv, type SchemaObject } from 'ajv';
import schema from '../../../schemas/plan.schema.json' with { type: 'json' };
import { stopsOf } from '../guard.ts';
import type { Plan } from '../model.ts';
import { fail } from '../problem.ts';

/** Fails with `configuration` when the text is no plan, and with `guard` when a guard stops it. `file`: for people. */
export function parsePlan(text: string, file: string): Plan {
  const plan = read(text, file);
  const stops = stopsOf(plan);
  if (stops.length === 0) return plan;
  return fail('guard', `a guard stops this plan: ${stops.map(({ message }) => message).join('; ')}`, {
    place: { file },
    remedy: 'Plan again with --allow and --reason, where the stop may be lifted.',
  });
}

function read(text: string, file: string): Plan {
  const place = { file };
  const remedy = 'Make one with: entra-rewind plan <range> --out plan.json';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return fail('configuration', `not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      place,
      remedy,
    });
  }
  const ajv = new Ajv({ allErrors: true, meta: false, validateSchema: false, strict: false });
  const validate = ajv.compile<Plan>(schema as SchemaObject);
  if (validate(data)) return data;
  const [first] = validate.errors ?? [];
  return fail('configuration', `not a plan: ${first?.instancePath ?? ''} ${first?.message ?? ''}`, { place, remedy });
}
