/** What becomes of the crowd around the known objects: people and groups that no list of deeds names. */
import type { Person } from '../../src/commands/demo/graph.ts';
import { Failure } from '../../src/core/problem.ts';

interface Crowd {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

const object = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

type Deed = (person: Person, crowd: Crowd, next: () => number) => Promise<unknown>;

const pick = (ids: readonly string[], next: () => number): string => ids[Math.floor(next() * ids.length)] as string;

const deeds: readonly Deed[] = [
  (person, { users }, next) => person.patch(`/v1.0/users/${pick(users, next)}`, { city: `City ${next()}` }),
  (person, { users }, next) =>
    person.patch(`/v1.0/users/${pick(users, next)}`, { jobTitle: null, department: 'Moved' }),
  (person, { users }, next) => person.patch(`/v1.0/users/${pick(users, next)}`, { accountEnabled: next() < 0.5 }),
  (person, { users }, next) => person.delete(`/v1.0/users/${pick(users, next)}`),
  (person, { groups }, next) => person.patch(`/v1.0/groups/${pick(groups, next)}`, { description: `For ${next()}` }),
  (person, { groups }, next) => person.delete(`/v1.0/groups/${pick(groups, next)}`),
  (person, { users, groups }, next) =>
    person.post(`/v1.0/groups/${pick(groups, next)}/members/$ref`, object(pick(users, next))),
  (person, { users, groups }, next) =>
    person.post(`/v1.0/groups/${pick(groups, next)}/owners/$ref`, object(pick(users, next))),
  // Somebody is taken out, whoever is in.
  async (person, { groups }, next) => {
    const group = pick(groups, next);
    const { value } = await person.get(`/v1.0/groups/${group}/members?$select=id`);
    const members = (value as readonly { id: string }[]).map(({ id }) => id);
    if (members.length > 0) await person.delete(`/v1.0/groups/${group}/members/${pick(members, next)}/$ref`);
  },
  // A new one under the name of one that is gone.
  async (person, { users }, next) => {
    const user = pick(users, next);
    const { userPrincipalName } = await person.get(`/v1.0/users/${user}?$select=userPrincipalName`);
    await person.delete(`/v1.0/users/${user}`);
    await person.post('/v1.0/users', {
      ...{ displayName: 'Impostor', userPrincipalName, mailNickname: `impostor${Math.floor(next() * 1e9)}` },
      ...{ accountEnabled: true, passwordProfile: { password: 'not-a-secret-1' } },
    });
  },
];

/** What Graph refuses does not happen, as with people. */
export async function liveInCrowd(person: Person, next: () => number, count: number): Promise<void> {
  const idsIn = async (collection: string) => {
    const { value } = await person.get(`/v1.0/${collection}?$select=id&$top=999`);
    return (value as readonly { id: string }[]).map(({ id }) => id);
  };
  const crowd = { users: await idsIn('users'), groups: await idsIn('groups') };
  for (let index = 0; index < count; index += 1) {
    try {
      await deeds[Math.floor(next() * deeds.length)]?.(person, crowd, next);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
}
