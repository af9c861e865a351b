import { describe, expect, it } from 'vitest';
import type { Body, ObjectType } from '../../src/core/model.ts';
import { absent, aGroup, present, triple } from '../builder.ts';
import { saidBy } from './scene.ts';

const role = '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8';
const privileged = {
  roles: new Map([[`graph/${role}`, 'RoleManagement.ReadWrite.Directory']]),
  holders: new Map([
    ['sp1', ['RoleManagement.ReadWrite.Directory']],
    ['app1', ['RoleManagement.ReadWrite.Directory']],
  ]),
};
const becomes = (type: ObjectType, live: Body | null, wanted: Body | null) => {
  const state = live === null ? absent : present(live);
  return triple(type, { base: state, wanted: wanted === null ? absent : present(wanted), live: state });
};
const application = (more: Body = {}): Body => ({ id: 'a1', appId: 'app1', displayName: 'Tool', ...more });
const principal = (more: Body = {}): Body => ({ id: 'sp1', appId: 'app1', displayName: 'Tool', ...more });
const graph = (...assigned: readonly string[]): Body => ({
  id: 'graph',
  appId: 'g',
  displayName: 'Graph',
  appRoleAssignedTo: assigned,
});
const holds = 'stop: Tool: holds RoleManagement.ReadWrite.Directory';

describe('a second approval', () => {
  it.each<[string, ReturnType<typeof becomes>, readonly string[]]>([
    [
      'for a role-assignable group',
      becomes(
        'group',
        aGroup({ displayName: 'Admins', isAssignableToRole: true }),
        aGroup({ displayName: 'Admins', isAssignableToRole: true, description: 'x' }),
      ),
      ['stop: Admins: can be assigned to roles'],
    ],
    [
      'for its deletion',
      becomes(
        'group',
        aGroup({ displayName: 'Admins', isAssignableToRole: true, securityEnabled: true, mailEnabled: false }),
        null,
      ),
      ['stop: Admins: can be assigned to roles'],
    ],
    ['not for another group', becomes('group', aGroup({ description: 'a' }), aGroup({ description: 'b' })), []],
    [
      'for a privileged application',
      becomes('application', application(), application({ displayName: 'Tool', notes: 'x' })),
      [holds],
    ],
    ['for its principal', becomes('servicePrincipal', principal(), principal({ notes: 'x' })), [holds]],
    [
      'not for another application',
      becomes('application', application({ appId: 'app2' }), application({ appId: 'app2', notes: 'x' })),
      [],
    ],
    [
      'for giving a privileged permission',
      becomes('servicePrincipal', graph(), graph(`servicePrincipal/sp9/${role}`)),
      ['stop: Graph: gives RoleManagement.ReadWrite.Directory'],
    ],
    ['not for taking it away', becomes('servicePrincipal', graph(`servicePrincipal/sp9/${role}`), graph()), []],
    ['not for giving another one', becomes('servicePrincipal', graph(), graph('servicePrincipal/sp9/other')), []],
  ])('%s', (_, one, said) => {
    expect(saidBy('second-approval', { triples: [one], facts: { privileged } })).toEqual(said);
  });
});
