/** Which reviewed links of an object need adding or removing. */
import { parseReference } from '../canonical/reference.ts';
import { differingLinks, displayNameOf, linksOf } from '../diff.ts';
import type { Body, LinkWrite, Move, Untouched } from '../model.ts';
import { bodyOf, type Circumstances } from './triple.ts';

export interface ReviewedLinks {
  readonly writes: readonly LinkWrite[];
  /** To-one links as moves, for people and for the guard against what moved. */
  readonly moves: readonly Move[];
  readonly untouched: readonly Untouched[];
}

export function reviewedLinks(circumstances: Circumstances, live: Body, wanted: Body): ReviewedLinks {
  const { page, triple, coverage, gone, settled } = circumstances;
  const base = bodyOf(triple.base) ?? live;
  const newest = bodyOf(triple.newest);
  const writes: LinkWrite[] = [];
  const moves: Move[] = [];
  const untouched: Untouched[] = [];
  const leaves = differingLinks(page, base, wanted, coverage);

  for (const { name, many } of page.links) {
    const reviewed = leaves.filter((leaf) => leaf.name === name);
    if (reviewed.length === 0) continue;
    const leave = (code: Untouched['code'], reason: string, missing?: readonly string[]) =>
      untouched.push({
        ...{ ...triple.key, displayName: displayNameOf(live, triple.key.id), code, reason, property: name },
        ...(missing === undefined ? {} : { missing }),
      });

    const liveLinks = linksOf(live, name);
    if (name === 'members' && page.hasComputedMembers(live)) {
      leave('membershipIsComputed', 'Entra computes the members of a dynamic group');
      continue;
    }
    if (liveLinks === null) {
      leave('unreadable', `${name} could not be read`);
      continue;
    }
    const there = new Set(liveLinks);
    const newestList = newest === null ? null : linksOf(newest, name);
    const newestLinks = newestList === null ? null : new Set(newestList);
    const open = reviewed.filter(
      (leaf) => there.has(leaf.reference) !== leaf.b && newestLinks?.has(leaf.reference) !== leaf.b,
    );
    const wantedGone = new Set(open.filter((leaf) => leaf.b && gone.has(parseReference(leaf.reference).id)));
    for (const { reference } of wantedGone)
      leave('referenceGone', `${reference} no longer exists`, [parseReference(reference).id]);
    const add = open.filter((leaf) => leaf.b && !wantedGone.has(leaf)).map((leaf) => parseReference(leaf.reference));
    const remove = open.filter((leaf) => !leaf.b).map((leaf) => parseReference(leaf.reference));

    if (many) {
      if (add.length + remove.length > 0) writes.push({ name, add, remove });
      continue;
    }
    // A to-one link has one value: it is compared like a property and written by replacing what is there.
    const [from = null] = liveLinks;
    const [to = null] = linksOf(wanted, name) ?? [];
    const [before = null] = linksOf(base, name) ?? [];
    const newestHasIt = newestList !== null && (newestList[0] ?? null) === to;
    if (from === to || wantedGone.size > 0 || newestHasIt) continue;
    writes.push({
      name,
      add: to === null ? [] : [parseReference(to)],
      remove: to === null && from !== null ? [parseReference(from)] : [],
    });
    const hasMoved = triple.base.is === 'present' && !settled && from !== before;
    moves.push({ name, from, to, ...(hasMoved ? { movedFrom: { base: before } } : {}) });
  }
  return { writes, moves, untouched };
}
