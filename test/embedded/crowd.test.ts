/** A tenant whose users and groups are made as they are read is the one that was made at once. */
import { describe, expect, it } from 'vitest';
import { personAt } from '../../src/commands/demo/graph.ts';
import { administratorToken } from '../../src/commands/tenant/identities.ts';
import { Failure } from '../../src/core/problem.ts';
import { generated } from '../../src/embedded/seeds/generated.ts';
import { generatedCrowd } from '../../src/embedded/seeds/generatedCrowd.ts';
import { startTenant } from '../../src/embedded/server.ts';

const size = 2000;

async function pair() {
  const [kept, made] = await Promise.all([startTenant({ seed: generated(size) }), startTenant(generatedCrowd(size))]);
  return {
    kept,
    made,
    close: () => Promise.all([kept.close(), made.close()]),
    people: [kept, made].map((server) => personAt(server.url, administratorToken(server.tenantId))),
  };
}

describe('a crowd', () => {
  it('holds what the tenant of the same size holds', async () => {
    const { kept, made, close } = await pair();
    expect(made.tenant.dump()).toEqual(kept.tenant.dump());
    await close();
  });

  it('takes the same changes, and refuses the same', async () => {
    const { kept, made, close, people } = await pair();
    const { users = [], groups = [] } = generated(size);
    const [first, second] = users.slice(-2) as [{ id: string; userPrincipalName: string }, { id: string }];
    const group = groups.findLast(
      (one) => (one.members?.length ?? 0) > 1 && one.onPremisesSyncEnabled !== true && one.membershipRule === null,
    ) as { id: string; members: string[] };
    const object = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
    const deeds: readonly ((person: (typeof people)[number]) => Promise<unknown>)[] = [
      (person) => person.patch(`/v1.0/users/${first.id}`, { jobTitle: 'Baker' }),
      (person) => person.patch(`/v1.0/users/${second.id}`, { userPrincipalName: first.userPrincipalName }),
      (person) => person.patch(`/v1.0/users/${first.id}`, { userType: 'Guest' }),
      (person) => person.patch(`/v1.0/users/${first.id}`, { userPrincipalName: 'new.name@contoso.com' }),
      (person) => person.patch(`/v1.0/users/${second.id}`, { userPrincipalName: first.userPrincipalName }),
      (person) => person.delete(`/v1.0/groups/${group.id}/members/${group.members[0]}/$ref`),
      (person) => person.delete(`/v1.0/groups/${group.id}/members/${group.members[0]}/$ref`),
      (person) => person.post(`/v1.0/groups/${group.id}/members/$ref`, object(first.id)),
      (person) => person.put(`/v1.0/users/${first.id}/manager/$ref`, object(second.id)),
      (person) => person.post(`/v1.0/users/${first.id}/sponsors/$ref`, object(second.id)),
      (person) => person.delete(`/v1.0/users/${group.members[1]}`),
      (person) => person.post(`/v1.0/directory/deletedItems/${group.members[1]}/restore`, {}),
      (person) => person.delete(`/v1.0/users/${second.id}`),
    ];
    for (const [index, deed] of deeds.entries()) {
      const [one, other] = await Promise.all(
        people.map((person) =>
          deed(person).then(
            () => 'done',
            (error: unknown) => said(error),
          ),
        ),
      );
      expect(other, `deed ${index}`).toBe(one);
    }
    const [these, those] = await Promise.all(
      people.map((person) => person.get("/v1.0/users?$filter=userType eq 'Guest'&$select=id&$top=999")),
    );
    const idsIn = (page: unknown) => (page as { value: { id: string }[] }).value.map(({ id }) => id).toSorted();
    expect(idsIn(those)).toEqual(idsIn(these));
    expect(idsIn(these).length).toBeGreaterThan(0);
    const stamps = /"(?:deletedDateTime|lastPasswordChangeDateTime)":"[^"]*"/g;
    const [a, b] = [kept, made].map(({ tenant }) => JSON.stringify(tenant.dump()).replaceAll(stamps, ''));
    expect(b).toBe(a);
    await close();
  });

  it('of a hundred thousand is ready at once', async () => {
    const server = await startTenant(generatedCrowd(100_000));
    const person = personAt(server.url, administratorToken(server.tenantId));
    const { value } = await person.get('/v1.0/users?$top=5&$select=id,displayName');
    expect(value).toHaveLength(5);
    await server.close();
  });

  it('can have any shape', async () => {
    const shape = { users: 500, groups: 100, servicePrincipals: 30, applications: 15 };
    const { tenant, close } = await startTenant(generatedCrowd(shape));
    const dumped = tenant.dump();
    expect(dumped.users).toHaveLength(500);
    expect(dumped.groups).toHaveLength(100);
    expect(dumped.servicePrincipals).toHaveLength(30);
    expect(dumped.applications).toHaveLength(15);
    await close();
  });
});

const said = (error: unknown): string => {
  if (!(error instanceof Failure)) throw error;
  const [status = ''] = / answered (\d+)/.exec(error.message) ?? [];
  return status;
};
