/** Which ids name a live directory object, of whatever type: `getByIds`, 1,000 to a call. */
import { fail } from '../core/problem.ts';
import type { GraphClient } from './client.ts';
import { readAllPages } from './pages.ts';

const mostIds = 1000;
const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The contract is `Tenant.existing`'s. What is no GUID names no directory object; asking for it would only make Graph
 * refuse the rest. Source: facts on Graph §4 (THR). Last verified: 2026-11-23.
 */
export async function existingIds(client: GraphClient, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids)].filter((id) => guid.test(id));
  const chunks: (readonly string[])[] = [];
  for (let start = 0; start < asked.length; start += mostIds) chunks.push(asked.slice(start, start + mostIds));
  const found = await Promise.all(chunks.map((chunk) => existingAmong(client, chunk)));
  return new Set(found.flat());
}

async function existingAmong(client: GraphClient, ids: readonly string[]): Promise<readonly string[]> {
  const path = '/directoryObjects/getByIds?$select=id';
  const permission = 'Directory.Read.All, or the read permission of each type';
  const first = await client.read(
    { method: 'POST', version: 'v1.0', path, lane: 'directory', body: { ids }, repeatable: true, expects: 'json' },
    permission,
  );
  const items = await readAllPages(client, { version: 'v1.0', path, lane: 'directory', permission }, first);
  const there = new Set(items.map((item) => item.id.toLowerCase()));
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  for (const id of there) if (!wanted.has(id)) fail('lyingAnswer', `POST ${path}: Graph answered ${id} unasked`);
  return ids.filter((id) => there.has(id.toLowerCase()));
}
