/**
 * The pages of the catalog against Graph's own schema: they name nothing that Graph does not have, and Graph has nothing
 * about which they say no word.
 */
import { describe, expect, it } from 'vitest';
import { pages } from '../../src/core/catalog/index.ts';
import type { TypePage } from '../../src/core/catalog/page.ts';
import { permissionIds } from '../../src/core/catalog/permissionIds.ts';
import {
  applicationPermissionIds,
  applicationPermissions,
  betaTypes,
  dataFolder,
  dataIsThere,
  directoryRoleNames,
  exportedPaths,
  exportedTypes,
  readSchema,
} from './graphSchema.ts';

it('the data is there wherever the project is checked', () => {
  if (process.env.CI !== undefined) expect(dataIsThere, `${dataFolder} is absent`).toBe(true);
});

/** Navigation properties that are part of the value: read and written with what contains them. */
const contained = new Set(['authenticationStrength', 'includeTargets', 'passkeyProfiles']);

/** In no schema, but in a real export: each is looked for there. */
const observed = [
  'partialEnablementStrategy',
  'conditions.agents',
  'conditions.times',
  'sessionControls.blockSensitiveActions',
  'includeTargets.allowedProfiles',
  'isCustomGreetingEnabled',
  'profiles',
];

/** In no schema and no export here, but in answers of Graph that people published. Last seen: 2026-11-23. */
const published = new Set([
  'creationOptions',
  'isAuthorizationServiceEnabled',
  'isManagementRestricted',
  'orgRestrictions',
]);

/** A type in no schema, but in a real export. */
const observedTypes: readonly string[] = ['federatedIdentityCredentialAuthenticationMethodConfiguration'];

/** Names for something that is no property of Graph's: the reason beside each says so. */
const wordsOfOurs = new Set([
  'userConsent',
  'registeredMethods',
  'StrongAuthenticationDetails',
  'StrongAuthenticationPolicy',
]);

/** What answers below an object, for properties that are read there. */
const answers: { readonly [path: string]: string } = {
  'authentication/requirements': 'strongAuthenticationRequirements',
};

/** Permissions that Microsoft's documentation names and the list, being older, does not have yet. */
const newerThanTheList: readonly string[] = [];

describe.skipIf(!dataIsThere)('the catalog and Graph’s schema (skipped without ../shared/data)', () => {
  const schema = dataIsThere ? readSchema() : (undefined as never);

  const partsOf = (page: TypePage): readonly string[] => {
    if (page.parts === undefined) return [];
    return [schema.types.get(page.type)?.navigation.get(page.parts)?.type ?? 'missing'];
  };
  const rootsOf = (page: TypePage): readonly string[] => [page.type, ...partsOf(page)];

  /** Types that the property of a family holds; null when no type of it has the property. */
  function step(types: readonly string[], name: string, beta: boolean): readonly string[] | null {
    const next = new Set<string>();
    let isThere = false;
    for (const type of types.flatMap(schema.family)) {
      const found = schema.types.get(type);
      const member = found?.structural.get(name) ?? found?.navigation.get(name);
      const names = schema.beta[type];
      const inBeta = [...(names?.properties ?? []), ...(names?.navigationProperties ?? [])].includes(name);
      if (member !== undefined) next.add(member.type);
      else if (beta && inBeta && betaTypes[name] !== undefined) next.add(betaTypes[name]);
      if (member !== undefined || (beta && inBeta)) isThere = true;
    }
    return isThere ? [...next] : null;
  }

  function exists(roots: readonly string[], path: string, beta: boolean): boolean {
    let types: readonly string[] | null = roots;
    for (const name of path.split('.')) {
      if (name === '*') return true;
      types = step(types, name, beta);
      if (types === null) return false;
    }
    return true;
  }

  /** Names that the family has, with beta's where beta is read. */
  function namesOf(types: readonly string[], beta: boolean): ReadonlySet<string> {
    const names = new Set<string>();
    for (const type of types.flatMap(schema.family)) {
      const found = schema.types.get(type);
      for (const name of found?.structural.keys() ?? []) names.add(name);
      for (const name of found?.navigation.keys() ?? []) if (contained.has(name)) names.add(name);
      if (!beta) continue;
      for (const name of schema.beta[type]?.properties ?? []) names.add(name);
      for (const name of schema.beta[type]?.navigationProperties ?? []) if (contained.has(name)) names.add(name);
    }
    return names;
  }

  const declared = (page: TypePage): readonly string[] =>
    page.properties === 'all' ? [] : page.properties.map(({ name }) => name);
  const leftOut = (page: TypePage): readonly string[] => page.leftOut.flatMap(({ properties }) => properties);

  /** Paths of Graph's schema about which the page says nothing. */
  function unsaid(page: TypePage): readonly string[] {
    const beta = page.read.version === 'beta';
    const isAll = page.properties === 'all';
    const closed = new Set([
      ...page.volatile,
      ...leftOut(page),
      ...page.notCovered.map(({ property }) => property),
      ...page.links.map(({ name }) => name),
      ...page.children.map(({ property }) => property),
      ...(page.parts === undefined ? [] : [page.parts]),
      ...page.idOnly,
      'id',
    ]);
    const open = new Set(page.known.filter((path) => path.endsWith('.*')).map((path) => path.slice(0, -2)));
    const said = new Set([...declared(page), ...page.known, ...Object.keys(page.readOnly)]);
    const gaps: string[] = [];
    const look = (types: readonly string[], at: string): void => {
      for (const name of namesOf(types, beta)) {
        const path = at === '' ? name : `${at}.${name}`;
        if (closed.has(path) || open.has(path)) continue;
        if (!said.has(path)) gaps.push(path);
        else if (isAll) look(step(types, name, beta) ?? [], path);
      }
    };
    look(rootsOf(page), '');
    return gaps;
  }

  const exported = dataIsThere ? exportedPaths() : (undefined as never);

  it.each(observed)('%s is in a real export, though in no schema', (path) => {
    expect([...exported]).toContain(path);
  });

  it('has seen in a real export what types no schema has', () => {
    const seen = exportedTypes();
    expect(observedTypes.filter((name) => !seen.has(name) || schema.types.has(name))).toEqual([]);
  });

  describe.each(pages.map((page) => [page.type, page] as const))('%s', (_type, page) => {
    const beta = page.read.version === 'beta';
    // What is skipped is collected all the same, without a schema to look at.
    const roots = dataIsThere ? rootsOf(page) : [];
    const missing = (paths: readonly string[], orBeta = beta): readonly string[] =>
      paths.filter(
        (path) => !exists(roots, path, orBeta) && !observed.some((one) => path === one || path.startsWith(`${one}.`)),
      );

    it('names only properties that Graph has', () => {
      const elsewhere = new Map(page.elsewhere.map(({ property, path }) => [property, answers[path] ?? path]));
      for (const [property, type] of elsewhere) {
        expect(schema.beta[type]?.properties, `${property} of ${type}`).toContain(property);
      }
      const properties = page.properties === 'all' ? [] : page.properties;
      const here = properties.filter(({ name }) => !elsewhere.has(name) && name !== '@odata.type');
      expect(missing(here.filter((one) => !one.beta).map(({ name }) => name))).toEqual([]);
      expect(
        missing(
          here.filter((one) => one.beta).map(({ name }) => name),
          true,
        ),
      ).toEqual([]);
      expect(
        missing(here.flatMap(({ name, only = [] }) => only.map((part) => `${name}.${part}`)).filter(isNoUnion)),
      ).toEqual([]);
      expect(missing(Object.keys(page.readOnly).filter((name) => name !== '@odata.type'))).toEqual([]);
      expect(missing([...page.known, ...page.volatile, ...page.sets, ...page.idOnly])).toEqual([]);
      expect(missing(page.references.map(({ path }) => path))).toEqual([]);
      // Left out is also what only beta has, so that nobody wonders.
      expect(
        missing([...leftOut(page), ...page.notCovered.map(({ property }) => property)].filter(isOfGraph), true),
      ).toEqual([]);
    });

    it('says a word about every property that Graph has', () => {
      expect(unsaid(page)).toEqual([]);
    });

    it('says one word about each, and leaves nothing out that beta alone has without saying so', () => {
      const said = [
        ...declared(page),
        ...leftOut(page),
        ...page.notCovered.map(({ property }) => property),
        ...page.links.map(({ name }) => name),
        ...page.children.map(({ property }) => property),
      ];
      expect(said.filter((name, index) => said.indexOf(name) !== index)).toEqual([]);
      expect(page.known.filter((path, index) => page.known.indexOf(path) !== index)).toEqual([]);
      if (page.properties === 'all') return;
      const names = new Set(said);
      expect([...namesOf(roots, true)].filter((name) => !names.has(name))).toEqual([]);
    });

    it('has links and children that Graph has', () => {
      for (const { name, many } of page.links) {
        const member = schema
          .family(page.type)
          .flatMap((type) => schema.types.get(type)?.navigation.get(name) ?? [])[0];
        expect(member?.many, name).toBe(many);
      }
      for (const { property, keeps, fixed } of page.children) {
        const member = schema.types.get(page.type)?.navigation.get(property);
        expect(member?.many, property).toBe(true);
        const names = [...(keeps === 'all' ? [] : keeps), ...fixed].filter((name) => name !== '@odata.type');
        expect(names.filter((name) => !exists([member?.type ?? ''], name, false))).toEqual([]);
      }
    });

    it('knows every type that derives from it', () => {
      const derived = roots.flatMap(schema.derivedFrom);
      expect([...page.derived].filter((name) => !observedTypes.includes(name)).toSorted()).toEqual(
        [...derived, ...partsOf(page)].toSorted(),
      );
    });

    it('asks for permissions and roles that exist', () => {
      const all = applicationPermissions();
      const asked = [page.permissions, ...page.optional.map(({ permissions }) => permissions)]
        .flatMap(({ read, write }) => [...read, ...write])
        .concat(
          page.furtherWrites.flatMap(({ permissions }) => permissions),
          page.read.permission,
        );
      expect(asked.filter((name) => !all.has(name) && !newerThanTheList.includes(name))).toEqual([]);
      const roles = directoryRoleNames();
      expect(page.furtherWrites.flatMap((one) => one.roles).filter((name) => !roles.has(name))).toEqual([]);
      expect(page.permissions.read).toContain(page.read.permission);
    });
  });

  it('names permissions by the ids that Graph has for them', () => {
    const ids = applicationPermissionIds();
    expect(Object.entries(permissionIds).filter(([name, id]) => ids.get(name) !== id)).toEqual([]);
  });

  it('lists as newer only what the list does not have', () => {
    const all = applicationPermissions();
    expect(newerThanTheList.filter((name) => all.has(name))).toEqual([]);
  });
});

/** A password has no type and no usage, but it is kept by the same words as a key. */
const isNoUnion = (path: string): boolean => !['passwordCredentials.type', 'passwordCredentials.usage'].includes(path);
const isOfGraph = (property: string): boolean => !wordsOfOurs.has(property) && !published.has(property);
