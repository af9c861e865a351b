/** Objects of which a tenant has one, and the parts of them that are objects too. */
import { describe, expect, it } from 'vitest';
import type { ObjectType } from '../../src/core/model.ts';
import { problemOf } from '../contract/failure.ts';
import { notFound } from './fakeGraph.ts';
import { all, denied, tenantOf, unavailable } from './scene.ts';

const sms = {
  '@odata.type': '#microsoft.graph.smsAuthenticationMethodConfiguration',
  id: 'Sms',
  state: 'disabled',
  includeTargets: [],
};
const keys = { ...sms, '@odata.type': '#microsoft.graph.fido2AuthenticationMethodConfiguration', id: 'Fido2' };
const methods = (more: object = {}) => ({
  '@odata.context': 'https://graph.microsoft.com/beta/$metadata#authenticationMethodsPolicy',
  id: 'authenticationMethodsPolicy',
  displayName: 'Authentication Methods Policy',
  lastModifiedDateTime: '2026-11-23T02:00:00Z',
  authenticationMethodConfigurations: [sms, keys],
  ...more,
});
const ofMethods = (body: object) => tenantOf(() => ({ json: body }));

describe('the authentication methods policy', () => {
  it('is itself and each of its methods', async () => {
    const { tenant, served } = await ofMethods(methods());
    expect(await all(tenant.read('authenticationMethodsPolicy'))).toEqual([
      {
        key: { type: 'authenticationMethodsPolicy', id: 'authenticationMethodsPolicy' },
        body: { id: 'authenticationMethodsPolicy', displayName: 'Authentication Methods Policy' },
      },
      { key: { type: 'authenticationMethodsPolicy', id: 'Sms' }, body: sms },
      { key: { type: 'authenticationMethodsPolicy', id: 'Fido2' }, body: keys },
    ]);
    expect(served.log()).toEqual(['GET /beta/policies/authenticationMethodsPolicy']);
  });

  const lies: readonly (readonly [string, object])[] = [
    ['without its methods', methods({ authenticationMethodConfigurations: undefined })],
    ['with methods that are no list', methods({ authenticationMethodConfigurations: { value: [sms] } })],
    ['with a method that is no object', methods({ authenticationMethodConfigurations: [sms, null] })],
    [
      'with methods that go on elsewhere',
      methods({ 'authenticationMethodConfigurations@odata.nextLink': 'https://graph.microsoft.com/beta/x' }),
    ],
    ['with a method twice', methods({ authenticationMethodConfigurations: [sms, keys, { ...sms, state: 'enabled' }] })],
    ['with a method without an id', methods({ authenticationMethodConfigurations: [{ ...sms, id: undefined }] })],
    ['under another id', methods({ id: 'policy' })],
    ['that is a list', { value: [methods()] }],
  ];
  it.each(lies)('is no policy %s', async (_name, body) => {
    const { tenant } = await ofMethods(body);
    expect((await problemOf(all(tenant.read('authenticationMethodsPolicy')))).code).toBe('lyingAnswer');
  });

  it('and its methods are found by key in one request, what is not among them is absent', async () => {
    const { tenant, served } = await ofMethods(methods());
    const type = 'authenticationMethodsPolicy' as const;
    const found = await tenant.readByKey(['Fido2', type, 'Voice'].map((id) => ({ type, id })));
    expect(found.get(`${type}/Fido2`)).toEqual({ is: 'present', body: keys });
    expect(found.get(`${type}/${type}`)).toMatchObject({ is: 'present' });
    expect(found.get(`${type}/Voice`)).toEqual({ is: 'absent' });
    expect(served.asked).toHaveLength(1);
  });
});

describe('the authorization policy', () => {
  const type: ObjectType = 'authorizationPolicy';
  const policy = { id: type, deletedDateTime: null, allowInvitesFrom: 'everyone' };

  it('is one object', async () => {
    const { tenant, served } = await tenantOf(() => ({ json: policy }));
    const body = { id: type, allowInvitesFrom: 'everyone' };
    expect(await all(tenant.read(type))).toEqual([{ key: { type, id: type }, body }]);
    expect(served.log()).toEqual(['GET /v1.0/policies/authorizationPolicy']);
    expect(await tenant.readDeleted(type)).toEqual([]);
  });

  it('is never taken for absent when it cannot be read', async () => {
    for (const [said, code] of [
      [denied, 'permission'],
      [unavailable, 'tenantUnreadable'],
      [notFound, 'tenantUnreadable'],
      [{ json: { ...policy, id: 'another' } }, 'lyingAnswer'],
    ] as const) {
      const { tenant } = await tenantOf(() => said);
      expect((await problemOf(all(tenant.read(type)))).code).toBe(code);
      expect((await tenant.readByKey([{ type, id: type }])).get(`${type}/${type}`)?.is).toBe('unknown');
    }
  });
});
