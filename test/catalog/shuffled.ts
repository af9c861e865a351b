/** The same object as Graph might list it another time: names and sets in another order, elements of sets said twice. */
import type { TypePage } from '../../src/core/catalog/page.ts';
import type { Body, Value } from '../../src/core/model.ts';
import { isBody } from '../../src/core/value.ts';

type Random = () => number;

/** The Park–Miller generator: a seed from 1 on gives the same numbers below 1 everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function shuffled(page: TypePage, body: Body, random: Random): Body {
  const declared = page.properties === 'all' ? [] : page.properties.filter(({ set }) => set).map(({ name }) => name);
  const links = page.links.filter(({ many }) => many).map(({ name }) => name);
  const sets = new Set([...page.sets, ...declared, ...links]);
  // Two children of one name would be a lie of Graph's; their order says nothing all the same.
  const children = new Set(page.children.map(({ property }) => property));
  const mix = (value: Value, path: string): Value => {
    if (Array.isArray(value)) {
      const items = value.map((item) => mix(item, path));
      if (children.has(path)) return inAnyOrder(items, random);
      return sets.has(path) ? inAnyOrder([...items, ...items.filter(() => random() < 0.5)], random) : items;
    }
    if (!isBody(value)) return value;
    const names = inAnyOrder(Object.keys(value), random);
    return Object.fromEntries(
      names.map((name) => [name, mix(value[name] as Value, path === '' ? name : `${path}.${name}`)]),
    );
  };
  return mix(body, '') as Body;
}

function inAnyOrder<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as Item, mixed[at] as Item];
  }
  return mixed;
}
