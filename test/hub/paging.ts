/** One page of a list, with the Link header that leads on. */

import { malformed } from './refusal.ts';
import { type Call, ok } from './router.ts';
import type { Answer } from './weather.ts';

const positive = (query: URLSearchParams, name: string, fallback: number): number => {
  const value = query.get(name);
  if (value === null) return fallback;
  if (!/^\d+$/.test(value)) throw malformed(`${name} must be a number.`);
  return Math.max(1, Number(value));
};

/** `wrap` puts the page into an object, as lists with `total_count` have it. */
export function paged<Item>(
  call: Call,
  items: readonly Item[],
  shape: (item: Item) => unknown,
  wrap: (page: readonly unknown[], total: number) => unknown = (page) => page,
): Answer {
  const perPage = Math.min(100, positive(call.query, 'per_page', 30));
  const page = positive(call.query, 'page', 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const url = (to: number): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `${call.world.origin}${call.path}?${query}`;
  };
  const links = [
    ...(page > 1 ? [`<${url(page - 1)}>; rel="prev"`] : []),
    ...(page < last ? [`<${url(page + 1)}>; rel="next"`, `<${url(last)}>; rel="last"`] : []),
    ...(page > 1 ? [`<${url(1)}>; rel="first"`] : []),
  ];
  const shown = items.slice((page - 1) * perPage, page * perPage).map(shape);
  return { ...ok(wrap(shown, items.length)), headers: links.length === 0 ? {} : { link: links.join(', ') } };
}
