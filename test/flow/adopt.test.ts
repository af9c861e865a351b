/** From a backup to a program that the compiler and Pulumi's own runtime take, over all of Contoso. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../src/core/model.ts';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import { runProject, snapshotOf } from './adopt/project.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const collections = [
  'users',
  'groups',
  'applications',
  'servicePrincipals',
  'conditionalAccessPolicies',
  'namedLocations',
];

async function backedUp(): Promise<Scene> {
  const scene = await setScene({ seed: contoso() });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  return scene;
}

interface Left {
  readonly type: string;
  readonly id: string;
  readonly property?: string;
}

const idsIn = (links: unknown): readonly string[] =>
  (Array.isArray(links) ? (links as readonly string[]) : []).map((link) => link.split('/')[1] ?? '').toSorted();
const asSet = (values: unknown): readonly unknown[] => (Array.isArray(values) ? values.toSorted() : []);

describe('adopt', () => {
  it('makes of all of Contoso a program that compiles, runs, and refers to what the tenant refers to', async () => {
    const scene = await backedUp();
    const ran = await scene.run(night, 'adopt', '--look-up', '--json', '--out', 'all');
    expect(ran).toMatchObject({ exitCode: 0 });
    const data = JSON.parse(ran.out) as { readonly resources: number; readonly notExpressed: readonly Left[] };
    const whole = new Set(data.notExpressed.filter((one) => one.property === undefined).map(({ id }) => id));

    const objects = new Map<string, readonly Body[]>();
    for (const collection of collections) objects.set(collection, await snapshotOf(scene, collection));
    const those = (collection: string): readonly Body[] =>
      (objects.get(collection) ?? []).filter(({ id }) => !whole.has(String(id)));
    const appIds = ['applications', 'servicePrincipals'].flatMap((collection) =>
      those(collection).map(({ id, appId }) => [String(id), String(appId)] as const),
    );
    const folder = join(scene.directory, 'all');
    const { registered, imports, of } = await runProject(folder, new Map(appIds));
    expect(registered.length).toBe(data.resources);
    expect(registered.map(({ name }) => name).toSorted()).toEqual(imports.map(({ name }) => name).toSorted());
    // Every object is in the program or in the list of what is not.
    const counts = [...objects.values()].flat().length;
    expect(
      [...objects.keys()].flatMap(those).length +
        [...objects.values()].flat().filter(({ id }) => whole.has(String(id))).length,
    ).toBe(counts);
    expect(those('groups').length).toBeGreaterThan(40);

    for (const group of those('groups')) {
      const inputs = of(`/groups/${group.id}`);
      const isDynamic = (group.groupTypes as readonly string[]).includes('DynamicMembership');
      expect(asSet(inputs.members)).toEqual(isDynamic ? [] : idsIn(group.members));
      expect(asSet(inputs.owners)).toEqual(idsIn(group.owners));
    }
    for (const user of those('users')) {
      const inputs = of(`/users/${user.id}`);
      expect(inputs).toMatchObject({ displayName: user.displayName, userPrincipalName: user.userPrincipalName });
      expect(inputs.managerId ?? null).toBe(user.manager === null ? null : idsIn([user.manager])[0]);
    }
    for (const policy of those('conditionalAccessPolicies')) {
      const { conditions, state } = of(`/identity/conditionalAccess/policies/${policy.id}`) as {
        readonly state: string;
        readonly conditions: { readonly [part: string]: { readonly [name: string]: unknown } };
      };
      const kept = policy.conditions as { readonly [part: string]: { readonly [name: string]: unknown } | null };
      expect(state).toBe(policy.state);
      for (const [part, name] of [
        ['users', 'Users'],
        ['users', 'Groups'],
        ['users', 'Roles'],
        ['applications', 'Applications'],
        ['locations', 'Locations'],
      ] as const) {
        for (const way of ['include', 'exclude']) {
          expect(asSet(conditions[part]?.[`${way}d${name}`])).toEqual(asSet(kept[part]?.[`${way}${name}`]));
        }
      }
    }
    for (const principal of those('servicePrincipals')) {
      expect(of(`/servicePrincipals/${principal.id}`)).toMatchObject({ clientId: principal.appId });
      const given = registered
        .filter(({ type }) => type === 'azuread:index/appRoleAssignment:AppRoleAssignment')
        .filter(({ inputs }) => inputs.resourceObjectId === principal.id)
        .map(({ inputs }) => `${inputs.principalObjectId}/${inputs.appRoleId}`);
      const links = principal.appRoleAssignedTo as readonly string[];
      expect(given.toSorted()).toEqual(links.map((link) => link.slice(link.indexOf('/') + 1)).toSorted());
      const granted = registered
        .filter(({ inputs }) => inputs.servicePrincipalObjectId === principal.id)
        .flatMap(({ inputs }) =>
          (inputs.claimValues as readonly string[]).map(
            (scope) => `servicePrincipal/${inputs.resourceServicePrincipalObjectId}/${scope}`,
          ),
        );
      expect(granted.toSorted()).toEqual(asSet(principal.oauth2PermissionGrants));
    }
    const credentials = registered.filter(({ type }) => type.endsWith(':ApplicationFederatedIdentityCredential'));
    const children = those('applications').flatMap(({ federatedIdentityCredentials }) =>
      Object.keys(federatedIdentityCredentials as object),
    );
    expect(credentials.map(({ inputs }) => inputs.displayName).toSorted()).toEqual(children.toSorted());

    // The ids of grants and assignments are those that the tenant has.
    const grant = imports.find(({ type }) => type.endsWith(':ServicePrincipalDelegatedPermissionGrant'));
    expect(await scene.person.get(`/v1.0${grant?.id}`)).toMatchObject({ consentType: 'AllPrincipals' });
    const assignment = imports.find(({ type }) => type.endsWith(':AppRoleAssignment'));
    expect(await scene.person.get(`/v1.0${assignment?.id}`)).toHaveProperty('appRoleId');
  });

  it('asks nobody without --look-up, takes the chosen alone, and is the same twice', async () => {
    const scene = await backedUp();
    // Nobody listens there.
    const alone = { ENTRA_REWIND_NOW: night, ENTRA_REWIND_GRAPH_URL: 'http://127.0.0.1:9' };
    const words = ['adopt', '--type', 'conditionalAccessPolicy', '--type', 'group', '--out'];
    const [first, second] = [await scene.runWith(alone, ...words, 'one'), await scene.runWith(alone, ...words, 'two')];
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    for (const file of ['index.ts', 'import.json', 'README.md', 'not-expressed.json', 'package.json', 'Pulumi.yaml']) {
      expect(await scene.file(`two/${file}`)).toBe(await scene.file(`one/${file}`));
    }
    const program = await scene.file('one/index.ts');
    expect(new Set(program.match(/new azuread\.\w+/g))).toEqual(
      new Set(['new azuread.Group', 'new azuread.ConditionalAccessPolicy']),
    );
    expect(program).toMatch(/excludedGroups: \[group\w+\.objectId\]/);

    const [policy] = await snapshotOf(scene, 'conditionalAccessPolicies');
    const one = await scene.run(night, 'adopt', '--id', String(policy?.id), '--json', '--out', 'single');
    expect(JSON.parse(one.out)).toMatchObject({ objects: 1, resources: 1 });
  });

  it('says what it leaves out, in the README and on the screen, and how to look up what no backup holds', async () => {
    const scene = await backedUp();
    const { out } = await scene.run(night, 'adopt', '--out', 'all');
    expect(out).toContain('servicePrincipal.appRoleAssignedTo');
    expect(out).toContain('--look-up asks the tenant for it');
    const listed = JSON.parse(await scene.file('all/not-expressed.json')) as { readonly notExpressed: readonly Left[] };
    const readme = await scene.file('all/README.md');
    for (const { type, property } of listed.notExpressed) {
      const name = property?.replace(/^(federatedIdentityCredentials)\..*/, '$1');
      expect(readme).toContain(name === undefined ? `| ${type} | the whole object |` : `| ${type} | \`${name}\` |`);
    }
  });

  it('writes over nothing, and refuses what the backup does not have', async () => {
    const scene = await backedUp();
    const mine = join(scene.directory, 'mine');
    await mkdir(mine);
    await writeFile(join(mine, 'index.ts'), 'my own');
    expect(await scene.run(night, 'adopt', '--out', 'mine')).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('the folder is not empty'),
    });
    expect(await readFile(join(mine, 'index.ts'), 'utf8')).toBe('my own');
    expect(await scene.run(night, 'adopt', '--id', 'nobody', '--out', 'new')).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('has no such object: nobody'),
    });
    expect(await scene.run(night, 'adopt', '--backup', '2020', '--out', 'new')).toMatchObject({ exitCode: 8 });
  });
});
