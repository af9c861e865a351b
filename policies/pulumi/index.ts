/**
 * What Pulumi starts for `--policy-pack policies/pulumi`: reads the plan file that ENTRA_REWIND_PLAN names, and serves the
 * guards' findings on it. A pack without a plan refuses to start: "no plan" must not pass for "nothing found".
 */
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { PolicyPack } from '@pulumi/policy';
import { parsePlanFile } from '../../src/core/planFile.ts';
import { fail } from '../../src/core/problem.ts';
import { guardSettingsIn } from '../settings.ts';
import { policiesFor } from './policies.ts';

const variable = 'ENTRA_REWIND_PLAN';

function planFileNamed(path: string | undefined): string {
  const remedy = `Make one with: entra-rewind plan … --out plan.json; then set ${variable}="$PWD/plan.json".`;
  if (path === undefined || path === '') return fail('usage', `${variable} names no plan file`, { remedy });
  // A pack is started in its own folder.
  return isAbsolute(path) ? path : fail('usage', `${variable} must be an absolute path, not ${path}`, { remedy });
}

const path = planFileNamed(process.env[variable]);
new PolicyPack('entra-rewind', {
  policies: [...policiesFor(parsePlanFile(readFileSync(path, 'utf8'), path, guardSettingsIn))],
});
