/**
 * Whether a read by id shows what a delta query told. Graph's replicas lag: a change may be told by one before another shows
 * it. Then the object must be read again, because the next delta query will not tell the change once more.
 */
import type { TypePage } from '../core/catalog/page.ts';
import { linksOf, same } from '../core/diff.ts';
import type { Body, Presence } from '../core/model.ts';
import { isObject } from './answer.ts';
import { bodyOf } from './body.ts';
import { isRemoval, type Told } from './delta.ts';
import type { JsonObject } from './request.ts';

/** Several tellings of one object may be of different moments: it is enough to agree with one of them, value by value. */
export function agrees(page: TypePage, told: Told | undefined, presence: Presence | undefined): boolean {
  if (presence === undefined || presence.is === 'unknown') return false;
  if (told === undefined) return true;
  const removals = told.filter(isRemoval);
  const items = told.filter((item) => !isRemoval(item));
  if (presence.is !== 'present') return removals.length > 0;
  return items.length > 0 && propertiesAgree(page, items, presence.body) && linksAgree(page, items, presence.body);
}

function propertiesAgree(page: TypePage, items: Told, body: Body): boolean {
  const bodies = items.map((item) => bodyOf(page, withoutLinks(item), 'notRead'));
  const names = new Set(bodies.flatMap((one) => Object.keys(one)));
  return [...names].every((name) => bodies.some((one) => Object.hasOwn(one, name) && same(one[name], body[name])));
}

/** Links are told beside the properties: `members@delta`. */
const withoutLinks = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !name.endsWith('@delta')));

function linksAgree(page: TypePage, items: Told, body: Body): boolean {
  return (page.delta ?? []).every((name) => {
    const there = linksOf(body, name);
    if (there === null) return true;
    const ids = new Set(there.map((reference) => reference.slice(reference.indexOf('/') + 1)));
    const told = items.flatMap((item) => targetsIn(item, name));
    const [added, removed] = [told.filter((target) => !isRemoval(target)), told.filter(isRemoval)];
    const contested = new Set(added.map(({ id }) => id).filter((id) => removed.some((other) => other.id === id)));
    const isShown = ({ id }: JsonObject): boolean => contested.has(id) || ids.has(id as string);
    return added.every(isShown) && removed.every((target) => contested.has(target.id) || !isShown(target));
  });
}

const targetsIn = (item: JsonObject, name: string): readonly JsonObject[] => {
  const targets = item[`${name}@delta`];
  return Array.isArray(targets) ? targets.filter(isObject) : [];
};
