/**
 * What one object needs, from its three states. Only reviewed properties and links become intents; other drift is left
 * alone; what live has that is neither base nor wanted has moved since the review and is marked for the guard.
 */
import type { TypePage } from '../catalog/page.ts';
import { differingLeaves, differingLinks, displayNameOf } from '../diff.ts';
import type { Body, LinkWrite, Move, TypeCoverage, Untouched } from '../model.ts';
import { printPath } from '../value.ts';
import { reviewedLinks } from './links.ts';
import {
  allProperties,
  asksForProperties,
  newProperties,
  type PropertyIntent,
  reviewedProperties,
} from './properties.ts';
import { createdLinks, isOfRenewed, whyNotAnew } from './recreate.ts';
import { parseName } from './references.ts';
import { bodyOf, type Circumstances } from './triple.ts';

export interface Intent {
  readonly displayName: string;
  readonly existence: 'restore' | 'recreate' | 'softDelete' | 'keep';
  /** The body that writes start from: live, or what a restore will bring back. */
  readonly from: Body;
  readonly wanted: Body;
  readonly properties: readonly PropertyIntent[];
  readonly links: readonly LinkWrite[];
  readonly moves: readonly Move[];
  /** The object as a whole moved since the review, in words. */
  readonly moved?: string;
  readonly untouched: readonly Untouched[];
}

/** Null when there is nothing to do and nothing to say. */
export function intentOf(circumstances: Circumstances): Intent | null {
  const { base, wanted } = circumstances.triple;
  if (base.is === 'unknown' || wanted.is === 'unknown') return null;
  if (wanted.is === 'present') return intentToHave(circumstances, wanted.body);
  return base.is === 'present' ? intentToDelete(circumstances, base.body) : null;
}

function intentToDelete(circumstances: Circumstances, base: Body): Intent | null {
  const { page, triple, coverage, settled } = circumstances;
  const { live, newest } = triple;
  if (live.is === 'unknown') return leaveAlone(circumstances, base, 'unreadable', `could not be read: ${live.reason}`);
  const newestHasItDeleted = newest !== undefined && newest.is !== 'present';
  if (live.is !== 'present' || newestHasItDeleted) return null;
  if (page.isSynced(live.body)) {
    return leaveAlone(circumstances, live.body, 'onPremisesSynced', 'synced from on-premises: delete it there');
  }
  const never = page.whyNeverWritten(live.body);
  if (never !== null) return leaveAlone(circumstances, live.body, 'neverWritten', never);
  if (page.deletionKind(live.body) === null) {
    return leaveAlone(circumstances, live.body, 'notReversible', 'Graph would delete it permanently, so it is kept');
  }
  // What had to be written before the deletion may be all that an earlier attempt got done.
  const prepared = { ...base, ...page.beforeDelete(base) };
  const changed =
    settled || changedNames(page, prepared, live.body, coverage).length === 0
      ? []
      : changedNames(page, base, live.body, coverage);
  return {
    displayName: displayNameOf(live.body, triple.key.id),
    existence: 'softDelete',
    from: live.body,
    wanted: { ...live.body, ...page.beforeDelete(live.body) },
    properties: [],
    links: [],
    moves: [],
    ...(changed.length === 0 ? {} : { moved: `changed since the review: ${changed.join(', ')}` }),
    untouched: [],
  };
}

function changedNames(page: TypePage, before: Body, after: Body, coverage: TypeCoverage): readonly string[] {
  const leaves = differingLeaves(page, before, after, coverage).map((leaf) => printPath(leaf.path));
  const links = differingLinks(page, before, after, coverage).map((leaf) => leaf.name);
  return [...new Set([...leaves, ...links])];
}

function intentToHave(circumstances: Circumstances, wanted: Body): Intent | null {
  const { page, triple, settled } = circumstances;
  const { live, base, key } = triple;
  if (live.is === 'present') return intentToUpdate(circumstances, live.body, wanted);

  // What is wanted may be no more than the newest backup holds: then nobody asked for the object to come back.
  const isNewInReview = base.is !== 'present' && bodyOf(triple.newest) === null;
  const isAsked = isNewInReview || asksForProperties(circumstances, wanted) || asksForLinks(circumstances, wanted);
  if (!isAsked) return null;

  if (live.is === 'unknown')
    return leaveAlone(circumstances, wanted, 'unreadable', `could not be read: ${live.reason}`);
  // Where its source of authority was when it was deleted decides; what is deleted may be read with fewer properties.
  if (page.isSynced(live.is === 'softDeleted' ? { ...wanted, ...live.body } : wanted)) {
    return leaveAlone(circumstances, wanted, 'onPremisesSynced', 'synced from on-premises: restore it there');
  }
  const never = page.whyNeverWritten(wanted);
  if (never !== null) return leaveAlone(circumstances, wanted, 'neverWritten', never);
  if (live.is === 'absent' && !live.mayBeSoftDeleted) {
    const why = whyNotAnew(circumstances, wanted);
    if (why === null) return intentToRecreate(circumstances, wanted);
    return leaveAlone(circumstances, wanted, 'hardDeleted', `permanently deleted: ${why}`);
  }
  if (isOfRenewed(circumstances, live, wanted)) {
    const why = whyNotAnew(circumstances, wanted);
    if (why === null) return intentToRecreate(circumstances, wanted);
    const reason = `its application was made anew, under another application id: ${why}`;
    return leaveAlone(circumstances, wanted, 'referenceGone', reason);
  }
  const lacking = page.neededToRestore(wanted, circumstances.tenantId).map((name) => parseName(name).id);
  const missing = lacking.filter((id) => circumstances.gone.has(id));
  if (missing.length > 0) {
    return leaveAlone(circumstances, wanted, 'referenceGone', needsApplication, missing);
  }
  const from = live.is === 'softDeleted' ? page.afterRestore(live.body, key.id) : page.afterRestore(wanted, key.id);
  const restoring = { ...circumstances, triple: { ...triple, base: { is: 'absent' } as const } };
  const { intents, untouched } =
    live.is === 'softDeleted' ? reviewedProperties(restoring, from, wanted) : allProperties(restoring, from, wanted);
  return {
    displayName: displayNameOf(wanted, key.id),
    existence: 'restore',
    from,
    wanted,
    properties: intents,
    links: [],
    moves: intents.map((intent) => intent.move),
    ...(base.is === 'present' && !settled ? { moved: 'deleted since the review' } : {}),
    untouched,
  };
}

function intentToRecreate(circumstances: Circumstances, wanted: Body): Intent {
  const { triple, settled } = circumstances;
  const { intents, untouched } = newProperties(circumstances, wanted);
  const links = createdLinks(circumstances, wanted);
  const odataType = wanted['@odata.type'];
  return {
    displayName: displayNameOf(wanted, triple.key.id),
    existence: 'recreate',
    from: odataType === undefined ? {} : { '@odata.type': odataType },
    wanted,
    properties: intents,
    links: links.writes,
    moves: intents.map((intent) => intent.move),
    ...(triple.base.is === 'present' && !settled ? { moved: 'deleted since the review' } : {}),
    untouched: [...untouched, ...links.untouched],
  };
}

function asksForLinks({ page, triple, coverage }: Circumstances, wanted: Body): boolean {
  const against = [triple.base, triple.newest].map(bodyOf).filter((body) => body !== null);
  return against.every((body) => differingLinks(page, body, wanted, coverage).length > 0);
}

function intentToUpdate(circumstances: Circumstances, live: Body, wanted: Body): Intent | null {
  const properties = reviewedProperties(circumstances, live, wanted);
  const links = reviewedLinks(circumstances, live, wanted);
  const untouched = [...properties.untouched, ...links.untouched];
  if (properties.intents.length + links.writes.length + untouched.length === 0) return null;
  if (circumstances.page.isSynced(live)) {
    return leaveAlone(circumstances, live, 'onPremisesSynced', 'synced from on-premises: change it there');
  }
  const never = circumstances.page.whyNeverWritten(live);
  if (never !== null) return leaveAlone(circumstances, live, 'neverWritten', never);
  const { base, key } = circumstances.triple;
  return {
    displayName: displayNameOf(live, key.id),
    existence: 'keep',
    from: live,
    wanted,
    properties: properties.intents,
    links: links.writes,
    moves: [...properties.intents.map((intent) => intent.move), ...links.moves],
    ...(base.is !== 'present' && !circumstances.settled && properties.intents.length + links.writes.length > 0
      ? { moved: 'came back since the review, with other values' }
      : {}),
    untouched,
  };
}

const needsApplication =
  'Graph restores no principal without its application, which is deleted and no part of this recovery';

function leaveAlone(
  { triple }: Circumstances,
  body: Body,
  code: Untouched['code'],
  reason: string,
  missing: readonly string[] = [],
): Intent {
  const displayName = displayNameOf(body, triple.key.id);
  return {
    displayName,
    existence: 'keep',
    from: body,
    wanted: body,
    properties: [],
    links: [],
    moves: [],
    untouched: [{ ...triple.key, displayName, code, reason, ...(missing.length === 0 ? {} : { missing }) }],
  };
}
