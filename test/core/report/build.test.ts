import { describe, expect, it } from 'vitest';
import { objectTypes } from '../../../src/core/catalog/index.ts';
import { aChange, aLink, aReport } from './samples.ts';

describe('a report', () => {
  const changes = [
    aChange({ type: 'conditionalAccessPolicy', id: 'p1', displayName: 'A' }),
    aChange({ id: 'u3', displayName: 'b', change: 'added', recoveryAction: 'softDelete' }),
    aChange({ id: 'u2', displayName: 'Z', attributes: [{ name: 'city', backup: 'Oslo', current: null }] }),
    aChange({ id: 'u1', displayName: 'b', links: [aLink('-', 'user/b'), aLink('+', 'user/a'), aLink('-', 'user/a')] }),
  ];

  it('is in the order of the catalog, then of display name and id by code unit', () => {
    expect(objectTypes.indexOf('user')).toBeLessThan(objectTypes.indexOf('conditionalAccessPolicy'));
    expect(aReport(changes).objects.map(({ id }) => id)).toEqual(['u2', 'u1', 'u3', 'p1']);
  });

  it('is the same whatever order the changes came in', () => {
    const turned = changes.toReversed().map((change) => ({
      ...change,
      attributes: change.attributes.toReversed(),
      links: change.links.toReversed(),
    }));
    expect(JSON.stringify(aReport(turned))).toBe(JSON.stringify(aReport(changes)));
  });

  it('leaves what it was given as it was', () => {
    const before = JSON.stringify(changes);
    aReport(changes);
    expect(JSON.stringify(changes)).toBe(before);
  });

  it('counts objects, attributes and links, and objects by type and change', () => {
    expect(aReport(changes).totals).toEqual({
      objects: 4,
      attributes: 1,
      links: 3,
      byType: {
        user: { added: 1, changed: 2, softDeleted: 0, restored: 0, hardDeleted: 0 },
        conditionalAccessPolicy: { added: 0, changed: 1, softDeleted: 0, restored: 0, hardDeleted: 0 },
      },
    });
  });

  it('says once what both sides have not read, and keeps two reasons', () => {
    const remark = (type: 'user' | 'group', reason: string) => ({ type, reason });
    const notRead = [remark('group', 'excluded'), remark('user', 'b'), remark('user', 'a'), remark('user', 'b')];
    expect(aReport([], { notRead }).notRead).toEqual([
      remark('user', 'a'),
      remark('user', 'b'),
      remark('group', 'excluded'),
    ]);
  });
});
