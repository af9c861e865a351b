import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deletedItemPath,
  foldersOf,
  isObjectId,
  objectPath,
  parsePath,
  printKey,
} from '../../src/core/canonical/path.ts';
import { anyType } from './generated.ts';

const id = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^[A-Za-z0-9]{1,2}$/),
  fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}[a-z0-9]$/),
);
const anyKey = fc.record({ type: anyType, id });

describe('where an object lies', () => {
  it.each([
    ['user', 'users/0a/0A1b2c.yaml'],
    ['group', 'groups/0a/0A1b2c.yaml'],
    ['namedLocation', 'namedLocations/0A1b2c.yaml'],
    ['conditionalAccessPolicy', 'conditionalAccessPolicies/0A1b2c.yaml'],
  ] as const)('%s', (type, path) => {
    const key = { type, id: '0A1b2c' };
    expect(objectPath(key)).toBe(path);
    expect(deletedItemPath(key)).toBe(`deletedItems/${path}`);
    expect(path.startsWith(foldersOf(type).live)).toBe(true);
    expect(deletedItemPath(key).startsWith(foldersOf(type).deleted)).toBe(true);
  });

  it('print and parse are inverse', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(isObjectId(key.id)).toBe(true);
        expect(parsePath(objectPath(key))).toEqual({ key, state: 'live' });
        expect(parsePath(deletedItemPath(key))).toEqual({ key, state: 'softDeleted' });
      }),
    );
  });

  it('gives every object a path of its own', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        expect(objectPath(a) === objectPath(b)).toBe(printKey(a) === printKey(b));
      }),
    );
  });

  it('takes no path that it would not have printed', () => {
    const part = fc.oneof(
      fc.constantFrom('users', 'groups', 'namedLocations', 'deletedItems', '..', '.', '', '0a', '0A', 'constructor'),
      fc.constantFrom('0a1b.yaml', '0a1b.yml', '.yaml', '..yaml', '0a1b', '0a1b.yaml\n', '-a.yaml', '0a\\b.yaml'),
    );
    const paths = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.oneof(paths, fc.string()), (path) => {
        const place = parsePath(path);
        if (place === null) return;
        expect(path).toBe(place.state === 'live' ? objectPath(place.key) : deletedItemPath(place.key));
        expect(path.split('/')).not.toContain('..');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    'tenant.yaml',
    'users/0a1b2c.yaml',
    'users/0b/0a1b2c.yaml',
    'users/0A/0A1b2c.yaml',
    'users/0a/x/0a1b2c.yaml',
    'users/0a/../0a/0a1b2c.yaml',
    '/users/0a/0a1b2c.yaml',
    'Users/0a/0a1b2c.yaml',
    'users/0a/0a1b2c.yml',
    'namedLocations/a/b.yaml',
    'namedLocations/.yaml',
    'namedLocations/..yaml',
    'namedLocations/-a.yaml',
    'namedLocations/a..yaml',
    'namedLocations/a b.yaml',
    'namedLocations/ä.yaml',
    'namedLocations/a\\b.yaml',
    'deletedItems/deletedItems/namedLocations/a.yaml',
    'deletedItems',
    'oauth2PermissionGrants/0a1b.yaml',
    'toString/0a1b.yaml',
    '',
  ])('takes no object from %j', (path) => {
    expect(parsePath(path)).toBeNull();
  });

  it('takes no id of more than 128 characters', () => {
    expect(isObjectId('a'.repeat(128))).toBe(true);
    expect(isObjectId('a'.repeat(129))).toBe(false);
  });
});
