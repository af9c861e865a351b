import { describe, expect, it } from 'vitest';
import { commonCoverage, coversProperty } from '../../src/core/coverage.ts';
import type { TypeCoverage } from '../../src/core/model.ts';

const covers = (properties: TypeCoverage['properties'], links: readonly string[] = [], deletedItems = true) => ({
  properties,
  links,
  deletedItems,
});

describe('what all sides cover', () => {
  it('is what each of them covers', () => {
    const old = { user: covers(['city', 'id'], ['manager']), group: covers(['id']) };
    const recent = { user: covers(['city', 'department', 'id'], ['manager', 'sponsors'], false) };
    const third = { user: covers(['id', 'city'], []) };
    expect(commonCoverage(old, recent)).toEqual({ user: covers(['city', 'id'], ['manager'], false) });
    expect(commonCoverage(recent, old)).toEqual(commonCoverage(old, recent));
    expect(commonCoverage(old, recent, third)).toEqual({ user: covers(['city', 'id'], [], false) });
    expect(commonCoverage(old)).toEqual(old);
  });

  it('takes the named ones where only one side covers all', () => {
    const [all, some] = [{ user: covers('all') }, { user: covers(['city']) }];
    expect(commonCoverage(all, some)).toEqual(some);
    expect(commonCoverage(some, all)).toEqual(some);
    expect(commonCoverage(all, all)).toEqual(all);
  });

  it('has no type that a side lacks', () => {
    expect(commonCoverage({ user: covers('all') }, {})).toEqual({});
    expect(commonCoverage({}, { user: covers('all') })).toEqual({});
  });

  it('counts links apart from properties', () => {
    expect(coversProperty(covers('all', ['members']), 'members')).toBe(false);
    expect(coversProperty(covers('all', ['members']), 'displayName')).toBe(true);
    expect(coversProperty(covers(['displayName']), 'displayName')).toBe(true);
    expect(coversProperty(covers(['displayName']), 'department')).toBe(false);
  });
});
