/**
 * An object that is gone for good is made anew where people asked for it: what is sent of it, what of it nobody can bring
 * back, and what goes on naming it by its old id. Ids are still the old ones here: the new ones are known once the object is
 * made, and take their place when a step is sent.
 */
import { parseReference } from '../canonical/reference.ts';
import type { Creation, Reference, TypePage } from '../catalog/page.ts';
import { coversProperty } from '../coverage.ts';
import { displayNameOf, linksOf, same, whyReadOnly } from '../diff.ts';
import { bodyNow } from '../identities/rewrite.ts';
import type { Body, LinkWrite, Presence, Untouched, Value } from '../model.ts';
import { at, isBody, isNothing, type Path, printPath } from '../value.ts';
import type { PropertyIntent, ReviewedProperties } from './properties.ts';
import { idsAt } from './references.ts';
import type { Circumstances } from './triple.ts';

/** Why the object is not made anew, or null when it is. */
export function whyNotAnew({ page, recreate }: Circumstances, wanted: Body): string | null {
  const why = page.creation === null ? '' : page.creation.whyNot(wanted);
  if (why === null) return recreate ? null : 'Graph cannot bring it back, and only --recreate makes a new object';
  return why === '' ? 'Graph cannot bring it back' : `Graph cannot bring it back, nor is it made anew: ${why}`;
}

/** A deleted principal of an application that gets a new application id: restored, it would be nobody's. */
export function isOfRenewed({ page, renewing }: Circumstances, live: Presence, wanted: Body): boolean {
  const { creation } = page;
  if (creation === null || live.is !== 'softDeleted') return false;
  return page.references.some(({ path }) => {
    const [was, to] = [live.body[path], wanted[path]];
    if (!takes(creation, path) || whyReadOnly(page, [path]) === undefined || typeof to !== 'string') return false;
    return renewing.has(to) || (was !== undefined && was !== to);
  });
}

const takes = (creation: Creation, name: string): boolean => creation.takes === 'all' || creation.takes.includes(name);

/** Everything that a new object is given, and the rest by reason. */
export function createdProperties(
  circumstances: Circumstances,
  wanted: Body,
  whyLeft: (path: Path, to: Value | undefined) => Untouched | null,
): ReviewedProperties {
  const { page, triple, coverage } = circumstances;
  const { creation } = page;
  if (creation === null) throw new Error(`${page.type} is never made anew`);
  const apart = new Set(['id', '@odata.type', ...page.links.map(({ name }) => name), ...creation.anew]);
  const atFirst = page.afterRestore(wanted, triple.key.id);
  const intents: PropertyIntent[] = [];
  const untouched: Untouched[] = [];
  for (const name of Object.keys(wanted).sort()) {
    const to = wanted[name];
    if (apart.has(name) || isNothing(to) || !coversProperty(coverage, name)) continue;
    const isTaken = takes(creation, name);
    if (page.alternateKeys.some((key) => key === name) && !isTaken) continue;
    if (page.writtenLast.includes(name) && same(atFirst[name], to)) continue;
    const isGiven = creation.takes !== 'all' && isTaken && whyReadOnly(page, [name]) !== undefined;
    const left = isGiven ? null : whyLeft([name], to);
    if (left === null) intents.push({ path: [name], move: { name, from: undefined, to } });
    else untouched.push(left);
  }
  return { intents, untouched };
}

/** The links of a new object, which has none; those to what is gone for good stay away. */
export function createdLinks(
  { page, triple, coverage, gone }: Circumstances,
  wanted: Body,
): { readonly writes: readonly LinkWrite[]; readonly untouched: readonly Untouched[] } {
  const writes: LinkWrite[] = [];
  const untouched: Untouched[] = [];
  for (const { name } of page.links) {
    const targets = (linksOf(wanted, name) ?? []).map(parseReference);
    const isComputed = name === 'members' && page.hasComputedMembers(wanted);
    if (targets.length === 0 || isComputed || !coverage.links.includes(name)) continue;
    const displayName = displayNameOf(wanted, triple.key.id);
    for (const { type, id } of targets.filter((target) => gone.has(target.id))) {
      const reason = `${type}/${id} no longer exists`;
      untouched.push({ ...triple.key, displayName, code: 'referenceGone', reason, property: name });
    }
    const add = targets.filter(({ id }) => !gone.has(id));
    if (add.length > 0) writes.push({ name, add, remove: [] });
  }
  return { writes, untouched };
}

/**
 * Values of the tenant that name an old id where the reviewed state names the same object: they are written again, with the
 * new id. What else somebody changed in them is not ours.
 */
export function renewedProperties(circumstances: Circumstances, live: Body, wanted: Body): readonly PropertyIntent[] {
  const { page, coverage, identities, renewing, isWhole } = circumstances;
  if (!isWhole || (renewing.size === 0 && identities.isEmpty)) return [];
  const isOld = ({ by }: Reference, id: string): boolean =>
    renewing.has(id) || (by === 'appId' ? identities.appIdNow(id) : identities.idNow(id)) !== id;
  const now = bodyNow(identities, page, live);
  const intents = new Map<string, PropertyIntent>();
  for (const reference of page.references) {
    const path = leafPath(live, reference.path.split('.'));
    const [top = ''] = path;
    if (path.length === 0 || !coversProperty(coverage, top) || whyReadOnly(page, path) !== undefined) continue;
    if (!idsNamed(reference, live).some((id) => isOld(reference, id))) continue;
    const to = at(wanted, path);
    if (same(at(now, path), to)) {
      const name = printPath(path);
      intents.set(name, { path, move: { name, from: at(live, path), to } });
    }
  }
  return [...intents.values()];
}

const guids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const idsNamed = ({ path, within }: Reference, body: Body): readonly string[] => {
  const texts = idsAt(body, path.split('.'));
  return within === true ? texts.flatMap((text) => text.match(guids) ?? []) : texts;
};

/** Whether a body names any of the ids where its page says that ids stand. */
export const namesAny = (page: TypePage, body: Body, ids: ReadonlySet<string>): boolean =>
  page.references.some((reference) => idsNamed(reference, body).some((id) => ids.has(id)));

/** Ids among the given ones to which a body has links. */
export const linkedAmong = (page: TypePage, body: Body, ids: ReadonlySet<string>): readonly string[] =>
  page.links.flatMap(({ name }) =>
    (linksOf(body, name) ?? []).flatMap((link) => {
      const { id } = parseReference(link);
      return ids.has(id) ? [id] : [];
    }),
  );

/** As far as objects lead: what differs is a list as a whole. */
function leafPath(body: Body, path: Path): Path {
  const walked: string[] = [];
  let here: Value | undefined = body;
  for (const name of path) {
    if (!isBody(here) || !Object.hasOwn(here, name)) break;
    walked.push(name);
    here = here[name];
  }
  return here === undefined ? [] : walked;
}
