/** What Graph has and no page knows. */
import type { TypePage } from '../core/catalog/page.ts';
import { unknownNames } from '../core/catalog/unknown.ts';
import { fail } from '../core/problem.ts';
import { sampleOf } from './addresses.ts';
import type { GraphClient } from './client.ts';
import type { JsonObject } from './request.ts';

/**
 * Graph returns only what it is asked for by name, so a property that it has gained since the page was written would stay
 * unseen. One object is therefore looked at without naming anything, and what no page has a word about is asked for too.
 */
export async function namesToAskFor(client: GraphClient, page: TypePage): Promise<readonly string[]> {
  if (page.properties === 'all') return [];
  const { version, path, lane, permission } = sampleOf(page);
  const sample = await client.read({ method: 'GET', version, path, lane, expects: 'json' }, permission);
  const [item] = Array.isArray(sample.value) ? (sample.value as readonly unknown[]) : [];
  const names = item === null || typeof item !== 'object' ? [] : unknownNames(page, item as JsonObject);
  // They become part of a query: anything but a name could make it another question, with fewer objects in its answer.
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong === undefined) return names;
  return fail('lyingAnswer', `not the name of a property: ${JSON.stringify(wrong.slice(0, 80))}`, {
    place: { file: path },
  });
}
