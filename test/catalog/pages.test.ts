/** What the pages decide from a body, and how much of Microsoft's own service they cover. */
import { describe, expect, it } from 'vitest';
import { pageOf, pages } from '../../src/core/catalog/index.ts';
import type { Body, ObjectType } from '../../src/core/model.ts';

const agent = '#microsoft.graph.agentIdentity';

const kinds: readonly (readonly [ObjectType, Body, string | null])[] = [
  ['user', {}, 'user'],
  ['group', { groupTypes: ['Unified'], securityEnabled: true, mailEnabled: true }, 'group/unified'],
  ['group', { groupTypes: [], securityEnabled: true, mailEnabled: false }, 'group/security'],
  ['group', { groupTypes: [], securityEnabled: true, mailEnabled: true }, null],
  ['group', { groupTypes: [], securityEnabled: false, mailEnabled: true }, null],
  ['application', {}, 'application'],
  ['application', { '@odata.type': '#microsoft.graph.agentIdentityBlueprint' }, 'application/agentIdentityBlueprint'],
  ['servicePrincipal', { servicePrincipalType: 'Application' }, 'servicePrincipal'],
  ['servicePrincipal', { servicePrincipalType: 'ServiceIdentity', '@odata.type': agent }, 'servicePrincipal/agent'],
  ['servicePrincipal', { servicePrincipalType: 'ManagedIdentity' }, null],
  ['namedLocation', { '@odata.type': '#microsoft.graph.ipNamedLocation' }, 'namedLocation'],
  ['namedLocation', { '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation' }, null],
  ['authenticationStrengthPolicy', { policyType: 'custom' }, null],
  ['authenticationMethodsPolicy', {}, null],
  ['authorizationPolicy', {}, null],
  ['organization', {}, null],
  ['conditionalAccessPolicy', {}, 'conditionalAccessPolicy'],
];

it.each(kinds)('a %s like %o is deleted as %s', (type, body, kind) => {
  expect(pageOf(type).deletionKind(body)).toBe(kind);
});

it('deletes only what Graph keeps among the deleted ones', () => {
  for (const [type, , kind] of kinds) if (kind !== null) expect(pageOf(type).deletedItems, type).not.toBeNull();
});

const hardwareTokens = '#microsoft.graph.hardwareOathAuthenticationMethodConfiguration';

it.each<readonly [ObjectType, Body, boolean]>([
  ['servicePrincipal', { servicePrincipalType: 'ManagedIdentity' }, false],
  ['servicePrincipal', { servicePrincipalType: 'Application' }, true],
  ['authenticationStrengthPolicy', { policyType: 'builtIn' }, false],
  ['authenticationStrengthPolicy', { policyType: 'custom' }, true],
  ['authenticationMethodsPolicy', { '@odata.type': hardwareTokens }, false],
  ['authenticationMethodsPolicy', { id: 'authenticationMethodsPolicy' }, true],
])('a %s like %o may be written: %s', (type, body, isWritten) => {
  expect(pageOf(type).whyNeverWritten(body) === null).toBe(isWritten);
});

describe('children', () => {
  const keyOf = (type: ObjectType, child: Body): string | null | undefined => pageOf(type).children[0]?.keyOf(child);

  it('have names that do not depend on order', () => {
    expect(keyOf('application', { name: 'main' })).toBe('main');
    expect(keyOf('application', {})).toBeNull();
    expect(keyOf('authenticationStrengthPolicy', { appliesToCombinations: ['b', 'a', 'b'] })).toBe('a+b');
    expect(keyOf('authenticationStrengthPolicy', { appliesToCombinations: null })).toBeNull();
  });
});

it('a restored location is never trusted, and a trusted one is made untrusted before it is deleted', () => {
  const { afterRestore, beforeDelete } = pageOf('namedLocation');
  expect(afterRestore({ isTrusted: true }, 'l1')).toEqual({ isTrusted: false });
  expect(afterRestore({ countriesAndRegions: ['NO'] }, 'l2')).toEqual({ countriesAndRegions: ['NO'] });
  expect(beforeDelete({ isTrusted: true })).toEqual({ isTrusted: false });
  expect(beforeDelete({ isTrusted: false })).toEqual({});
});

it('a deleted user has its id before its name, and loses it when restored', () => {
  const id = '0b6a2f1e-7c1d-4f0f-9a34-2d8f3c0b5e01';
  const deleted = { userPrincipalName: '0b6a2f1e7c1d4f0f9a342d8f3c0b5e01nora@fabrikam.example' };
  expect(pageOf('user').afterRestore(deleted, id)).toEqual({ userPrincipalName: 'nora@fabrikam.example' });
});

describe('Microsoft’s own service', () => {
  // Its documentation counts them (facts on Graph §2).
  it.each<readonly [ObjectType, number]>([
    ['user', 33],
    ['group', 12],
    ['application', 19],
    // And publisherName, which is not covered.
    ['servicePrincipal', 13],
  ])('recovers of a %s %i properties that are kept here too', (type, count) => {
    const { properties } = pageOf(type);
    expect(properties === 'all' ? [] : properties.filter(({ native }) => native === true)).toHaveLength(count);
  });

  it('recovers nothing here of which its page does not say so', () => {
    for (const { type, native, properties, links } of pages) {
      const marked = [...(properties === 'all' ? [] : properties), ...links].some((one) => one.native === true);
      if (marked) expect(native, type).not.toBeNull();
    }
  });
});

it('orders a recovery so that what others refer to comes first', () => {
  const order = (type: ObjectType): number => pageOf(type).order;
  const wanted: readonly ObjectType[] = [
    'user',
    'group',
    'namedLocation',
    'authenticationStrengthPolicy',
    'application',
    'servicePrincipal',
    'authenticationMethodsPolicy',
    'authorizationPolicy',
    'organization',
    'conditionalAccessPolicy',
  ];
  expect(wanted.toSorted((a, b) => order(a) - order(b))).toEqual(wanted);
  expect(pages.map(({ type }) => type)).toEqual(wanted);
  expect(new Set(pages.map((page) => page.order)).size).toBe(pages.length);
});
