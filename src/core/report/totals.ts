/** How many objects of each type changed in which way, as rows of text: a head, a row a type, and a sum where it says more. */
import { objectTypes } from '../catalog/index.ts';
import type { ReportTotals } from '../model.ts';
import { changeKinds } from './words.ts';

export function totalsRows({ byType }: ReportTotals): readonly (readonly string[])[] {
  const rows = Object.entries(byType).map(([type, totals]) => {
    const numbers = changeKinds.map((kind) => totals[kind]);
    return { type, numbers: [...numbers, numbers.reduce((sum, number) => sum + number, 0)] };
  });
  // Links that count as types are part of the objects that have them.
  const objects = rows.filter(({ type }) => (objectTypes as readonly string[]).includes(type));
  const sums = objects.reduce(
    (sum, { numbers }) => sum.map((number, index) => number + numbers[index]!),
    [...changeKinds.map(() => 0), 0],
  );
  const all = objects.length > 1 ? [...rows, { type: 'all', numbers: sums }] : rows;
  return [['type', ...changeKinds, 'all'], ...all.map(({ type, numbers }) => [type, ...numbers.map(String)])];
}
