/**
 * Intents → steps in safe order: what others refer to comes before them, Conditional Access after what it names, removals
 * last and in reverse, and what must be set when everything is in place (a location's trust) between the two.
 */
import { printKey } from '../canonical/path.ts';
import { printTarget } from '../canonical/reference.ts';
import { pageOf } from '../catalog/index.ts';
import type { TypePage } from '../catalog/page.ts';
import type { Body, LinkWrite, ObjectKey, Step, Value, Writes } from '../model.ts';
import { isBody, withPartFrom } from '../value.ts';
import type { Intent } from './intent.ts';
import type { PropertyIntent } from './properties.ts';
import { namesOf, referencesOf } from './references.ts';

export interface KeyedIntent {
  readonly key: ObjectKey;
  readonly intent: Intent;
}

interface Draft extends Omit<Step, 'n' | 'after'> {
  readonly phase: number;
  /** Objects that must be back before this step, by printed key. */
  readonly needs: readonly string[];
  /** Names under which others may need this object. */
  readonly names: readonly string[];
  /** Objects that this step stops referring to. */
  readonly lets: readonly string[];
}

const lastPhase = 1000;

export function stepsOf(intents: readonly KeyedIntent[], renewing: ReadonlySet<string> = new Set()): readonly Step[] {
  const drafts = intents
    .flatMap((one) => draftsOf(one, renewing))
    .sort((a, b) => a.phase - b.phase || compareKeys(a, b));
  const restores = positions(drafts, (draft) =>
    draft.action === 'restore' || draft.action === 'recreate' ? draft.names : [],
  );
  const writing = positions(drafts, (draft) => (draft.action === 'update' ? draft.names : []));
  const ofObject = positions(drafts, (draft) => [printKey(draft)]);
  const lettingGo = positions(drafts, (draft) => draft.lets);
  return drafts.map(({ phase: _phase, needs, names, lets: _lets, ...step }, index): Step => {
    const own = printKey(step);
    const before = [
      ...needs.flatMap((need) => restores.get(need) ?? []),
      ...(ofObject.get(own) ?? []),
      // An object goes only after those that refer to it have let it go.
      ...(step.action === 'softDelete' ? names.flatMap((name) => lettingGo.get(name) ?? []) : []),
    ].filter((position) => position < index);
    const after = numbersOf(before);
    const behind = numbersOf(
      needs
        .flatMap((need) => writing.get(need) ?? [])
        .filter((position) => position < index && !before.includes(position)),
    );
    return { ...step, n: index + 1, after, ...(behind.length === 0 ? {} : { behind }) };
  });
}

/** Positions as the numbers of steps, in order and each once. */
const numbersOf = (found: readonly number[]): readonly number[] =>
  [...new Set(found)].sort((a, b) => a - b).map((position) => position + 1);

/** Where drafts stand in the order, by each of the names a draft goes by. */
function positions(
  drafts: readonly Draft[],
  namesOf: (draft: Draft) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [position, draft] of drafts.entries()) {
    for (const name of namesOf(draft)) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [position]);
      else known.push(position);
    }
  }
  return found;
}

const compareKeys = (a: Draft, b: Draft): number => {
  const [left, right] = [printKey(a), printKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

function draftsOf({ key, intent }: KeyedIntent, renewing: ReadonlySet<string>): readonly Draft[] {
  const page = pageOf(key.type);
  const common = {
    ...key,
    displayName: intent.displayName,
    names: namesOf(page, key, intent.wanted),
    ...(intent.moved ? { moved: intent.moved } : {}),
  };

  if (intent.existence === 'softDelete') {
    const properties = withDerivedType(intent.from, page.beforeDelete(intent.from));
    return [
      {
        ...common,
        action: 'softDelete',
        phase: lastPhase - page.order,
        writes: { properties, links: [] },
        why: 'the reviewed state does not have it',
        moves: [],
        deletionKind: requireKind(page.deletionKind(intent.from)),
        needs: [],
        lets: letGo(page, intent),
      },
    ];
  }

  const isLast = ({ path }: PropertyIntent): boolean => page.writtenLast.includes(path[0] ?? '');
  const isNew = intent.existence === 'recreate';
  const isLater = (property: PropertyIntent): boolean => isNew && waitsForOthers(page, key.id, property, renewing);
  const now = intent.properties.filter((property) => !isLast(property) && !isLater(property));
  const later = intent.properties.filter((property) => !isLast(property) && isLater(property));
  const last = intent.properties.filter(isLast);
  const linkTargets = intent.links.flatMap((link) => link.add.map(printTarget));
  const drafts: Draft[] = [];
  const comesBack = intent.existence === 'restore' || isNew;
  // A new object has its links, and what names other new objects, once all of them are there: they may name each other.
  const [links, laterLinks] = isNew ? [[], intent.links] : [intent.links, []];
  if (comesBack || now.length + links.length > 0) {
    const writes: Writes = { properties: propertyWrites(page, intent, now), links };
    const apart = new Set([...later, ...last].map(({ move }) => move));
    drafts.push({
      ...common,
      action: intent.existence === 'keep' ? 'update' : intent.existence,
      phase: phaseOf(page, comesBack),
      writes,
      why: whyOf(intent, now, links),
      moves: intent.moves.filter((move) => !apart.has(move)),
      ...(isNew ? ownAppId(page, intent.wanted) : {}),
      needs: [...(isNew ? [] : linkTargets), ...referencesOf(page, intent.wanted)],
      lets: letGo(page, intent),
    });
  }
  if (later.length + laterLinks.length > 0) {
    drafts.push({
      ...common,
      action: 'update',
      phase: phaseOf(page, false),
      writes: { properties: propertyWrites(page, intent, later), links: laterLinks },
      why: whyOf({ ...intent, existence: 'keep' }, later, laterLinks),
      moves: later.map((property) => property.move),
      needs: [...linkTargets, ...referencesOf(page, intent.wanted)],
      lets: [],
    });
  }
  if (last.length > 0) {
    drafts.push({
      ...common,
      action: 'update',
      phase: lastPhase / 2,
      writes: { properties: propertyWrites(page, intent, last), links: [] },
      why: `${settingOf(last)}, last, when everything else is in place`,
      moves: last.map((property) => property.move),
      needs: [],
      lets: [],
    });
  }
  return drafts;
}

/** The application id of a new object that cannot have its old one. */
function ownAppId({ alternateKeys, creation }: TypePage, { appId }: Body): Pick<Step, 'appId'> {
  const isGiven = !alternateKeys.includes('appId') || creation?.takes === 'all' || creation?.takes.includes('appId');
  return isGiven || typeof appId !== 'string' ? {} : { appId };
}

/**
 * Whether a value of a new object names another new one. What waits for its references anyway comes after all of them.
 */
function waitsForOthers(page: TypePage, id: string, { move }: PropertyIntent, renewing: ReadonlySet<string>): boolean {
  if (page.waitsForReferences === true || page.creation?.takes === 'all') return false;
  const isCreated = page.creation?.takes.includes(move.name) === true;
  return !isCreated && (move.renewed ?? []).some((one) => one !== id && renewing.has(one));
}

/**
 * What a step may stop referring to. Links too: a member that is deleted first is no member any more, so its link could not be
 * removed, and would be back with it should somebody restore it.
 */
const letGo = (page: TypePage, intent: Intent): readonly string[] => [
  ...referencesOf(page, intent.from),
  ...intent.links.flatMap((link) => link.remove.map(printTarget)),
];

/** `intentOf` leaves alone what Graph would delete for good; a step for it would be our own mistake. */
function requireKind(kind: string | null): string {
  if (kind === null) throw new Error('a soft delete that would be permanent must never be planned');
  return kind;
}

/** Restores come first, but for what is in force at once: that waits for what it names. */
function phaseOf(page: TypePage, isRestore: boolean): number {
  return isRestore && page.waitsForReferences !== true ? page.order / 100 : page.order + (isRestore ? 0 : 1);
}

/**
 * Whole top-level properties: the reviewed parts as wanted, the rest of a complex value as just read. Children are written one by
 * one, so only the reviewed ones are named.
 */
function propertyWrites(page: TypePage, intent: Intent, properties: readonly PropertyIntent[]): Body {
  let body = intent.from;
  for (const { path } of properties) body = withPartFrom(body, intent.wanted, path);
  const names = [...new Set(properties.map(({ path }) => path[0] as string))].sort();
  const sentAs = (name: string): Value => {
    const value = body[name] ?? null;
    if (!isBody(value) || !page.children.some(({ property }) => property === name)) return value;
    const reviewed = new Set(properties.flatMap(({ path }) => (path[0] === name ? path.slice(1, 2) : [])));
    // A property that was reviewed as a whole names no child of its own.
    return reviewed.size === 0 ? value : Object.fromEntries(Object.entries(value).filter(([key]) => reviewed.has(key)));
  };
  return withDerivedType(intent.from, Object.fromEntries(names.map((name) => [name, sentAs(name)])));
}

/** Graph wants to be told the derived type with every write to one (agent users, named locations). */
function withDerivedType(from: Body, properties: Body): Body {
  const type = from['@odata.type'];
  return type === undefined || Object.keys(properties).length === 0
    ? properties
    : { '@odata.type': type, ...properties };
}

const settingOf = (properties: readonly PropertyIntent[]): string =>
  `set ${properties.map((property) => property.move.name).join(', ')}`;

function whyOf(intent: Intent, properties: readonly PropertyIntent[], links: readonly LinkWrite[]): string {
  const parts = [
    ...(intent.existence === 'restore' ? ['deleted, and the reviewed state has it'] : []),
    ...(intent.existence === 'recreate'
      ? ['gone for good, and the reviewed state has it: made anew, under a new id']
      : []),
    ...(properties.length > 0 ? [settingOf(properties)] : []),
    ...links.map(({ name, add, remove }) => {
      const counts = [add.length > 0 ? `add ${add.length}` : '', remove.length > 0 ? `remove ${remove.length}` : ''];
      return `${name}: ${counts.filter((count) => count !== '').join(', ')}`;
    }),
  ];
  return parts.join('; ');
}
