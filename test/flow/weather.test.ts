/** The same story in bad weather, by seed: throttling, faults, dropped connections, replication delay. */

import { describe, expect, it } from 'vitest';
import { personAt } from '../../src/commands/demo/graph.ts';
import { attack } from '../../src/commands/demo/people.ts';
import { administratorToken } from '../../src/commands/tenant/identities.ts';
import type { Plan, Recovery } from '../../src/core/model.ts';
import { contoso, contosoIds } from '../../src/embedded/seeds/contoso.ts';
import { startTenant } from '../../src/embedded/server.ts';
import { setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';
const choices = {
  breakGlass: { accounts: contosoIds.breakGlassAccounts, groups: [contosoIds.breakGlassGroup] },
  attempts: 10,
};

describe('bad weather', () => {
  it.each([11, 23])('a backup in weather %i is the backup of a fine day', async (seed) => {
    const fine = await setScene({ seed: contoso(), choices });
    const foul = await setScene({ seed: contoso(), choices, weather: { seed } });
    const trees = await Promise.all(
      [fine, foul].map(async (scene) => {
        const { exitCode, out, errors } = await scene.run(night, 'backup', '--json');
        expect({ exitCode, errors }).toMatchObject({ exitCode: 0 });
        return (JSON.parse(out) as { tree: string }).tree;
      }),
    );
    expect(trees[1]).toBe(trees[0]);
    expect(foul.server.tenant.requests.some(({ status }) => status === 429 || status >= 500 || status === 0)).toBe(
      true,
    );
  });

  it('a recovery in bad weather ends where it ends on a fine day', async () => {
    // The attack comes on a fine day; its end state is the seed of a tenant with weather.
    const attacked = await startTenant({ seed: contoso() });
    const token = administratorToken(attacked.tenantId);
    await attack(personAt(attacked.url, token), attacked.url);
    const after = attacked.tenant.dump();
    await attacked.close();

    const scene = await setScene({ seed: contoso(), choices });
    expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
    const foul = await startTenant({ seed: after, weather: { seed: 42 } });
    try {
      const environment = { ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_URL: foul.url };
      const words = ['recover', '--from', '2026-11-01', '--yes', '--no-backup', '--json'];
      // The attack touched a role-assignable group and a privileged application.
      words.push('--allow', 'second-approval', '--reason', 'Approved by Ingrid');
      const first = await scene.runWith(environment, ...words);
      expect(first).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(first.out) as Recovery).toMatchObject({ status: 'completed', verified: true, failures: [] });
      const second = JSON.parse((await scene.runWith(environment, ...words)).out) as Plan;
      expect(second.steps).toEqual([]);
    } finally {
      await foul.close();
    }
  });
});
