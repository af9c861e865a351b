/** Generated states for properties: bodies as Graph gives them, few values so that states often agree in part. */
import fc from 'fast-check';
import type { Body, ObjectType, Presence } from '../../src/core/model.ts';
import type { Triple } from '../../src/core/plan/triple.ts';
import { absent, aGroup, aLocation, aPolicy, aUser, present, softDeleted, triple, unknown } from '../builder.ts';

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

export const bodyOf: { readonly [type in ObjectType]: (id: string) => fc.Arbitrary<Body> } = {
  user: userBody,
  group: groupBody,
  namedLocation: locationBody,
  conditionalAccessPolicy: policyBody,
};

const unlinked = ({ members: _members, owners: _owners, manager: _manager, ...body }: Body): Body => body;

export const presenceOf = (type: ObjectType, id: string): fc.Arbitrary<Presence> =>
  fc.oneof(
    { weight: 6, arbitrary: bodyOf[type](id).map(present) },
    { weight: 2, arbitrary: bodyOf[type](id).map(unlinked).map(softDeleted) },
    { weight: 1, arbitrary: fc.constant(absent) },
  );

export const mayBeUnknown = (type: ObjectType, id: string): fc.Arbitrary<Presence> =>
  fc.oneof({ weight: 9, arbitrary: presenceOf(type, id) }, { weight: 1, arbitrary: fc.constant(unknown) });

const types = ['user', 'group', 'namedLocation', 'conditionalAccessPolicy'] as const satisfies readonly ObjectType[];
export const anyType = fc.constantFrom(...types);

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
