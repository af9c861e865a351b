import { describe, expect, it } from 'vitest';
import { Relation } from '../../src/embedded/relation.ts';

interface Tie {
  readonly id: string;
  readonly position: number;
  readonly from: string;
  readonly to: string | null;
  readonly word?: string;
}

const tie = (id: string, position: number, from: string, to: string | null, word?: string): Tie => ({
  id,
  position,
  from,
  to,
  ...(word === undefined ? {} : { word }),
});

function open(...ties: Tie[]) {
  const relation = new Relation<Tie, 'from' | 'to'>({ from: (item) => item.from, to: (item) => item.to });
  relation.fill(ties);
  const listed = (id: string | null = null): string[] =>
    [...relation.listed(null, id === null ? null : { end: 'from', id })].map((item) => item.id + (item.word ?? ''));
  const known = (): string[] => [...relation.all()].map((item) => item.id + (item.word ?? ''));
  return { relation, listed, known };
}

describe('a relation', () => {
  it('is in order, and found by each end', () => {
    const { relation, listed } = open(tie('b', 2, 'x', 'y'), tie('a', 1, 'x', null), tie('c', 3, 'z', 'y'));
    expect(listed()).toEqual(['a', 'b', 'c']);
    expect(listed('X')).toEqual(['a', 'b']);
    expect([...relation.of('to', 'y')].map((item) => item.id)).toEqual(['b', 'c']);
    expect([...relation.listed({ position: 1, id: 'a' }, null)].map((item) => item.id)).toEqual(['b', 'c']);
    expect(relation.one('c')?.from).toBe('z');
  });

  it('shows a new record in lists when its delay is over', () => {
    const { relation, listed, known } = open(tie('a', 1, 'x', 'y'));
    relation.set('b', tie('b', 2, 'x', 'y'), 5);
    expect([listed(), known()]).toEqual([['a'], ['a', 'b']]);
    relation.catchUp(5);
    expect(listed('x')).toEqual(['a']);
    relation.catchUp(6);
    expect(listed('x')).toEqual(['a', 'b']);
  });

  it('shows a removed record in lists until then', () => {
    const { relation, listed, known } = open(tie('a', 1, 'x', 'y'), tie('b', 2, 'x', 'y'));
    relation.set('a', null, 5);
    expect([listed(), known(), relation.one('a')]).toEqual([['a', 'b'], ['b'], undefined]);
    expect([...relation.of('from', 'x')].map((item) => item.id)).toEqual(['b']);
    relation.catchUp(6);
    expect([listed(), listed('x')]).toEqual([['b'], ['b']]);
  });

  it('shows a changed record as it was, and is right whatever comes on top', () => {
    const { relation, listed, known } = open(tie('a', 1, 'x', 'y', '1'));
    relation.set('a', tie('a', 1, 'x', 'y', '2'), 5);
    expect([listed(), known()]).toEqual([['a1'], ['a2']]);
    relation.set('a', null, 7);
    relation.set('a', tie('a', 4, 'x', 'y', '3'), 9);
    expect(known()).toEqual(['a3']);
    relation.catchUp(10);
    expect([listed(), listed('x'), known()]).toEqual([['a3'], ['a3'], ['a3']]);
    relation.set('a', null, null);
    expect([listed(), known()]).toEqual([[], []]);
  });
});
