/** The declarations of adopt, held against the catalog on one side and @pulumi/azuread on the other. */
import { describe, expect, it } from 'vitest';
import type { Fate, Fates } from '../../../src/core/adopt/fate.ts';
import { typeToken } from '../../../src/core/adopt/program.ts';
import { typePages } from '../../../src/core/adopt/types/index.ts';
import type { Adopted } from '../../../src/core/adopt/types/page.ts';
import { objectTypes, pageOf } from '../../../src/core/catalog/index.ts';
import type { TypePage } from '../../../src/core/catalog/page.ts';
import type { ObjectType } from '../../../src/core/model.ts';
import { argumentsOf, type DeclaredArguments, hasOutput, importExampleOf, typeOf } from './declarations.ts';

const adopted = objectTypes.flatMap((type): readonly (readonly [ObjectType, Adopted])[] => {
  const page = typePages[type];
  return 'whyNone' in page ? [] : [[type, page]];
});
const none = objectTypes.filter((type) => !adopted.some(([one]) => one === type));

/** All that a snapshot may hold of a type, as far as its page knows. */
function kept(page: TypePage): readonly string[] {
  const properties =
    page.properties === 'all'
      ? [...page.known, ...Object.keys(page.readOnly)]
      : page.properties.map(({ name }) => name);
  const more = [...page.links.map(({ name }) => name), ...page.children.map(({ property }) => property)];
  return [...new Set([...properties, ...more])];
}

/** What becomes of a dotted path: where a part has no fate of its own, that of the value around it. */
function fateAt(fates: Fates, path: string): Fate | undefined {
  if (Object.hasOwn(fates, path)) return fates[path];
  const [name = '', ...rest] = path.split('.');
  const fate = Object.hasOwn(fates, name) ? fates[name] : undefined;
  if (fate?.is !== 'parts') return fate;
  return rest.length === 0 || rest[0] === '*' ? fate : fateAt(fate.parts, rest.join('.'));
}

/** Paths of arguments that fates lead to. What `several` gives depends on the value; samples below show it. */
function destinations(fates: Fates, before = ''): readonly string[] {
  return Object.values(fates).flatMap((fate) => {
    if (fate.is === 'argument') return [`${before}${fate.to}`];
    if (fate.is !== 'parts') return [];
    return fate.to === null
      ? destinations(fate.parts, before)
      : [`${before}${fate.to}`, ...destinations(fate.parts, `${before}${fate.to}.`)];
  });
}

function declaredAt(declared: DeclaredArguments, path: string): DeclaredArguments[string] | undefined {
  const [name = '', ...rest] = path.split('.');
  const here = declared[name];
  return rest.length === 0 ? here : declaredAt(here?.parts ?? {}, rest.join('.'));
}

describe.each(adopted)('%s', (type, page) => {
  const declared = argumentsOf(page.className);

  it('has a word for everything that a snapshot may hold', () => {
    const words = kept(pageOf(type));
    expect(words.length).toBeGreaterThan(3);
    expect(words.filter((path) => fateAt(page.fates, path) === undefined)).toEqual([]);
  });

  it('has no word for what no snapshot holds', () => {
    const words = new Set(kept(pageOf(type)).flatMap((path) => [path, path.split('.')[0] ?? '']));
    const always = ['@odata.type', 'id', 'createdDateTime'];
    expect(Object.keys(page.fates).filter((name) => !words.has(name) && !always.includes(name))).toEqual([]);
  });

  it('leads to arguments that there are', () => {
    const paths = destinations(page.fates);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => declaredAt(declared, path) === undefined)).toEqual([]);
  });

  it('insists on what azuread insists on', () => {
    const required = Object.keys(declared).filter((name) => declared[name]?.isRequired);
    const needed = new Set(page.needs.map((path) => path.split('.')[0]));
    expect(required.filter((name) => !needed.has(name))).toEqual([]);
    const lacking = insistences(page.fates, declared).filter((path) => !page.needs.includes(path));
    // An IP location has ranges and a country location countries: the one that it is not is not there at all.
    const either = [
      'ip.ipRanges',
      'country.countriesAndRegions',
      'dynamicMembership.enabled',
      'dynamicMembership.rule',
    ];
    expect(lacking.filter((path) => !either.includes(path))).toEqual([]);
  });

  it('is a type of azuread, imported as its declarations say', () => {
    expect(typeToken(page.className)).toBe(typeOf(page.className));
    expect(page.importId('00000000-0000-0000-0000-000000000000')).toBe(importExampleOf(page.className));
  });
});

/** Required parts of values that fates make, and that the fates do not ask for themselves. */
function insistences(fates: Fates, declared: DeclaredArguments, before = ''): readonly string[] {
  return Object.values(fates).flatMap((fate) => {
    if (fate.is === 'argument' && fate.to.includes('.')) {
      const [outer = ''] = fate.to.split('.');
      return requiredIn(declared[outer]?.parts ?? {}).map((name) => `${before}${outer}.${name}`);
    }
    if (fate.is !== 'parts') return [];
    if (fate.to === null) return insistences(fate.parts, declared, before);
    const parts = declared[fate.to]?.parts ?? {};
    const lacking = requiredIn(parts).filter((name) => !fate.needs.includes(name));
    return [
      ...lacking.map((name) => `${before}${fate.to}.${name}`),
      ...insistences(fate.parts, parts, `${before}${fate.to}.`),
    ];
  });
}

const requiredIn = (declared: DeclaredArguments): readonly string[] =>
  Object.keys(declared).filter((name) => declared[name]?.isRequired);

describe('what belongs to others', () => {
  it.each([
    ['ApplicationFederatedIdentityCredential', ['applicationId', 'audiences', 'displayName', 'issuer', 'subject']],
    ['ApplicationPreAuthorized', ['applicationId', 'authorizedClientId', 'permissionIds']],
    ['AppRoleAssignment', ['appRoleId', 'principalObjectId', 'resourceObjectId']],
    [
      'ServicePrincipalDelegatedPermissionGrant',
      ['claimValues', 'resourceServicePrincipalObjectId', 'servicePrincipalObjectId'],
    ],
  ])('%s has the arguments that azuread insists on', (className, names) => {
    expect(requiredIn(argumentsOf(className)).toSorted()).toEqual(names);
    expect(typeToken(className)).toBe(typeOf(className));
  });

  it.each([
    ['User', 'objectId'],
    ['Group', 'objectId'],
    ['Application', 'objectId'],
    ['Application', 'clientId'],
    ['ServicePrincipal', 'objectId'],
    ['ServicePrincipal', 'clientId'],
    ['NamedLocation', 'objectId'],
  ])('%s gives its %s to others', (className, output) => {
    expect(hasOutput(className, output)).toBe(true);
  });
});

it('says why of each type that is no resource', () => {
  expect(none.toSorted()).toEqual(['authenticationMethodsPolicy', 'authorizationPolicy', 'organization']);
});

it('reads the declarations', () => {
  expect(argumentsOf('ConditionalAccessPolicy').conditions?.parts?.users).toMatchObject({ isRequired: true });
  expect(argumentsOf('User').city).toEqual({ isRequired: false, parts: null });
  expect(hasOutput('User', 'clientId')).toBe(false);
});
