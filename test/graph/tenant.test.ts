import { describe, expect, it } from 'vitest';
import { problemOf } from '../contract/failure.ts';
import { id, page, tenantOf } from './scene.ts';

describe('describing', () => {
  it('is one organization', async () => {
    const { tenant } = await tenantOf(() => page([{ id: id(7), displayName: 'Contoso', tenantType: 'AAD' }]));
    expect(await tenant.describe()).toEqual({ tenantId: id(7), displayName: 'Contoso', tenantType: 'AAD' });
  });

  it.each([
    ['none', []],
    [
      'two',
      [
        { id: id(1), tenantType: 'AAD' },
        { id: id(2), tenantType: 'AAD' },
      ],
    ],
    ['one of no kind', [{ id: id(1) }]],
  ])('is not %s', async (_name, organizations) => {
    const { tenant } = await tenantOf(() => page(organizations));
    expect((await problemOf(tenant.describe())).code).toBe('lyingAnswer');
  });
});
