import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/problem.ts';
import { identityIn } from '../../src/graph/identity.ts';
import { graphTenant } from '../../src/graph/tenant.ts';
import { problemOf } from '../contract/failure.ts';
import { testClient } from './fakeGraph.ts';
import { serve } from './scene.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (claims: unknown): string => `${encoded({ alg: 'none' })}.${encoded(claims)}.c2ln`;

describe('who a token is', () => {
  it('an application with its permissions', () => {
    const claims = {
      appid: 'app-1',
      oid: 'principal-1',
      app_displayname: 'Bäckup',
      roles: ['User.Read.All', 7, 'Group.Read.All'],
    };
    expect(identityIn(tokenOf(claims))).toEqual({
      applicationId: 'app-1',
      objectId: 'principal-1',
      displayName: 'Bäckup',
      permissions: ['User.Read.All', 'Group.Read.All'],
      isPerson: false,
    });
  });

  it('a person, by the scopes', () => {
    expect(identityIn(tokenOf({ appid: 'app-1', scp: 'User.Read openid' }))).toMatchObject({
      permissions: [],
      isPerson: true,
    });
  });

  it('an application that may nothing', () => {
    expect(identityIn(tokenOf({}))).toEqual({
      applicationId: null,
      objectId: null,
      displayName: null,
      permissions: [],
      isPerson: false,
    });
  });

  it.each([
    ['opaque', 'opaque-token'],
    ['empty', ''],
    ['a payload that is no JSON', `${encoded({})}.${Buffer.from('{"a').toString('base64url')}.x`],
    ['a payload that is no object', tokenOf(7)],
    ['a payload of nothing', tokenOf(null)],
  ])('nobody that can be told: %s', (_name, token) => {
    expect(identityIn(token)).toBeNull();
  });
});

describe('who a tenant is read as', () => {
  it('is told from the token alone, without a request', async () => {
    const graph = await serve(() => ({ status: 500, text: '' }));
    const tenantWith = (token: () => Promise<string>) => graphTenant(testClient(graph.url, { credential: { token } }));
    expect(await tenantWith(async () => tokenOf({ roles: ['User.Read.All'] })).identity()).toMatchObject({
      permissions: ['User.Read.All'],
    });
    expect(await tenantWith(async () => 'opaque').identity()).toBeNull();
    const nobody = async (): Promise<string> => {
      throw new Failure({ code: 'signIn', message: 'no token' });
    };
    expect((await problemOf(tenantWith(nobody).identity())).code).toBe('signIn');
    expect(graph.asked).toEqual([]);
  });
});
