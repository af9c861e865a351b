import { describe, expect, it } from 'vitest';
import { assertPermitted, type Method } from '../../src/graph/request.ts';

const ask = (method: Method, path: string) => () => assertPermitted({ method, path });

describe('what would be gone for good', () => {
  it.each([
    '/policies/authenticationStrengthPolicies/1',
    '/policies/authenticationStrengthPolicies/1/',
    '/policies/authenticationstrengthpolicies/1/combinationConfigurations/..',
    '/policies/authenticationMethodsPolicy',
    '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Sms',
    '/policies/authenticationMethodsPolicy/%61uthenticationMethodConfigurations/Sms?$select=id',
    '/policies/authorizationPolicy',
    '/organization/1',
    'https://graph.microsoft.com/v1.0/organization/1',
  ])('is never deleted: %s', (path) => {
    expect(ask('DELETE', path)).toThrow(/for good/);
    expect(ask('PATCH', path)).not.toThrow();
  });

  it.each([
    '/policies/authenticationStrengthPolicies/1/combinationConfigurations/2',
    '/applications/1/federatedIdentityCredentials/2',
    '/servicePrincipals/1/appRoleAssignedTo/2',
    '/oauth2PermissionGrants/1',
    '/users/1',
    '/groups/1/owners/2/$ref',
    '/identity/conditionalAccess/policies/1',
    '/identity/conditionalAccess/namedLocations/1',
  ])('is not %s', (path) => {
    expect(ask('DELETE', path)).not.toThrow();
  });
});
