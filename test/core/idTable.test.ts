import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdTable } from '../../src/core/idTable.ts';

const guid = fc.uuid();
const alike = fc
  .integer({ min: 0, max: 5000 })
  .map((number) => `00000000-0000-0000-0000-${number.toString(16).padStart(12, '0')}`);
const odd = fc.constantFrom('', 'authenticationMethodsPolicy', 'AAAAAAAA-0000-0000-0000-000000000000', 'a'.repeat(36));

describe('a table of ids', () => {
  it('is a map, whatever the ids', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(guid, alike, odd), fc.nat({ max: 2 ** 32 - 1 })), { maxLength: 3000 }),
        fc.array(fc.oneof(guid, alike, odd), { maxLength: 50 }),
        (entries, others) => {
          const table = new IdTable();
          const map = new Map<string, number>();
          for (const [id, value] of entries) {
            table.set(id, value);
            map.set(id, value);
          }
          expect(table.size).toBe(map.size);
          expect(new Map(table.entries())).toEqual(map);
          for (const id of [...map.keys(), ...others]) {
            expect(table.get(id)).toBe(map.get(id));
            expect(table.has(id)).toBe(map.has(id));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('tells two spellings apart, as Graph’s paths do not but a snapshot must', () => {
    const table = new IdTable();
    table.set('aaaaaaaa-0000-0000-0000-000000000000', 1);
    table.set('AAAAAAAA-0000-0000-0000-000000000000', 2);
    expect(table.get('aaaaaaaa-0000-0000-0000-000000000000')).toBe(1);
    expect(table.size).toBe(2);
  });
});
