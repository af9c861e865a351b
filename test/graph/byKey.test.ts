import { describe, expect, it } from 'vitest';
import type { Body, ObjectType, Presence } from '../../src/core/model.ts';
import { problemOf } from '../contract/failure.ts';
import { type Asked, graphError, notFound, type Said } from './fakeGraph.ts';
import { denied, id, page, target, tenantOf, user } from './scene.ts';

describe('deleted items', () => {
  it('come without links and without their date', async () => {
    const { tenant, served } = await tenantOf(() => page([user(1, { deletedDateTime: '2026-11-20T02:00:00Z' })]));
    expect(await tenant.readDeleted('user')).toEqual([
      { key: { type: 'user', id: id(1) }, body: { id: id(1), displayName: 'User 1' } },
    ]);
    expect(served.log()[0]).toMatch(/deletedItems\/microsoft\.graph\.user\?\$select=id,.*,deletedDateTime&\$top=999$/);
  });

  it.each([
    ['conditionalAccessPolicy', 403, 'null'],
    ['namedLocation', 403, 'null'],
    ['namedLocation', 404, 'null'],
    ['user', 403, 'permission'],
    ['group', 404, 'tenantUnreadable'],
    ['conditionalAccessPolicy', 503, 'tenantUnreadable'],
  ] as const)('of %s with %i are %s', async (type, status, expected) => {
    const { tenant } = await tenantOf(() => ({ status, json: graphError('Denied') }));
    if (expected === 'null') expect(await tenant.readDeleted(type)).toBeNull();
    else expect((await problemOf(tenant.readDeleted(type))).code).toBe(expected);
  });
});

describe('reading by key', () => {
  const where = async (
    type: ObjectType,
    numbers: readonly number[],
    answer: (asked: Asked) => Said,
  ): Promise<{ found: Presence[]; log: string[] }> => {
    const { tenant, served } = await tenantOf(answer);
    const presences = await tenant.readByKey(numbers.map((n) => ({ type, id: id(n) })));
    expect(presences.size).toBe(new Set(numbers).size);
    return { found: numbers.map((n) => presences.get(`${type}/${id(n)}`) as Presence), log: served.log() };
  };

  it('tells present, soft-deleted, gone and unreadable apart', async () => {
    const { found } = await where('user', [1, 2, 3, 4, 5], ({ path }) => {
      if (path.includes('/sponsors')) return page([target(9)]);
      if (path.includes(`users/${id(1)}`)) return { json: user(1) };
      if (path.includes(`deletedItems/${id(2)}`)) {
        return {
          json: { '@odata.type': '#microsoft.graph.user', ...user(2), deletedDateTime: '2026-11-20T02:00:00Z' },
        };
      }
      if (path.includes(`users/${id(4)}`)) return denied;
      return path.includes(`deletedItems/${id(5)}`) ? denied : notFound;
    });
    expect(found.map(({ is }) => is)).toEqual(['present', 'softDeleted', 'absent', 'unknown', 'unknown']);
    expect((found[0] as { body: Body }).body).toMatchObject({ manager: null, sponsors: [`user/${id(9)}`] });
    expect((found[1] as { body: Body }).body).toEqual({ id: id(2), displayName: 'User 2' });
    expect((found[3] as { reason: string }).reason).toContain('User.Read.All');
  });

  it('tells a deleted object of another type from one of its own', async () => {
    const deleted = { id: id(1), '@odata.type': '#microsoft.graph.group', deletedDateTime: '2026-11-20T02:00:00Z' };
    const noSuchProperty = { status: 400, json: graphError('BadRequest') };
    const answerFor =
      (isStrict: boolean) =>
      ({ path }: Asked): Said => {
        if (!path.includes(`deletedItems/${id(1)}`)) return path.includes('deletedItems') ? noSuchProperty : notFound;
        return isStrict && !path.endsWith('?$select=id') ? noSuchProperty : { json: deleted };
      };
    for (const isStrict of [true, false]) {
      const { found } = await where('user', [1, 2], answerFor(isStrict));
      expect(found.map(({ is }) => is)).toEqual(['absent', 'unknown']);
    }
    const { found } = await where('group', [1], answerFor(false));
    expect(found[0]?.is).toBe('softDeleted');
  });

  it('believes only Graph that something is not there', async () => {
    for (const json of [{ message: 'no route' }, graphError('BadGateway')]) {
      const { found } = await where('user', [1], () => ({ status: 404, json }));
      expect(found[0]?.is).toBe('unknown');
    }
  });

  it('takes no other object for the one asked for', async () => {
    const { found } = await where('user', [1], () => ({ json: user(2) }));
    expect(found[0]).toMatchObject({ is: 'unknown' });
  });

  it('keeps the type of an agent user', async () => {
    const agent = { '@odata.type': '#microsoft.graph.agentUser', ...user(1) };
    const { found } = await where('user', [1], ({ path }) => (path.includes('/sponsors') ? page([]) : { json: agent }));
    expect((found[0] as { body: Body }).body['@odata.type']).toBe('#microsoft.graph.agentUser');
  });

  it('asks for a few policies one by one and for many as a list', async () => {
    const policies = '/beta/identity/conditionalAccess';
    const few = await where('conditionalAccessPolicy', [1, 2], ({ path }) =>
      path === `${policies}/policies/${id(1)}`
        ? { json: user(1) }
        : { status: 404, json: graphError('ResourceNotFound') },
    );
    expect(few.found.map(({ is }) => is)).toEqual(['present', 'absent']);
    expect(few.log).toHaveLength(3);

    const many = await where('conditionalAccessPolicy', [1, 2, 3, 4, 5], ({ path }) =>
      page(path.includes('deletedItems') ? [user(2)] : [user(1), user(9)]),
    );
    expect(many.found.map(({ is }) => is)).toEqual(['present', 'softDeleted', 'absent', 'absent', 'absent']);
    expect(many.log).toEqual([`GET ${policies}/policies`, `GET ${policies}/deletedItems/policies`]);

    const hidden = await where('conditionalAccessPolicy', [1, 2, 3, 4], ({ path }) =>
      path.includes('deletedItems') ? denied : page([user(1)]),
    );
    expect(hidden.found.map(({ is }) => is)).toEqual(['present', 'unknown', 'unknown', 'unknown']);
  });

  it('does not know an object whose links cannot be read', async () => {
    const { found } = await where('user', [1, 2], ({ path }) => {
      if (path.includes(`${id(1)}/sponsors`)) return denied;
      return path.includes('/sponsors') ? page([]) : { json: user(path.includes(id(1)) ? 1 : 2) };
    });
    expect(found.map(({ is }) => is)).toEqual(['unknown', 'present']);
  });

  it('takes an object of which a part is not found for gone only where the object is not found either', async () => {
    let asked = 0;
    const { found, log } = await where('user', [1, 2, 3, 4], ({ path }) => {
      if (path.includes('/sponsors')) return path.includes(id(4)) ? page([]) : notFound;
      if (path.includes('deletedItems')) return notFound;
      if (path.endsWith('?$select=id')) {
        asked += 1;
        if (path.includes(id(2))) return notFound;
        return path.includes(id(3)) ? denied : { json: user(1) };
      }
      return { json: user([1, 2, 3, 4].find((n) => path.includes(id(n))) ?? 0) };
    });
    expect(found.map(({ is }) => is)).toEqual(['unknown', 'absent', 'unknown', 'present']);
    expect((found[0] as { reason: string }).reason).toMatch(/is there/);
    expect(asked).toBe(3);
    expect(log.length).toBeLessThan(6);
  });

  it('answers for every key when nothing can be read', async () => {
    const { found } = await where('group', [1, 2], () => ({ status: 503, text: '' }));
    expect(found.map(({ is }) => is)).toEqual(['unknown', 'unknown']);
  });
});
