/**
 * Differences between two states of an object. The diff knows no exceptions: what should not differ is taken out of its
 * inputs, by the canonical form and by coverage.
 */
import { parseReference } from './canonical/reference.ts';
import { pageOf } from './catalog/index.ts';
import type { TypePage } from './catalog/page.ts';
import { coversProperty } from './coverage.ts';
import type {
  AttributeChange,
  Body,
  LinkChange,
  ObjectChange,
  ObjectKey,
  Presence,
  RecoveryAction,
  TypeCoverage,
  Value,
} from './model.ts';
import { at, equal, isBody, type Path, printPath } from './value.ts';

/** A smallest differing part: a scalar, a list, or an object that the other side lacks altogether. */
export interface Leaf {
  readonly path: Path;
  readonly a: Value | undefined;
  readonly b: Value | undefined;
}

/** The covered properties in which two bodies differ, as leaves in order of name. Links are not properties. */
export function differingLeaves(page: TypePage, a: Body, b: Body, coverage: TypeCoverage): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const links = new Set(page.links.map((link) => link.name));
  for (const name of unionOfNames(a, b)) {
    if (!links.has(name) && coversProperty(coverage, name)) collectLeaves(at(a, [name]), at(b, [name]), [name], leaves);
  }
  return leaves;
}

function collectLeaves(a: Value | undefined, b: Value | undefined, path: Path, leaves: Leaf[]): void {
  if (a === b) return;
  // A missing complex value is compared part by part, so that one which appears with nothing in it is no difference.
  const aBody = isBody(a) ? a : a === undefined && isBody(b) ? {} : null;
  const bBody = isBody(b) ? b : b === undefined && isBody(a) ? {} : null;
  if (aBody !== null && bBody !== null) {
    for (const name of unionOfNames(aBody, bBody))
      collectLeaves(at(aBody, [name]), at(bBody, [name]), [...path, name], leaves);
  } else if (!equal(a, b) && !(saysNothing(a, b) || saysNothing(b, a))) {
    leaves.push({ path, a, b });
  }
}

/** Whether two values, or two missing ones, are the same state. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  const leaves: Leaf[] = [];
  collectLeaves(a, b, [], leaves);
  return leaves.length === 0;
}

/**
 * Graph adds properties over time, `null` or empty at first. Missing on one side and empty on the other is therefore the
 * same state seen by two versions of Graph, not a change.
 */
const saysNothing = (missing: Value | undefined, empty: Value | undefined): boolean =>
  missing === undefined && (empty === null || (Array.isArray(empty) && empty.length === 0));

function unionOfNames(a: Body, b: Body): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

export interface LinkLeaf {
  readonly name: string;
  /** `user/0a1b…` */
  readonly reference: string;
  readonly a: boolean;
  readonly b: boolean;
}

/** The covered links in which two bodies differ. A side that has not read a link at all takes no part. */
export function differingLinks(page: TypePage, a: Body, b: Body, coverage: TypeCoverage): readonly LinkLeaf[] {
  return page.links.flatMap(({ name }) => {
    const before = linksOf(a, name);
    const after = linksOf(b, name);
    if (before === null || after === null || !coverage.links.includes(name)) return [];
    const beforeSet = new Set(before);
    const afterSet = new Set(after);
    return [
      ...before.filter((reference) => !afterSet.has(reference)).map((reference) => leafOf(name, reference, true)),
      ...after.filter((reference) => !beforeSet.has(reference)).map((reference) => leafOf(name, reference, false)),
    ];
  });
}

const leafOf = (name: string, reference: string, a: boolean): LinkLeaf => ({ name, reference, a, b: !a });

/** References of a link: of a to-one link none or one; null when the body does not say. */
export function linksOf(body: Body, name: string): readonly string[] | null {
  const value = body[name];
  if (value === undefined) return null;
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly string[]) : [value as string];
}

export const displayNameOf = (body: Body, id: string): string => {
  for (const name of ['displayName', 'userPrincipalName']) {
    const value = body[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return id;
};

/** Why Graph does not take a property back, or undefined when it does. By path, because a name may hold a dot. */
export function whyReadOnly(page: TypePage, path: Path): string | undefined {
  const [top = ''] = path;
  if (page.properties === 'all') return Object.hasOwn(page.readOnly, top) ? page.readOnly[top] : undefined;
  const declared = page.properties.find((property) => property.name === top);
  if (declared !== undefined) return declared.readOnly;
  return page.children.some(({ property }) => property === top)
    ? undefined
    : 'not known to this version of entra-rewind';
}

/** Why a recovery would write nothing of a change, or undefined when it would. */
function whyNotWritable(
  page: TypePage,
  current: Body,
  leaves: readonly Leaf[],
  links: readonly LinkChange[],
): string | undefined {
  const reasons = new Set<string>();
  for (const { path } of leaves) {
    const why = whyReadOnly(page, path);
    if (why === undefined) return undefined;
    reasons.add(`${printPath(path)}: ${why}`);
  }
  for (const { name } of links) {
    if (name !== 'members' || !page.hasComputedMembers(current)) return undefined;
    reasons.add('members: Entra computes the members of a dynamic group');
  }
  return [...reasons].join('; ');
}

/** The grants and assignments of an object that was not there. */
const countedLinks = (page: TypePage, body: Body, coverage: TypeCoverage): readonly LinkChange[] =>
  page.links
    .filter(({ name, countsAs }) => countsAs !== undefined && coverage.links.includes(name))
    .flatMap(({ name }) =>
      (linksOf(body, name) ?? []).map((reference): LinkChange => {
        return { name, target: parseReference(reference), backup: 'absent', current: 'present' };
      }),
    );

/**
 * What changed for one object between a backup and now (or another backup), with the recovery action of recovery-model.md.
 * Null when nothing changed or when a side is unknown.
 */
export function diffObject(
  key: ObjectKey,
  backup: Presence,
  current: Presence,
  coverage: TypeCoverage,
): ObjectChange | null {
  const page = pageOf(key.type);
  const change = (
    kind: ObjectChange['change'],
    body: Body,
    action: RecoveryAction,
    reason?: string,
    attributes: readonly AttributeChange[] = [],
    links: readonly LinkChange[] = [],
  ): ObjectChange => {
    const never = page.isSynced(body) ? 'synced from on-premises: shown, never written' : page.whyNeverWritten(body);
    const why = never ?? reason;
    return {
      ...key,
      displayName: displayNameOf(body, key.id),
      change: kind,
      recoveryAction: never === null ? action : 'none',
      ...(why === undefined ? {} : { reason: why }),
      attributes,
      links,
    };
  };

  if (backup.is === 'present' && current.is === 'present') {
    const leaves = differingLeaves(page, backup.body, current.body, coverage);
    const attributes = leaves.map(
      (leaf): AttributeChange => ({ name: printPath(leaf.path), backup: leaf.a, current: leaf.b }),
    );
    const links = differingLinks(page, backup.body, current.body, coverage).map(
      (leaf): LinkChange => ({
        name: leaf.name,
        target: parseReference(leaf.reference),
        backup: leaf.a ? 'present' : 'absent',
        current: leaf.b ? 'present' : 'absent',
      }),
    );
    if (attributes.length === 0 && links.length === 0) return null;
    const why = whyNotWritable(page, current.body, leaves, links);
    return change('changed', current.body, why === undefined ? 'update' : 'none', why, attributes, links);
  }
  if (backup.is === 'present' && current.is === 'softDeleted') {
    // Where its source of authority was when it was deleted decides; what is deleted may be read with fewer properties.
    return change('softDeleted', { ...backup.body, ...current.body }, 'restore');
  }
  if (backup.is === 'present' && current.is === 'absent' && current.mayBeSoftDeleted) {
    return change('softDeleted', backup.body, 'restore', 'deleted; whether for good could not be read');
  }
  if (backup.is === 'present' && current.is === 'absent') {
    return change('hardDeleted', backup.body, 'none', 'permanently deleted: Graph cannot bring it back');
  }
  if (backup.is === 'softDeleted' && current.is === 'absent' && !current.mayBeSoftDeleted) {
    return change('hardDeleted', backup.body, 'none', 'was soft-deleted in the backup, now permanently deleted');
  }
  if (current.is === 'present' && (backup.is === 'absent' || backup.is === 'softDeleted')) {
    const kind = backup.is === 'absent' ? 'added' : 'restored';
    // What a new application may do says more of it than its name.
    const given = countedLinks(page, current.body, coverage);
    return page.deletionKind(current.body) === null
      ? change(kind, current.body, 'none', 'Graph would delete it permanently', [], given)
      : change(kind, current.body, 'softDelete', undefined, [], given);
  }
  return null;
}

/**
 * Links to something that was deleted for good cannot come back: an object that differs in nothing else has no recovery
 * action. Asks the report itself which objects those are.
 */
export function withoutHopelessActions(changes: readonly ObjectChange[]): readonly ObjectChange[] {
  const gone = new Set(changes.filter(({ change }) => change === 'hardDeleted').map(({ type, id }) => `${type}/${id}`));
  const isHopeless = ({ recoveryAction, attributes, links }: ObjectChange): boolean =>
    recoveryAction === 'update' &&
    attributes.length === 0 &&
    links.every(({ target, backup }) => backup === 'present' && gone.has(`${target.type}/${target.id}`));
  return changes.map((change) =>
    isHopeless(change)
      ? { ...change, recoveryAction: 'none', reason: 'only links to permanently deleted objects are missing' }
      : change,
  );
}
