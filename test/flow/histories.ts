/** Random histories of a tenant: what people do to it in a night, chosen by a seed. */
import type { Person } from '../../src/commands/demo/graph.ts';
import { Failure } from '../../src/core/problem.ts';
import { properties } from './everyType/changes.ts';
import { additions, deletions } from './everyType/existence.ts';
import { ids } from './everyType/ids.ts';
import { others } from './everyType/linkChanges.ts';
import { send } from './everyType/send.ts';

/** From 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <Item>(items: readonly Item[], next: () => number): Item =>
  items[Math.floor(next() * items.length)] as Item;

const object = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

const people = [ids.boss, ids.ada, ids.bob] as const;
/** What Graph’s lists of v1.0 leave out is among them. */
const owners = [...people, ids.payrollPrincipal] as const;

type Deed = (person: Person, next: () => number, count: number) => Promise<unknown>;

const deeds: readonly Deed[] = [
  // One property of something, to a value that differs from time to time.
  (person, next, count) => {
    const { path, body = {} } = pick(properties, next);
    const [name, value] = pick(Object.entries(body), next);
    const type = body['@odata.type'] === undefined ? {} : { '@odata.type': body['@odata.type'] };
    const changed = typeof value === 'string' && name === 'displayName' ? `${value} ${count}` : value;
    return person.patch(path, { ...type, [name]: changed });
  },
  (person, next) => send(person, pick(others, next)),
  (person, next) => {
    const [path, body] = pick(additions, next);
    return person.post(path, body);
  },
  (person, next) => person.delete(pick(deletions, next)),
  // What was deleted comes back, or goes for good.
  async (person, next) => {
    const type = pick(['user', 'group', 'application', 'servicePrincipal'], next);
    const { value } = await person.get(`/v1.0/directory/deletedItems/microsoft.graph.${type}`);
    const deleted = pick(value as readonly { id: string }[], next);
    if (deleted === undefined) return;
    if (next() < 0.7) await person.post(`/v1.0/directory/deletedItems/${deleted.id}/restore`, {});
    else await person.delete(`/v1.0/directory/deletedItems/${deleted.id}`);
  },
  // Links of all sorts, back and forth.
  (person, next) => person.post(`/v1.0/groups/${ids.team}/members/$ref`, object(pick(people, next))),
  (person, next) => person.delete(`/v1.0/groups/${ids.team}/members/${pick(people, next)}/$ref`),
  (person, next) => person.post(`/v1.0/groups/${ids.security}/owners/$ref`, object(pick(owners, next))),
  (person, next) => person.delete(`/v1.0/groups/${ids.security}/owners/${pick(owners, next)}/$ref`),
  (person, next) => person.put(`/v1.0/users/${pick(people, next)}/manager/$ref`, object(pick(people, next))),
  (person, next) => person.delete(`/v1.0/users/${pick(people, next)}/manager/$ref`),
  // Guests and agents get sponsors; anybody may lose them.
  async (person, next) => {
    const id = pick([...people, ids.agent], next);
    const { userType } = await person.get(`/v1.0/users/${id}?$select=userType`);
    if (userType !== 'Guest' && id !== ids.agent) return;
    await person.post(`/v1.0/users/${id}/sponsors/$ref`, object(pick(people, next)));
  },
  (person, next) => person.delete(`/v1.0/users/${pick([ids.ada, ids.agent], next)}/sponsors/${ids.boss}/$ref`),
  (person, next) => person.post(`/v1.0/applications/${ids.payroll}/owners/$ref`, object(pick(people, next))),
  (person, next) => person.delete(`/v1.0/applications/${ids.payroll}/owners/${pick(people, next)}/$ref`),
  async (person, next) => {
    const { value } = await person.get('/v1.0/oauth2PermissionGrants');
    const grant = pick(value as readonly { id: string }[], next);
    if (grant === undefined) return;
    if (next() < 0.5) await person.delete(`/v1.0/oauth2PermissionGrants/${grant.id}`);
    else await person.patch(`/v1.0/oauth2PermissionGrants/${grant.id}`, { scope: `User.Read Scope.${next()}` });
  },
];

/** Does so many things, of which Graph refuses some, as it does with people. Gives the number that it took. */
export async function live(person: Person, next: () => number, count: number): Promise<number> {
  let done = 0;
  for (let index = 0; index < count; index += 1) {
    try {
      await pick(deeds, next)(person, next, index);
      done += 1;
    } catch (error) {
      // Nobody minds what is not possible just now: a member who is one already, a user who is deleted, a broken connection.
      if (!(error instanceof Failure) && !(error instanceof TypeError && error.message === 'fetch failed')) throw error;
    }
  }
  return done;
}
