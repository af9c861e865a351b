/**
 * Names of resources in a program, which are Pulumi's names for them too. They come from display names, so that people know
 * them again; they are letters and digits of ASCII alone, begin with a word of ours, and no two are the same.
 */
import { createHash } from 'node:crypto';
import { byCodeUnit } from '../canonical/order.ts';
import type { Resource } from './model.ts';

const longest = 60;

/**
 * By key of the resource. Where names are alike each gets a piece of its key's digest behind, so that it does not depend on which
 * comes first; and none depends on resources with other names.
 */
export function namesFor(resources: readonly Resource[]): ReadonlyMap<string, string> {
  const plain = Map.groupBy(resources, ({ prefix, displayName }) => nameFrom(prefix, displayName).toLowerCase());
  const names = new Map<string, string>();
  for (const alike of plain.values()) {
    for (const { key, prefix, displayName } of alike) {
      const name = nameFrom(prefix, displayName);
      names.set(key, alike.length === 1 && name !== prefix ? name : `${name}_${digest(key)}`);
    }
  }
  return names;
}

function nameFrom(prefix: string, displayName: string): string {
  const words = displayName
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${prefix}${words.join('')}`.slice(0, longest);
}

const digest = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 12);

/** The resources so that each comes after those it refers to, where they do not refer to each other in a circle. */
export function inOrder(
  resources: readonly Resource[],
  needs: (resource: Resource) => readonly Resource[],
): readonly Resource[] {
  const done: Resource[] = [];
  const seen = new Set<string>();
  for (const start of resources) {
    if (seen.has(start.key)) continue;
    seen.add(start.key);
    const open = [{ resource: start, needed: needs(start).values() }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.needed.next();
      if (next.done === true) done.push((open.pop() as typeof top).resource);
      else if (!seen.has(next.value.key)) {
        seen.add(next.value.key);
        open.push({ resource: next.value, needed: needs(next.value).values() });
      }
    }
  }
  return done;
}

export const sorted = <Held>(entries: readonly (readonly [string, Held])[]): readonly (readonly [string, Held])[] =>
  entries.toSorted(([a], [b]) => byCodeUnit(a, b));
