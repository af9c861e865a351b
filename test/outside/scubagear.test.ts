/** Conditional Access policies that nobody here wrote: nothing is lost, dropped or reordered on the way there and back. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { seedFromScubaGear } from '../../src/embedded/seeds/scubagear.ts';
import { setScene } from '../flow/scene.ts';

const file = fileURLToPath(new URL('../../../shared/data/scubagear-sample-tenant.json', import.meta.url));
const isThere = existsSync(file);
const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const policies = '/beta/identity/conditionalAccess/policies';

const methods = '/beta/policies/authenticationMethodsPolicy';
const authorization = '/v1.0/policies/authorizationPolicy';

interface Method {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly '@odata.type': string;
  readonly state: string;
}

interface Policy {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly displayName: string;
  readonly conditions: { readonly [name: string]: unknown; readonly users: object };
}

/** What Graph says about a policy besides its state. */
function withoutStamps(policy: Policy): object {
  const { modifiedDateTime: _modified, ...rest } = policy;
  return rest;
}

describe.skipIf(!isThere && process.env.CI === undefined)(
  'the sample tenant of ScubaGear (needs ../shared/data)',
  () => {
    it('comes back from a recovery as it was', async () => {
      const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
      const scene = await setScene({ seed: seedFromScubaGear(document) });
      const read = async (): Promise<readonly Policy[]> =>
        (await scene.person.get(policies)).value as readonly Policy[];
      const before = await read();
      const methodsBefore = await scene.person.get(methods);
      const authorizationBefore = await scene.person.get(authorization);
      const exported = document as {
        authentication_method: [{ authentication_method_feature_settings: Method[] }];
        authorization_policies: [{ [name: string]: unknown }];
      };
      const [{ authentication_method_feature_settings: settings }] = exported.authentication_method;
      expect(before.length).toBe(
        (document as { conditional_access_policies: unknown[] }).conditional_access_policies.length,
      );
      expect(before.length).toBeGreaterThan(0);
      expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });

      // Everything Graph returned is in the files, in the words it used, also what no schema knows (conditions.agents).
      for (const policy of before) {
        const kept = parse(await scene.file(`snapshots/conditionalAccessPolicies/${policy.id}.yaml`)) as Policy;
        expect(Object.keys(kept.conditions).toSorted()).toEqual(namesIn(policy.conditions));
        expect(kept.conditions).toHaveProperty('agents');
        expect(kept).toMatchObject({ displayName: policy.displayName });
      }

      for (const setting of settings) {
        const kept = parse(await scene.file(`snapshots/authenticationMethodsPolicy/${setting.id}.yaml`)) as Method;
        expect(Object.keys(kept).toSorted()).toEqual(expect.arrayContaining([...namesIn(setting)]));
        expect(kept).toMatchObject({ '@odata.type': setting['@odata.type'], state: setting.state });
      }
      const policy = parse(await scene.file('snapshots/authorizationPolicy/authorizationPolicy.yaml')) as object;
      const [{ permissionGrantPolicyIdsAssignedToDefaultUserRole: _beta, enabledPreviewFeatures: _preview, ...rest }] =
        exported.authorization_policies;
      expect(policy).toMatchObject(rest);

      const switched = settings.filter(({ id }) => id !== 'HardwareOath');
      for (const { id, state, '@odata.type': type } of switched) {
        await scene.person.patch(`${methods}/authenticationMethodConfigurations/${id}`, {
          '@odata.type': type,
          state: state === 'enabled' ? 'disabled' : 'enabled',
          excludeTargets: [],
        });
      }
      await scene.person.patch(authorization, { allowInvitesFrom: 'everyone', blockMsolPowerShell: true });

      for (const [index, { id, conditions, displayName }] of before.entries()) {
        const change = [
          { state: 'disabled' },
          { displayName: `${displayName}!` },
          {
            conditions: {
              ...conditions,
              users: { ...conditions.users, excludeRoles: ['62e90394-69f5-4237-9190-012177145e10'] },
            },
          },
          {
            sessionControls: {
              signInFrequency: {
                isEnabled: true,
                type: 'hours',
                value: 3,
                authenticationType: 'primaryAndSecondaryAuthentication',
                frequencyInterval: 'timeBased',
              },
            },
          },
        ][index % 4] as object;
        await (index === 5
          ? scene.person.delete(`${policies}/${id}`)
          : scene.person.patch(`${policies}/${id}`, change));
      }
      const recovered = await scene.run(later, 'recover', '--from', 'newest', '--yes', '--json');
      expect(recovered).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(recovered.out)).toMatchObject({
        verified: true,
        totals: { objectsModified: before.length + switched.length + 1 },
      });

      const byId = new Map((await read()).map((policy) => [policy.id, policy]));
      // The same values with the same order inside every list; only the moment of the last change is another.
      for (const policy of before) expect(withoutStamps(byId.get(policy.id) as Policy)).toEqual(withoutStamps(policy));
      const stamps = { lastModifiedDateTime: expect.any(String) };
      expect(await scene.person.get(methods)).toEqual({ ...methodsBefore, ...stamps });
      expect(await scene.person.get(authorization)).toEqual(authorizationBefore);
      const again = await scene.run(later, 'recover', '--from', 'newest', '--yes', '--json');
      expect(JSON.parse(again.out)).toMatchObject({ steps: [] });
    });
  },
);

const namesIn = (value: object): readonly string[] =>
  Object.keys(value)
    .filter((name) => !name.includes('@odata.'))
    .toSorted();
