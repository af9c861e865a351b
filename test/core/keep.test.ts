import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { keep } from '../../src/core/canonical/keep.ts';
import { parseReference, printReference, referenceFromGraph } from '../../src/core/canonical/reference.ts';
import { pageOf } from '../../src/core/catalog/index.ts';
import type { ObjectType } from '../../src/core/model.ts';
import { anyType, bodyOf } from './generated.ts';
import { problemsOf } from './refused.ts';

const table: readonly [what: string, type: ObjectType, graph: string, kept: string][] = [
  [
    'annotations go, the type of an object stays',
    'namedLocation',
    '{ "@odata.context": x, "@odata.type": t, "ipRanges@odata.type": y, id: l1, "a@odata.bind": z }',
    '{ "@odata.type": t, id: l1 }',
  ],
  [
    'annotations go at any depth, types at any depth stay',
    'conditionalAccessPolicy',
    '{ conditions: { users: { "includeUsers@odata.type": x, "@odata.type": t, new: [{ "@odata.id": x, a: 1 }] } } }',
    '{ conditions: { users: { "@odata.type": t, new: [{ a: 1 }] } } }',
  ],
  [
    'volatile properties go, null and empty stay',
    'conditionalAccessPolicy',
    '{ modifiedDateTime: x, deletedDateTime: null, sessionControls: null, grantControls: {}, description: "" }',
    '{ sessionControls: null, grantControls: {}, description: "" }',
  ],
  [
    'an open type keeps what nobody declared',
    'conditionalAccessPolicy',
    '{ brandNew: { a: [1] } }',
    '{ brandNew: { a: [1] } }',
  ],
  [
    'a declared type keeps what it declares and what is new, not what it leaves out',
    'user',
    '{ id: u1, city: Oslo, brandNew: 1, signInActivity: {}, passwordProfile: { password: secret } }',
    '{ id: u1, city: Oslo, brandNew: 1, manager: null }',
  ],
  [
    'of credentials only what opens no door',
    'application',
    '{ passwordCredentials: [{ keyId: k, displayName: ci, hint: abc, secretText: s3cret, endDateTime: e }] }',
    '{ passwordCredentials: [{ keyId: k, displayName: ci, endDateTime: e }] }',
  ],
  [
    'children by their natural key, without the ids that change when they are made anew',
    'application',
    '{ federatedIdentityCredentials: [{ id: f1, name: ci, issuer: i, subject: s, audiences: [b, a], x@odata.type: y }] }',
    '{ federatedIdentityCredentials: { ci: { name: ci, issuer: i, subject: s, audiences: [a, b] } } }',
  ],
  [
    'grants of admins by scope, not those of people',
    'servicePrincipal',
    '{ oauth2PermissionGrants: [{ id: g1, clientId: c, consentType: AllPrincipals, principalId: null, resourceId: r1, scope: "Mail.Read  User.Read" }, { id: g2, clientId: c, consentType: Principal, principalId: u1, resourceId: r1, scope: Files.Read }] }',
    '{ oauth2PermissionGrants: [servicePrincipal/r1/Mail.Read, servicePrincipal/r1/User.Read] }',
  ],
  [
    'assignments by principal and role',
    'servicePrincipal',
    '{ appRoleAssignedTo: [{ id: a1, principalType: Group, principalId: g1, resourceId: s, appRoleId: r }, { id: a2, principalType: ServicePrincipal, principalId: s2, resourceId: s, appRoleId: r }] }',
    '{ appRoleAssignedTo: [group/g1/r, servicePrincipal/s2/r] }',
  ],
  [
    'sets are sorted by code unit and lose repetitions, sequences stay',
    'user',
    '{ otherMails: [b, a, B, a], businessPhones: ["2", "1", "2"] }',
    '{ otherMails: [B, a, b], businessPhones: ["2", "1", "2"], manager: null }',
  ],
  [
    'nested sets and sets of maps are sorted, whatever the order of names',
    'namedLocation',
    '{ ipRanges: [{ cidrAddress: b, x: 1 }, { x: 1, cidrAddress: a }, { x: 1, cidrAddress: b }], other: [b, a] }',
    '{ ipRanges: [{ x: 1, cidrAddress: a }, { x: 1, cidrAddress: b }], other: [b, a] }',
  ],
  [
    'an object of its own is kept as its id',
    'conditionalAccessPolicy',
    '{ grantControls: { authenticationStrength: { id: s1, displayName: Strong, modifiedDateTime: x } } }',
    '{ grantControls: { authenticationStrength: { id: s1 } } }',
  ],
  [
    'links become sorted references by base type',
    'group',
    `{ members: [{ "@odata.type": "#microsoft.graph.user", id: u2 }, { "@odata.type": "#microsoft.graph.agentUser", id: u1 },
       { "@odata.type": "#microsoft.graph.device", id: d1 }, { id: x }, { "@odata.type": "#microsoft.graph.user", id: u2 }] }`,
    '{ members: [device/d1, directoryObject/x, user/u1, user/u2] }',
  ],
  ['links that were not asked for are not known', 'group', '{ id: g1 }', '{ id: g1 }'],
  [
    'an expanded manager',
    'user',
    '{ manager: { "@odata.type": "#microsoft.graph.user", id: boss, displayName: B } }',
    '{ manager: user/boss }',
  ],
  ['an expanded manager whom Graph leaves out is none', 'user', '{ id: u1 }', '{ id: u1, manager: null }'],
];

describe('what is kept of a Graph body', () => {
  it.each(table)('%s', (_, type, graph, kept) => {
    const actual = keep(pageOf(type), parse(graph));
    expect(actual).toEqual(parse(kept));
  });

  it('keeps no links of a soft-deleted object: they were not read', () => {
    expect(keep(pageOf('user'), { id: 'u1', manager: null }, 'notRead')).toEqual({ id: 'u1' });
  });

  it.each([
    ['a link without an id', { members: [{ displayName: 'x' }] }],
    ['a link with an empty id', { members: [{ id: '' }] }],
    ['links that are no list', { members: { id: 'u1' } }],
  ])('refuses %s', (_, graph) => {
    expect(problemsOf(() => keep(pageOf('group'), graph))).toMatchObject([{ code: 'lyingAnswer' }]);
  });

  it('does not change what it is given', () => {
    const graph = { otherMails: ['b', 'a'] };
    keep(pageOf('user'), graph);
    expect(graph.otherMails).toEqual(['b', 'a']);
  });

  it('twice is once', () => {
    const bodies = anyType.chain((type) => fc.tuple(fc.constant(type), bodyOf[type]('x1'), fc.jsonValue()));
    fc.assert(
      fc.property(bodies, ([type, body, extra]) => {
        const once = keep(pageOf(type), { ...body, extra, ipRanges: [extra, { z: 1, a: extra }] });
        expect(keep(pageOf(type), once)).toEqual(once);
      }),
    );
  });
});

describe('references', () => {
  it('print and parse are inverse', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/);
    fc.assert(
      fc.property(word, word, (type, id) => {
        expect(parseReference(printReference({ type, id }))).toEqual({ type, id });
      }),
    );
  });

  it('names no type where Graph names none', () => {
    expect(referenceFromGraph({ id: 'x' })).toBe('directoryObject/x');
    expect(referenceFromGraph({ '@odata.type': '#microsoft.graph.orgContact', id: 'x' })).toBe('orgContact/x');
    expect(referenceFromGraph({})).toBeNull();
  });
});
