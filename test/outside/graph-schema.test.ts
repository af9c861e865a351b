/**
 * The embedded tenant's schema against data nobody here wrote: Graph's CSDL and beta names (microsoftgraph/msgraph-metadata)
 * and the policies of a real sample tenant (cisagov/ScubaGear). They lie beside the repository, in `../shared/data`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { distil } from '../../scripts/distil-schema.ts';
import { propertiesOf, propertyOf, typeOf } from '../../src/embedded/schema.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { isBody } from '../../src/embedded/value.ts';
import { openScene, readAll, tenantId } from '../embedded/scene.ts';

const root = new URL('../../', import.meta.url);
const data = new URL('../shared/data/', root);
const present = existsSync(data);
const read = (name: string): string => readFileSync(new URL(name, data), 'utf8');

it('the data is there wherever the project is checked', () => {
  if (process.env.CI !== undefined) expect(present, `${fileURLToPath(data)} is absent`).toBe(true);
});

/** Paths of properties that the type does not have, in either version. */
function unknownPaths(type: string, value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownPaths(type, item, path));
  if (!isBody(value) || typeOf(type) === undefined) return [];
  return Object.entries(value).flatMap(([name, content]) => {
    if (name.includes('@')) return [];
    const property = propertyOf(type, name, 'beta');
    const at = path === '' ? name : `${path}.${name}`;
    return property === undefined ? [at] : unknownPaths(property.type ?? '', content, at);
  });
}

describe.skipIf(!present)('Graph’s schema (skipped without ../shared/data)', () => {
  it('distilled again gives the same bytes', () => {
    const committed = readFileSync(new URL('src/embedded/schema/graph.json', root), 'utf8');
    const again = distil(read('graph-v1.0.csdl'), JSON.parse(read('graph-beta-properties.json')));
    expect(again === committed).toBe(true);
  });

  it('has every beta property of the types it serves', () => {
    const beta = JSON.parse(read('graph-beta-properties.json')) as Record<string, { properties: string[] }>;
    for (const type of ['user', 'group', 'conditionalAccessPolicy', 'namedLocation', 'compliantNetworkNamedLocation']) {
      expect([...propertiesOf(type).keys()]).toEqual(expect.arrayContaining(beta[type]?.properties ?? ['missing']));
    }
  });
});

describe.skipIf(!present)('a real tenant’s policies (skipped without ../shared/data)', () => {
  const policies = (): Record<string, unknown>[] =>
    JSON.parse(read('scubagear-sample-tenant.json')).conditional_access_policies;

  it('hold nothing that the schema, with what was observed, does not know', () => {
    expect(policies().flatMap((policy) => unknownPaths('conditionalAccessPolicy', policy))).toEqual([]);
    const observed = ['agents', 'times'].filter((name) =>
      policies().some((policy) => isBody(policy.conditions) && name in policy.conditions),
    );
    expect(observed).toEqual(['agents', 'times']);
  });

  it('load as a seed and come back in beta with everything they had', async () => {
    const ids = new Set<unknown>();
    // The sample names one policy twice; a tenant has each id once.
    const once = policies().filter(({ id }) => !ids.has(id) && ids.add(id));
    const { ask } = await openScene({
      seed: { organization: { id: tenantId }, conditionalAccessPolicies: once } as Seed,
    });
    const { items } = await readAll(ask, '/beta/identity/conditionalAccess/policies');
    expect(items).toHaveLength(once.length);
    for (const policy of once) {
      const shown = items.find((item) => item.id === policy.id) as Record<string, unknown> | undefined;
      const { createdDateTime, modifiedDateTime, grantControls, ...rest } = policy;
      expect(shown).toMatchObject(rest);
      expect(shown?.createdDateTime).toMatch(/^\d{4}-\d{2}-\d{2}T/);
      if (isBody(grantControls) && isBody(grantControls.authenticationStrength)) {
        expect(shown?.grantControls).toMatchObject({
          authenticationStrength: { id: grantControls.authenticationStrength.id },
        });
      }
    }
  });
});
