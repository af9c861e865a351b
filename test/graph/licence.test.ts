/** A refusal for want of a licence, told apart from one for want of a permission. */
import { describe, expect, it } from 'vitest';
import type { ObjectType } from '../../src/core/model.ts';
import { problemOf } from '../contract/failure.ts';
import { graphError, type Said } from './fakeGraph.ts';
import { all, denied, id, page, tenantOf, unavailable } from './scene.ts';

const plans = { p1: '41781fb2-bc02-4b7c-bd55-b576c07bb09d', p2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998' };
const sku = (plan: string, capabilityStatus = 'Enabled') => ({
  id: `${id(1)}_${id(2)}`,
  capabilityStatus,
  servicePlans: [{ servicePlanId: id(3) }, { servicePlanId: plan }],
});

const tenantWith = (skus: Said, said: Said = denied) =>
  tenantOf(({ path }) => (path === '/v1.0/subscribedSkus' ? skus : said));

describe('a type that Graph refuses', () => {
  const cases: readonly (readonly [string, ObjectType, Said, string])[] = [
    ['without any subscription', 'conditionalAccessPolicy', page([]), 'licence'],
    ['with a subscription of something else', 'namedLocation', page([sku(id(4))]), 'licence'],
    [
      'with a subscription that has run out',
      'authenticationStrengthPolicy',
      page([sku(plans.p1, 'Suspended')]),
      'licence',
    ],
    ['with P1', 'conditionalAccessPolicy', page([sku(id(4)), { ...sku(plans.p1), id: 'other' }]), 'permission'],
    ['with P2', 'namedLocation', page([sku(plans.p2)]), 'permission'],
    ['when nobody may look', 'conditionalAccessPolicy', denied, 'permission'],
    ['that needs none', 'group', page([]), 'permission'],
  ];
  it.each(cases)('%s: %s', async (_name, type, skus, code) => {
    const { tenant, served } = await tenantWith(skus);
    const problem = await problemOf(all(tenant.read(type)));
    expect(problem.code).toBe(code);
    if (code === 'licence') expect(problem.text).toContain('Microsoft Entra ID P1');
    expect(served.log().filter((line) => line.includes('subscribedSkus'))).toHaveLength(type === 'group' ? 0 : 1);
  });

  it.each([
    ['unavailable', unavailable],
    ['a refusal of another sort', { status: 400, json: graphError('BadRequest') }],
  ] as const)('is told as it is when it was no 403: %s', async (_name, said) => {
    const { tenant, served } = await tenantWith(page([]), said);
    expect((await problemOf(all(tenant.read('conditionalAccessPolicy')))).code).toBe('tenantUnreadable');
    expect(served.log().some((line) => line.includes('subscribedSkus'))).toBe(false);
  });
});

describe('a tenant', () => {
  it.each([
    ['licensed with P1', page([sku(plans.p1)]), true],
    ['licensed with P2', page([sku(plans.p2)]), true],
    ['not licensed', page([sku(id(4))]), false],
    ['not licensed when the subscription has ended', page([sku(plans.p2, 'Deleted')]), false],
    ['neither when nobody may look', denied, null],
  ] as const)('is %s', async (_name, skus, expected) => {
    const { tenant } = await tenantWith(skus);
    expect(await tenant.isLicensed()).toBe(expected);
  });

  it('is not called unlicensed because Graph was not there', async () => {
    const { tenant } = await tenantWith(unavailable);
    expect((await problemOf(tenant.isLicensed())).code).toBe('tenantUnreadable');
  });
});
