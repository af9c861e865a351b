/** Generated states for properties: bodies as Graph gives them, few values so that states often agree in part. */
import fc from 'fast-check';
import { objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import type { Body, ObjectType, Presence } from '../../src/core/model.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import {
  absent,
  aGroup,
  aLocation,
  aMethod,
  anApplication,
  anAuthorizationPolicy,
  anOrganization,
  aPolicy,
  aServicePrincipal,
  aStrength,
  aUser,
  present,
  softDeleted,
  triple,
  unknown,
} from '../builder.ts';

const word = fc.constantFrom('a', 'b', 'c');
const wordOrNull = fc.option(word);
const ids = fc.uniqueArray(fc.constantFrom('i1', 'i2', 'i3'), { maxLength: 3 }).map((list) => list.toSorted());
const links = ids.map((list) => list.map((id) => `user/${id}`));
const maybeSynced = fc.option(fc.boolean());

const userBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      city: wordOrNull,
      jobTitle: wordOrNull,
      employeeHireDate: wordOrNull,
      businessPhones: fc.array(word, { maxLength: 2 }),
      manager: fc.option(word.map((boss) => `user/${boss}`)),
      onPremisesSyncEnabled: maybeSynced,
    })
    .map((more) => aUser({ id, ...more }));

const groupBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      description: wordOrNull,
      membershipRule: wordOrNull,
      groupTypes: fc.constantFrom<readonly string[]>([], ['Unified'], ['DynamicMembership']),
      securityEnabled: fc.boolean(),
      members: links,
      owners: links,
    })
    .map((more) => aGroup({ id, ...more }));

const locationBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({ displayName: word, isTrusted: fc.boolean(), ipRanges: fc.array(word.map((cidr) => ({ cidr }))) })
    .map((more) => aLocation({ id, ...more }));

const policyBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      state: fc.constantFrom('enabled', 'disabled'),
      users: fc.record({ includeUsers: ids, excludeGroups: ids }),
      // An open type: what Graph adds over time may be missing, empty or set.
      more: fc.record(
        { preview: fc.option(word), sessionControls: fc.option(fc.record({ mode: word })) },
        {
          requiredKeys: ['sessionControls'],
        },
      ),
    })
    .map((words) => aPolicy({ id, ...words } as Parameters<typeof aPolicy>[0]));

/** By name; a credential always has an issuer, what else it has may differ. */
const children = fc.dictionary(fc.constantFrom('ci', 'c.d'), fc.record({ issuer: word, description: wordOrNull }), {
  maxKeys: 2,
});

const applicationBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      description: wordOrNull,
      federatedIdentityCredentials: children,
      passwordCredentials: fc.array(word.map((keyId) => ({ keyId }))),
      web: fc.record({ homePageUrl: wordOrNull, redirectUris: ids }),
      owners: links,
    })
    .map((more) => anApplication({ id, appId: `app-${id}`, ...more }));

const permissions = ids.map((list) => list.flatMap((id) => [`servicePrincipal/r1/${id}`, `user/u1/${id}`]).toSorted());

const servicePrincipalBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      accountEnabled: fc.boolean(),
      // What an object is never changes.
      servicePrincipalType: fc.constant(id.endsWith('1') ? 'ManagedIdentity' : 'Application'),
      owners: links,
      oauth2PermissionGrants: permissions,
      appRoleAssignedTo: permissions,
    })
    .map((more) => aServicePrincipal({ id, appId: `app-${id}`, ...more }));

const strengthBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      allowedCombinations: ids,
      combinationConfigurations: children,
      policyType: fc.constant(id.endsWith('1') ? 'builtIn' : 'custom'),
    })
    .map((more) => aStrength({ id, ...more }));

const methodBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({
      state: fc.constantFrom('enabled', 'disabled'),
      excludeTargets: fc.array(word.map((target) => ({ id: target }))),
    })
    .map((more) => aMethod({ id, ...more }));

const authorizationBody = (id: string): fc.Arbitrary<Body> =>
  fc
    .record({ blockMsolPowerShell: fc.boolean(), defaultUserRolePermissions: fc.record({ a: fc.boolean(), b: word }) })
    .map((more) => anAuthorizationPolicy({ id, ...more }));

const organizationBody = (id: string): fc.Arbitrary<Body> =>
  fc.record({ technicalNotificationMails: ids, city: wordOrNull }).map((more) => anOrganization({ id, ...more }));

export const bodyOf: { readonly [type in ObjectType]: (id: string) => fc.Arbitrary<Body> } = {
  user: userBody,
  group: groupBody,
  namedLocation: locationBody,
  conditionalAccessPolicy: policyBody,
  application: applicationBody,
  servicePrincipal: servicePrincipalBody,
  authenticationStrengthPolicy: strengthBody,
  authenticationMethodsPolicy: methodBody,
  authorizationPolicy: authorizationBody,
  organization: organizationBody,
};

/** As the deleted items are read: without links, and without what lives below the object. */
function unlinked(type: ObjectType, body: Body): Body {
  const page = pageOf(type);
  const apart = new Set([...page.links.map(({ name }) => name), ...page.children.map(({ property }) => property)]);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !apart.has(name)));
}

export const presenceOf = (type: ObjectType, id: string): fc.Arbitrary<Presence> =>
  fc.oneof(
    { weight: 6, arbitrary: bodyOf[type](id).map(present) },
    ...(pageOf(type).deletedItems === null
      ? []
      : [{ weight: 2, arbitrary: bodyOf[type](id).map((body) => softDeleted(unlinked(type, body))) }]),
    { weight: 1, arbitrary: fc.constant(absent) },
  );

export const mayBeUnknown = (type: ObjectType, id: string): fc.Arbitrary<Presence> =>
  fc.oneof({ weight: 9, arbitrary: presenceOf(type, id) }, { weight: 1, arbitrary: fc.constant(unknown) });

export const anyType = fc.constantFrom(...objectTypes);

/** Triples of objects of their own, of any type. `state` makes one side of one object. */
export const triplesOf = (state: (type: ObjectType, id: string) => fc.Arbitrary<Presence>) =>
  fc.array(anyType, { minLength: 1, maxLength: 5 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((type, index): fc.Arbitrary<Triple> => {
        const id = `x${index}`;
        const side = state(type, id);
        return fc
          .record({ base: side, wanted: side, live: side, newest: fc.option(side, { nil: undefined }) })
          .map(({ newest, ...states }) => triple(type, { id, ...states, ...(newest === undefined ? {} : { newest }) }));
      }),
    ),
  );
