import { describe, expect, it } from 'vitest';
import { ada, everyRole, grace, openScene, seed, team } from './scene.ts';

const leaves = '2026-12-31T00:00:00Z';
const users = (seed.users ?? []).map((user) => (user.id === ada ? { ...user, employeeLeaveDateTime: leaves } : user));
const open = (...more: string[]) => openScene({ seed: { ...seed, users }, roles: [...everyRole, ...more] });

const reads: [string, string, string, object | undefined][] = [
  ['the list', 'GET', '/users?$select=id,employeeLeaveDateTime', undefined],
  ['a user', 'GET', `/users/${ada}?$select=employeeLeaveDateTime`, undefined],
  ['members', 'GET', `/groups/${team}/members?$select=employeeLeaveDateTime`, undefined],
  ['a manager', 'GET', `/users/${grace}/manager?$select=employeeLeaveDateTime`, undefined],
  ['an expanded manager', 'GET', `/users/${grace}?$expand=manager($select=employeeLeaveDateTime)`, undefined],
  ['an expanded list', 'GET', '/users?$expand=manager($select=employeeLeaveDateTime)', undefined],
  ['objects by id', 'POST', '/directoryObjects/getByIds?$select=employeeLeaveDateTime', { ids: [ada] }],
  ['a delta', 'GET', '/users/delta?$select=employeeLeaveDateTime', undefined],
  ['the deleted items', 'GET', '/directory/deletedItems/microsoft.graph.user?$select=employeeLeaveDateTime', undefined],
];

describe('the date on which somebody leaves', () => {
  it.each(reads)('needs a permission of its own to be read in %s', async (_, method, path, body) => {
    const { ask } = await open();
    const refused = await ask(method, path, body);
    expect([refused.status, refused.code]).toEqual([403, 'Authorization_RequestDenied']);
    const { ask: permitted } = await open('User-LifeCycleInfo.Read.All');
    const reply = await permitted(method, path, body);
    expect(reply.status).toBe(200);
  });

  it('is not shown unasked, and is shown when asked for', async () => {
    const { ask } = await open('User-LifeCycleInfo.Read.All');
    for (const version of ['v1.0', 'beta']) {
      expect((await ask('GET', `/${version}/users/${ada}`)).body).not.toHaveProperty('employeeLeaveDateTime');
    }
    expect((await ask('GET', reads[1]?.[2] ?? '')).body.employeeLeaveDateTime).toBe(leaves);
  });

  it('needs another to be written', async () => {
    const { ask } = await open('User-LifeCycleInfo.Read.All');
    const change = { employeeLeaveDateTime: '2027-01-31T00:00:00Z' };
    expect((await ask('PATCH', `/users/${ada}`, change)).status).toBe(403);
    const { ask: writer } = await open('User-LifeCycleInfo.ReadWrite.All');
    expect((await writer('PATCH', `/users/${ada}`, change)).status).toBe(204);
    expect((await writer('PATCH', `/users/${ada}`, { employeeLeaveDateTime: 'soon' })).status).toBe(400);
  });
});
