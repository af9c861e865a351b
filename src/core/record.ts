/**
 * Files of the record: an object and the manifest, each as canonical YAML. Reading one back is strict, because a file may
 * have been edited by hand or made to harm.
 */
import { emitCanonical } from './canonical/emit.ts';
import { parseCanonical } from './canonical/parse.ts';
import { isReference } from './canonical/reference.ts';
import { objectTypes, pageOf } from './catalog/index.ts';
import type { Body, Coverage, Manifest, ObjectKey, ObjectType, TypeCoverage, Value } from './model.ts';
import { Failure, fail } from './problem.ts';
import { isBody } from './value.ts';

export const printObject = (body: Body): string => emitCanonical(body);

/** The object in a file. Throws a Failure that names file and line; `path` is where a person finds the file. */
export function parseObject(text: string, path: string, key: ObjectKey): Body {
  const body = parseMap(text, path);
  if (body.id !== key.id) {
    fail('hostileYaml', `says id ${JSON.stringify(body.id ?? null)}, but its name says ${key.id}`, {
      place: { file: path },
    });
  }
  for (const { name, many } of pageOf(key.type).links) {
    const value = body[name];
    if (value === undefined) continue;
    const items: readonly Value[] = many && Array.isArray(value) ? value : value === null && !many ? [] : [value];
    if (items.every((item) => typeof item === 'string' && isReference(item))) continue;
    fail('hostileYaml', `${name} must hold links such as user/0a1b2c…`, { place: { file: path } });
  }
  return body;
}

function parseMap(text: string, path: string): Body {
  const parsed = parseCanonical(text, path);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  return isBody(parsed.value) ? parsed.value : fail('hostileYaml', 'must hold a map', { place: { file: path } });
}

export function printManifest(manifest: Manifest): string {
  const { tenantId, displayName, coverage, unread } = manifest;
  return emitCanonical({
    tenantId,
    displayName,
    coverage: coverage as unknown as Value,
    unread: unread as unknown as Value,
  });
}

export function parseManifest(text: string, path: string): Manifest {
  const body = parseMap(text, path);
  const { tenantId, displayName, coverage, unread } = body;
  if (typeof tenantId !== 'string' || typeof displayName !== 'string' || !isBody(coverage) || !isBody(unread)) {
    return fail('hostileYaml', 'must hold tenantId, displayName, coverage and unread', { place: { file: path } });
  }
  return { tenantId, displayName, coverage: parseCoverage(coverage, path), unread: parseUnread(unread) };
}

/** Types that this version does not know, from a newer one, are left out: nobody here covers them. */
function parseCoverage(coverage: Body, path: string): Coverage {
  const known = objectTypes.filter((type) => coverage[type] !== undefined);
  return Object.fromEntries(known.map((type) => [type, parseTypeCoverage(coverage[type], type, path)]));
}

function parseTypeCoverage(value: Value | undefined, type: ObjectType, path: string): TypeCoverage {
  if (isBody(value)) {
    const { properties, links, deletedItems } = value;
    if ((properties === 'all' || isNames(properties)) && isNames(links) && typeof deletedItems === 'boolean') {
      return { properties, links, deletedItems };
    }
  }
  return fail('hostileYaml', `coverage of ${type} must hold properties, links and deletedItems`, {
    place: { file: path },
  });
}

const isNames = (value: Value | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function parseUnread(unread: Body): Manifest['unread'] {
  return Object.fromEntries(
    objectTypes.flatMap((type) => (typeof unread[type] === 'string' ? [[type, unread[type]]] : [])),
  );
}
