/**
 * The program of Pulumi.yaml: one resource per step of the plan that `entra:plan` names, for people who look at a recovery with
 * `pulumi preview` and carry it out with `pulumi up`.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pulumi from '@pulumi/pulumi';
import { guardSettingsIn } from '../../policies/settings.ts';
import { printKey } from '../../src/core/canonical/path.ts';
import { parsePlanFile } from '../../src/core/planFile.ts';
import { programOf } from '../../src/engines/pulumi/program.ts';
import { packageName } from '../../src/engines/pulumi/resource.ts';

class PlanProvider extends pulumi.ProviderResource {}

const file = resolve(pulumi.runtime.getRootDirectory(), new pulumi.Config(packageName).require('plan'));
const { plan } = parsePlanFile(readFileSync(file, 'utf8'), file, guardSettingsIn);

// What an earlier step brings back is not there yet, and cannot be taken in.
const broughtBack = new Set(plan.steps.filter(({ action }) => action === 'restore').map(printKey));
const provider = new PlanProvider(packageName, 'plan', { plan: file });
await programOf(plan.steps, {
  isImported: (step) => step.action === 'update' && !broughtBack.has(printKey(step)),
  provider,
})();
