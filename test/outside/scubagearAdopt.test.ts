/** The same policies, which nobody here wrote, as a program: the compiler and Pulumi's runtime take it, and nothing is dropped. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { seedFromScubaGear } from '../../src/embedded/seeds/scubagear.ts';
import { runProject, snapshotOf } from '../flow/adopt/project.ts';
import { setScene } from '../flow/scene.ts';

const file = fileURLToPath(new URL('../../../shared/data/scubagear-sample-tenant.json', import.meta.url));
const isThere = existsSync(file);
const night = '2026-11-01T02:00:00Z';

describe.skipIf(!isThere && process.env.CI === undefined)(
  'the sample tenant of ScubaGear, adopted (needs ../shared/data)',
  () => {
    it('is in the program or in the list of what is not', async () => {
      const scene = await setScene({ seed: seedFromScubaGear(JSON.parse(readFileSync(file, 'utf8'))) });
      expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
      const ran = await scene.run(night, 'adopt', '--look-up', '--json', '--out', 'adopted');
      expect(ran).toMatchObject({ exitCode: 0 });
      const { notExpressed } = JSON.parse(ran.out) as {
        readonly notExpressed: readonly { readonly type: string; readonly id: string; readonly property?: string }[];
      };
      const whole = notExpressed.filter(({ property }) => property === undefined);
      const { of, imports } = await runProject(join(scene.directory, 'adopted'), new Map());

      const policies = await snapshotOf(scene, 'conditionalAccessPolicies');
      expect(policies.length).toBeGreaterThan(0);
      // azuread can say all of these: none has a part that it lacks.
      expect(whole.filter(({ type }) => type === 'conditionalAccessPolicy')).toEqual([]);
      for (const policy of policies) {
        const inputs = of(`/identity/conditionalAccess/policies/${policy.id}`) as {
          readonly conditions: { readonly users: { readonly [name: string]: unknown } };
        };
        const { users, userRiskLevels, signInRiskLevels, clientAppTypes } = policy.conditions as {
          readonly [name: string]: readonly unknown[];
        } & { readonly users: { readonly [name: string]: readonly unknown[] } };
        expect(inputs).toMatchObject({ displayName: policy.displayName, state: policy.state });
        expect(inputs.conditions.users.includedUsers ?? []).toEqual(users.includeUsers);
        expect(inputs.conditions.users.excludedUsers ?? []).toEqual(users.excludeUsers);
        const { userRiskLevels: risks = [], signInRiskLevels: signIns = [] } = inputs.conditions as {
          readonly userRiskLevels?: readonly unknown[];
          readonly signInRiskLevels?: readonly unknown[];
        };
        expect(inputs.conditions).toMatchObject({ clientAppTypes });
        expect([risks, signIns]).toEqual([userRiskLevels, signInRiskLevels]);
      }
      const methods = await snapshotOf(scene, 'authenticationMethodsPolicy');
      expect(
        whole
          .filter(({ type }) => type === 'authenticationMethodsPolicy')
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(methods.map(({ id }) => String(id)).toSorted());
      expect(imports.length).toBeGreaterThanOrEqual(policies.length);
    });
  },
);
