/** Which reviewed properties of an object need writing, which have moved since the review, and which cannot be written. */
import type { TypePage } from '../catalog/page.ts';
import { coversProperty } from '../coverage.ts';
import { differingLeaves, displayNameOf, type Leaf, same, whyReadOnly } from '../diff.ts';
import { bodyNow } from '../identities/rewrite.ts';
import type { Body, Move, Untouched, Value } from '../model.ts';
import { at, isBody, type Path, printPath } from '../value.ts';
import { createdProperties, renewedProperties } from './recreate.ts';
import { bodyOf, type Circumstances, newestHas } from './triple.ts';

export interface PropertyIntent {
  readonly path: Path;
  readonly move: Move;
}

export interface ReviewedProperties {
  readonly intents: readonly PropertyIntent[];
  readonly untouched: readonly Untouched[];
}

/**
 * `live` is the body to start from: the tenant's, or what a restore will bring back. An object that was not there in base
 * was reviewed whole.
 */
export function reviewedProperties(circumstances: Circumstances, live: Body, wanted: Body): ReviewedProperties {
  const { triple, settled, renewing } = circumstances;
  const base = bodyOf(triple.base);
  // An old id that the tenant still has is no change that somebody made.
  const now = bodyNow(circumstances.identities, circumstances.page, live);
  const intents: PropertyIntent[] = [];
  const untouched: Untouched[] = [];
  for (const { path, b: to } of reviewedLeaves(circumstances, base ?? live, wanted)) {
    const from = at(live, path);
    if (same(from, to)) continue;
    const left = whyLeft(circumstances, live, path, to);
    if (left !== null) {
      untouched.push(left);
      continue;
    }
    const hasMoved = base !== null && !settled && !same(at(now, path), at(base, path));
    const move: Move = {
      name: printPath(path),
      from,
      to,
      ...(hasMoved ? { movedFrom: { base: at(base, path) } } : {}),
    };
    intents.push({ path, move });
  }
  const known = new Set(intents.map(({ move }) => move.name));
  const open = renewedProperties(circumstances, live, wanted).filter(({ move }) => !known.has(move.name));
  const renewed = open.filter(({ path, move }) => {
    const left = whyLeft(circumstances, live, path, move.to);
    if (left !== null) untouched.push(left);
    return left === null;
  });
  const all = [...intents, ...renewed].map((intent) => marked(intent, renewing));
  return withoutHalves(circumstances, live, { intents: all, untouched });
}

/** Takes out what belongs to one decision with a part that refers to something gone. */
function withoutHalves({ page, triple }: Circumstances, live: Body, found: ReviewedProperties): ReviewedProperties {
  const gone = found.untouched.filter(({ code }) => code === 'referenceGone');
  const otherHalf = ({ path }: PropertyIntent): Untouched | undefined => {
    const isIn = (name: string): boolean =>
      page.wholes.some((whole) => printPath(path).startsWith(`${whole}.`) && name.startsWith(`${whole}.`));
    return gone.find(({ property = '' }) => isIn(property));
  };
  const untouched = found.intents.flatMap((intent): readonly Untouched[] => {
    const half = otherHalf(intent);
    if (half === undefined) return [];
    const displayName = displayNameOf(live, triple.key.id);
    const reason = `is one decision with ${half.property}, which ${half.reason}`;
    return [{ ...triple.key, displayName, code: 'referenceGone', reason, property: intent.move.name }];
  });
  return {
    intents: found.intents.filter((intent) => otherHalf(intent) === undefined),
    untouched: [...found.untouched, ...untouched],
  };
}

/** Everything that a new object gets. */
export function newProperties(circumstances: Circumstances, wanted: Body): ReviewedProperties {
  const { intents, untouched } = createdProperties(circumstances, wanted, (path, to) =>
    whyLeft(circumstances, wanted, path, to),
  );
  return { intents: intents.map((intent) => marked(intent, circumstances.renewing)), untouched };
}

/** Says which ids in a value will be others once it is written. */
function marked(intent: PropertyIntent, renewing: ReadonlySet<string>): PropertyIntent {
  const renewed = renewing.size === 0 ? [] : [...new Set(idsIn(intent.move.to).filter((id) => renewing.has(id)))];
  return renewed.length === 0 ? intent : { ...intent, move: { ...intent.move, renewed } };
}

/** Whether the review asks for any property that can be written, wherever the tenant stands. */
export function asksForProperties(circumstances: Circumstances, wanted: Body): boolean {
  const leaves = reviewedLeaves(circumstances, bodyOf(circumstances.triple.base) ?? {}, wanted);
  return leaves.some(({ path }) => whyReadOnly(circumstances.page, path) === undefined);
}

/**
 * Every property of an object whose soft-deleted state nobody could read: it may come back with any values. `after` is what
 * is known of it once it is restored.
 */
export function allProperties(circumstances: Circumstances, after: Body, wanted: Body): ReviewedProperties {
  const { page, coverage } = circumstances;
  const links = new Set(page.links.map((link) => link.name));
  const names = Object.keys(wanted).filter((name) => !links.has(name) && coversProperty(coverage, name));
  const intents: PropertyIntent[] = [];
  const untouched: Untouched[] = [];
  for (const name of names.sort()) {
    const to = wanted[name];
    if (whyReadOnly(page, [name]) !== undefined || (page.writtenLast.includes(name) && same(after[name], to))) continue;
    const left = whyLeft(circumstances, wanted, [name], to);
    if (left === null) intents.push({ path: [name], move: { name, from: undefined, to } });
    else untouched.push(left);
  }
  return { intents, untouched };
}

function reviewedLeaves({ page, triple, coverage }: Circumstances, before: Body, wanted: Body): readonly Leaf[] {
  return differingLeaves(page, before, wanted, coverage).filter(
    ({ path, b: to }) => isStated(page, wanted, path, to) && !newestHas(triple, path, to),
  );
}

/**
 * Graph gives every property of a type that it is asked for by name, so one that the wanted state lacks is one that an older
 * backup did not cover, and no wish to empty it.
 */
const isStated = (page: TypePage, wanted: Body, [top = '']: Path, to: Value | undefined): boolean =>
  to !== undefined ||
  page.properties === 'all' ||
  // A child that the wanted state does not have beside its others is to go.
  (page.children.some(({ property }) => property === top) && wanted[top] !== undefined);

function whyLeft(
  { page, triple, gone }: Circumstances,
  body: Body,
  path: Path,
  to: Value | undefined,
): Untouched | null {
  const leave = (code: Untouched['code'], reason: string): Untouched => {
    const displayName = displayNameOf(body, triple.key.id);
    return { ...triple.key, displayName, code, reason, property: printPath(path) };
  };
  const readOnly = whyReadOnly(page, path);
  if (readOnly !== undefined) return leave('readOnly', readOnly);
  const isFixed = path.length === 1 && to === null && takesNoNull(page, path[0] ?? '');
  if (isFixed) return leave('readOnly', 'Graph does not let it be emptied');
  const missing = idsIn(to).filter((id) => gone.has(id));
  if (missing.length === 0) return null;
  return { ...leave('referenceGone', `refers to ${missing.join(', ')}, which no longer exists`), missing };
}

const takesNoNull = (page: TypePage, name: string): boolean =>
  page.properties !== 'all' && page.properties.some((property) => property.name === name && property.notNull === true);

/** Strings in a leaf, any of which may be an id. */
function idsIn(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isBody(value)) return Object.values(value).flatMap(idsIn);
  return Array.isArray(value) ? value.flatMap(idsIn) : [];
}
