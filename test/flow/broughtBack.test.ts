/** Links that come back with a restored object, where the backup has none: a second recovery finds nothing to do. */
import { expect, it } from 'vitest';
import { everything } from '../../src/core/scope.ts';
import { graphEngine } from '../../src/engines/graph/engine.ts';
import { type RecoverResult, recover } from '../../src/flows/recover.ts';
import { reviewOfBackup } from '../../src/flows/review.ts';
import { ids } from './everyType/ids.ts';
import { everyType } from './everyType/seed.ts';
import { backUp, doorsAt } from './inProcess.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-02T02:00:00Z';

const { payroll, payrollPrincipal, otherPrincipal, security, boss, ada, bob } = ids;
const object = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

/** `meanwhile`: after the review. */
async function recovered(scene: Scene, meanwhile: () => Promise<void> = async () => undefined): Promise<RecoverResult> {
  const doors = { ...(await doorsAt(scene, { at: later })), pause: async () => undefined };
  const review = await reviewOfBackup(doors, { backup: '2026-11-01', scope: everything, added: 'softDelete' });
  await meanwhile();
  return recover(doors, review, {
    engine: graphEngine(doors.client, { patience: { tries: 3, waitMs: 0 } }),
    allowances: new Map(),
  });
}

const isDone = { ended: 'recovered', recovery: { status: 'completed', verified: true, failures: [] } };

it('takes them out, whatever else there is to recover of the objects that have them', async () => {
  const scene = await setScene({ seed: everyType });
  const { person } = scene;
  const ownersOf = async (path: string) => {
    const { value } = await person.get(`/v1.0/${path}/owners?$select=id`);
    return (value as readonly { id: string }[]).map(({ id }) => id);
  };
  await backUp(scene, { at: night });
  // Nothing else.
  await person.post(`/v1.0/servicePrincipals/${otherPrincipal}/owners/$ref`, object(bob));
  // Other links of the same name.
  await person.post(`/v1.0/servicePrincipals/${payrollPrincipal}/owners/$ref`, object(bob));
  await person.post(`/v1.0/servicePrincipals/${payrollPrincipal}/owners/$ref`, object(ada));
  await person.delete(`/v1.0/servicePrincipals/${payrollPrincipal}/owners/${boss}/$ref`);
  // Properties, and one that comes back to a single link.
  await person.post(`/v1.0/groups/${security}/members/$ref`, object(bob));
  await person.patch(`/v1.0/groups/${security}`, { description: 'Nobody' });
  await person.put(`/v1.0/users/${boss}/manager/$ref`, object(bob));
  await person.patch(`/v1.0/users/${boss}`, { city: 'Elsewhere' });
  // What nobody can take back.
  await person.post(`/v1.0/applications/${payroll}/owners/$ref`, object(bob));
  const keyCredentials = [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: 'TWluZQ==' }];
  await person.patch(`/v1.0/applications/${payroll}`, { keyCredentials });
  await person.delete(`/v1.0/users/${bob}`);

  expect(await recovered(scene)).toMatchObject(isDone);
  expect(await ownersOf(`applications/${payroll}`)).toEqual([boss]);
  expect(await ownersOf(`servicePrincipals/${payrollPrincipal}`)).toEqual([boss]);
  expect(await ownersOf(`servicePrincipals/${otherPrincipal}`)).toEqual([]);
  expect((await recovered(scene)).ended).toBe('nothingToDo');
});

it('leaves what somebody else has done to such an object meanwhile', async () => {
  const scene = await setScene({ seed: everyType });
  const { person } = scene;
  await backUp(scene, { at: night });
  await person.post(`/v1.0/applications/${payroll}/owners/$ref`, object(bob));
  await person.delete(`/v1.0/users/${bob}`);
  const meanwhile = () => person.patch(`/v1.0/applications/${payroll}`, { notes: 'Seen by nobody' });
  expect(await recovered(scene, meanwhile)).toMatchObject(isDone);
  expect(await person.get(`/v1.0/applications/${payroll}`)).toMatchObject({ notes: 'Seen by nobody' });
  const { value } = await person.get(`/v1.0/applications/${payroll}/owners?$select=id`);
  expect(value).toMatchObject([{ id: boss }]);
});
