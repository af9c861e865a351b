/**
 * Recorded pairs: what Graph returns → the file that is kept, byte for byte. One for each type, and for each derived type or
 * sort that is kept in a way of its own: `<type>/<sort>.json` and `<type>/<sort>.yaml`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keep } from '../../src/core/canonical/keep.ts';
import { objectTypes, pageOf } from '../../src/core/catalog/index.ts';
import type { TypePage } from '../../src/core/catalog/page.ts';
import { unknownPaths } from '../../src/core/catalog/unknown.ts';
import type { Body, ObjectType } from '../../src/core/model.ts';
import { parseObject, printObject } from '../../src/core/record.ts';
import { randomFrom, shuffled } from './shuffled.ts';

const folder = new URL('./', import.meta.url);
const sortsOf = (type: ObjectType): readonly string[] =>
  readdirSync(new URL(`${type}/`, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
const read = (type: ObjectType, file: string): string => readFileSync(new URL(`${type}/${file}`, folder), 'utf8');

describe.each(objectTypes)('%s', (type) => {
  const page = pageOf(type);

  it.each(sortsOf(type))('%s', (sort) => {
    const graph = JSON.parse(read(type, `${sort}.json`)) as Body;
    const expected = read(type, `${sort}.yaml`);

    const kept = keep(page, graph);
    expect(printObject(kept)).toBe(expected);

    for (let seed = 1; seed <= 20; seed += 1) {
      expect(printObject(keep(page, shuffled(page, graph, randomFrom(seed)))), `shuffled by ${seed}`).toBe(expected);
    }

    const parsed = parseObject(expected, `${type}/${sort}.yaml`, { type, id: String(graph.id) });
    expect(parsed).toEqual(kept);
    expect(printObject(parsed)).toBe(expected);
    // What was kept once is kept as it is: nothing goes or moves the second time.
    expect(printObject(keep(page, asRead(page, parsed)))).toBe(expected);

    expect(unknownPaths(page, kept).every((path) => path.startsWith('brandNewProperty'))).toBe(true);
    // A planted secret in every body that can hold one; the word is in none of the files.
    expect(expected).not.toContain('SECRET');
  });

  it('has a pair for every derived type', () => {
    const derived = new Set(page.derived.map((name) => `#microsoft.graph.${name}`));
    for (const sort of sortsOf(type)) derived.delete(JSON.parse(read(type, `${sort}.json`))['@odata.type']);
    // The abstract one has no objects of its own.
    derived.delete('#microsoft.graph.authenticationMethodConfiguration');
    expect([...derived]).toEqual([]);
  });

  it('has a pair that names something no page knows yet', () => {
    const unknown = sortsOf(type).flatMap((sort) => unknownPaths(page, JSON.parse(read(type, `${sort}.json`))));
    expect(unknown).toContain('brandNewProperty');
  });

  it('has a pair with a secret in every list of credentials', () => {
    const declared = page.properties === 'all' ? [] : page.properties;
    const partial = declared.filter(({ name, only }) => only !== undefined && name.endsWith('Credentials'));
    const bodies = sortsOf(type).map((sort) => JSON.parse(read(type, `${sort}.json`)) as Body);
    for (const { name } of partial) {
      expect(
        bodies.some((body) => JSON.stringify(body[name] ?? null).includes('SECRET-')),
        name,
      ).toBe(true);
    }
  });
});

/** Children are a list when Graph returns them, and a map by name in the file. */
function asRead(page: TypePage, body: Body): Body {
  const lists = page.children.map(({ property }) => [property, Object.values(body[property] as Body)] as const);
  return { ...body, ...Object.fromEntries(lists) };
}
