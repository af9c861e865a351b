/** The same in bad weather, by seed: throttling, faults, dropped connections, and replicas that hear of new objects late. */
import { expect, it } from 'vitest';
import type { Plan, Recovery } from '../../../src/core/model.ts';
import { startTenant } from '../../../src/embedded/server.ts';
import { ids } from '../everyType/ids.ts';
import { later, newIdsOf, purge, recoverWords, setStage } from './stage.ts';

it.each([7, 42])('ends in weather %i where it ends on a fine day', async (seed) => {
  // What is lost is lost on a fine day; its end state is the seed of a tenant with weather.
  const scene = await setStage({ choices: { attempts: 10 } });
  for (const id of [ids.ada, ids.boss]) await purge(scene, 'user', id);
  for (const id of [ids.team, ids.security]) await purge(scene, 'group', id);
  await purge(scene, 'application', ids.payroll);
  const foul = await startTenant({ seed: scene.server.tenant.dump(), weather: { seed } });
  try {
    const environment = { ENTRA_REWIND_NOW: later, ENTRA_REWIND_GRAPH_URL: foul.url };
    const first = await scene.runWith(environment, ...recoverWords);
    expect(first.exitCode, `${first.out}\n${first.errors}`).toBe(0);
    const recovery = JSON.parse(first.out) as Recovery;
    expect(recovery).toMatchObject({ status: 'completed', verified: true, failures: [] });
    const lost = [ids.ada, ids.boss, ids.team, ids.security, ids.payroll, ids.payrollPrincipal];
    expect([...newIdsOf(recovery).keys()].toSorted()).toEqual(lost.toSorted());
    const again = JSON.parse((await scene.runWith(environment, ...recoverWords)).out) as Plan;
    expect(again.steps).toEqual([]);
    const made = foul.tenant.requests.filter(
      ({ method, path, status }) =>
        method === 'POST' && /^\/v1\.0\/(users|groups|applications|servicePrincipals)$/.test(path) && status === 201,
    );
    expect(made).toHaveLength(lost.length);
  } finally {
    await foul.close();
  }
});
