/**
 * Old ids → new ids in an object: its own, those of its links, and those in its properties where the catalog says that an id
 * stands. Nothing else is touched, and what a set holds is sorted anew.
 */
import { keep } from '../canonical/keep.ts';
import { byCodeUnit } from '../canonical/order.ts';
import { parseReference, printReference } from '../canonical/reference.ts';
import { pageOf } from '../catalog/index.ts';
import type { Reference, TypePage } from '../catalog/page.ts';
import type { Body, LinkTarget, LinkWrite, ObjectKey, Presence, Step, Value } from '../model.ts';
import { isBody } from '../value.ts';
import type { Identities } from './table.ts';

export const keyNow = (identities: Identities, { type, id }: ObjectKey): ObjectKey => ({
  type,
  id: identities.idNow(id),
});

/** Without what a new object has by itself, where the state is the old object's. */
export function stateNow(identities: Identities, key: ObjectKey, presence: Presence): Presence {
  if (identities.isEmpty || !('body' in presence)) return presence;
  const page = pageOf(key.type);
  const body = bodyNow(identities, page, presence.body);
  return { ...presence, body: body.id === presence.body.id ? body : withoutOwn(page, body) };
}

function withoutOwn({ creation }: TypePage, body: Body): Body {
  const anew = new Set(creation?.anew ?? []);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !anew.has(name)));
}

/** What the old state cannot say of the new object is as the other side has it: no difference. */
export function filledFrom(page: TypePage, state: Presence, other: Presence): Presence {
  if (!('body' in state) || !('body' in other)) return state;
  const missing = (page.creation?.anew ?? []).filter(
    (name) => !Object.hasOwn(state.body, name) && Object.hasOwn(other.body, name),
  );
  if (missing.length === 0) return state;
  return {
    ...state,
    body: { ...state.body, ...Object.fromEntries(missing.map((name) => [name, other.body[name] as Value])) },
  };
}

export function bodyNow(identities: Identities, page: TypePage, body: Body): Body {
  if (identities.isEmpty) return body;
  const now: { [name: string]: Value } = { ...propertiesNow(identities, page, body) };
  for (const { name } of page.links) {
    const value = body[name];
    if (value === undefined) continue;
    const links = Array.isArray(value) ? (value as readonly string[]) : null;
    const linksNow = links?.map((link) => linkNow(identities, link)) ?? [];
    now[name] =
      links === null
        ? typeof value === 'string'
          ? linkNow(identities, value)
          : value
        : [...new Set(linksNow)].sort(byCodeUnit);
  }
  if (typeof body.id === 'string') now.id = identities.idNow(body.id);
  return now;
}

/** The properties of a body, or some of them. */
export function propertiesNow(identities: Identities, page: TypePage, properties: Body): Body {
  if (identities.isEmpty) return properties;
  let now = properties;
  const own = page.alternateKeys.map((by): Reference => ({ path: by, type: page.type, words: [], by }));
  for (const reference of [...own, ...page.references]) {
    const to = (text: string): string => textNow(identities, reference, text);
    now = replacedAt(now, reference.path.split('.'), to) as Body;
  }
  // Sets have an order in the canonical form, which another id may change.
  return now === properties ? properties : keep(page, now, 'notRead');
}

export const targetNow = (identities: Identities, target: LinkTarget): LinkTarget => ({
  ...target,
  id: identities.idNow(target.id),
});

export const linkWriteNow = (identities: Identities, { name, add, remove }: LinkWrite): LinkWrite => ({
  name,
  add: add.map((target) => targetNow(identities, target)),
  remove: remove.map((target) => targetNow(identities, target)),
});

/** A step as it is sent: the plan names objects by the ids that they had when it was made. */
export function stepNow(identities: Identities, step: Step): Step {
  if (identities.isEmpty) return step;
  const { properties, links } = step.writes;
  return {
    ...step,
    // What a step makes anew has no other id yet.
    id: step.action === 'recreate' ? step.id : identities.idNow(step.id),
    writes: {
      properties: propertiesNow(identities, pageOf(step.type), properties),
      links: links.map((link) => linkWriteNow(identities, link)),
    },
  };
}

const linkNow = (identities: Identities, reference: string): string =>
  printReference(targetNow(identities, parseReference(reference)));

const guids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function textNow(identities: Identities, { by, within, words }: Reference, text: string): string {
  if (words.includes(text)) return text;
  const now = by === 'appId' ? identities.appIdNow : identities.idNow;
  return within === true ? text.replaceAll(guids, now) : now(text);
}

/** A copy with the texts at a path replaced, through lists on the way; the same value where none is. */
function replacedAt(value: Value, path: readonly string[], to: (text: string) => string): Value {
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).map((item) => replacedAt(item, path, to));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === 'string' ? to(value) : value;
  if (!isBody(value) || !Object.hasOwn(value, name)) return value;
  const before = value[name] as Value;
  const after = replacedAt(before, rest, to);
  return after === before ? value : { ...value, [name]: after };
}
