import { describe, expect, it } from 'vitest';
import { quotaSeconds, unitsOf } from '../../bench/units.ts';

const get = (path: string, inner = false) => ({ method: 'GET', path, inner });

describe('what requests cost', () => {
  it.each([
    ['a page of users', '/v1.0/users?$top=999', 2],
    ['one with chosen properties', '/v1.0/users?$select=id&$top=999', 1],
    ['the members of a group', '/v1.0/groups/00000000-0000-0000-0000-000000000001/members', 3],
    ['them by a coded name', '/v1.0/groups/00000000-0000-0000-0000-000000000001/members?%24select=id', 2],
  ])('%s', (_name, path, units) => {
    expect(unitsOf([get(path)])).toBe(units);
  });

  it('adds up, batched or not', () => {
    expect(unitsOf([get('/v1.0/users'), get('/v1.0/users', true)])).toBe(4);
    expect(unitsOf([])).toBe(0);
  });

  it('is not made up for what Graph does not have', () => {
    expect(() => unitsOf([get('/v1.0/nowhere')])).toThrow('no price');
  });
});

describe('the time that a quota takes', () => {
  it.each([
    [1, 0],
    [8_000, 0],
    [8_001, 10],
    [90_500, 110],
  ])('%d units', (units, seconds) => {
    expect(quotaSeconds(units, 8_000)).toBe(seconds);
  });
});
