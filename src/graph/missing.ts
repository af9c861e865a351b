/** Which of the objects that a plan refers to are not there. */
import { pageOf } from '../core/catalog/index.ts';
import type { ObjectType } from '../core/model.ts';
import { nameOf, type ParsedName, parseName } from '../core/plan/references.ts';
import { fail } from '../core/problem.ts';
import { listOf } from './addresses.ts';
import { isNotFound } from './answer.ts';
import { readBatched } from './batch.ts';
import type { GraphClient } from './client.ts';
import { readAllPages } from './pages.ts';
import { failWith } from './problems.ts';

const mostIds = 1000;
const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Types that are no directory objects: their whole list is short, and read. */
const listed: readonly string[] = ['namedLocation', 'authenticationStrengthPolicy'] satisfies readonly ObjectType[];

/** What the least permissions do not let anybody look up: role templates, terms of use. Graph itself judges those. */
const beyond: readonly string[] = ['directoryRole', 'agreement'];

/** The contract is `Tenant.missing`'s. */
export async function missingNames(client: GraphClient, names: readonly string[]): Promise<ReadonlySet<string>> {
  const asked = [...new Set(names)].map(parseName).filter(({ type }) => !beyond.includes(type));
  const byAppId = asked.filter(({ by }) => by === 'appId');
  const inLists = asked.filter(({ by, type }) => by === undefined && listed.includes(type));
  const objects = asked.filter(({ by, type }) => by === undefined && !listed.includes(type));
  const found = await Promise.all([
    missingByAppId(client, byAppId),
    ...listed.map((type) =>
      missingInList(
        client,
        type as ObjectType,
        inLists.filter((name) => name.type === type),
      ),
    ),
    missingObjects(client, objects),
  ]);
  return new Set(found.flat().map(({ type, id, by }) => nameOf(type, id, by)));
}

async function missingByAppId(client: GraphClient, names: readonly ParsedName[]): Promise<readonly ParsedName[]> {
  // What is no GUID names no application; Graph would refuse to look.
  const asked = names.filter(({ id }) => guid.test(id));
  const pathOf = ({ type, id }: ParsedName) => `${pageOf(type as ObjectType).read.path}(appId='${id}')?$select=id`;
  const answers = await readBatched(client, 'v1.0', asked.map(pathOf));
  return asked.filter((name, index) => {
    const answer = answers[index];
    if (answer === undefined || answer.ok) return false;
    if (isNotFound(answer.error)) return true;
    return failWith(answer.error, { method: 'GET', path: pathOf(name) }, 'Application.Read.All');
  });
}

async function missingInList(
  client: GraphClient,
  type: ObjectType,
  names: readonly ParsedName[],
): Promise<readonly ParsedName[]> {
  if (names.length === 0) return [];
  const there = new Set((await readAllPages(client, listOf(pageOf(type), { choice: {} }))).map(({ id }) => id));
  return names.filter(({ id }) => !there.has(id));
}

/** `getByIds`, 1,000 to a call. What is no GUID names no directory object; asking for it would make Graph refuse the rest. */
async function missingObjects(client: GraphClient, names: readonly ParsedName[]): Promise<readonly ParsedName[]> {
  const ids = [...new Set(names.map(({ id }) => id))].filter((id) => guid.test(id));
  const chunks: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += mostIds) chunks.push(ids.slice(start, start + mostIds));
  const there = new Set((await Promise.all(chunks.map((chunk) => thereAmong(client, chunk)))).flat());
  return names.filter(({ id }) => guid.test(id) && !there.has(id.toLowerCase()));
}

/** Source: facts on Graph §4 (THR). Last verified: 2026-11-23. */
async function thereAmong(client: GraphClient, ids: readonly string[]): Promise<readonly string[]> {
  const path = '/directoryObjects/getByIds?$select=id';
  const permission = 'Directory.Read.All, or the read permission of each type';
  const first = await client.read(
    { method: 'POST', version: 'v1.0', path, lane: 'directory', body: { ids }, repeatable: true, expects: 'json' },
    permission,
  );
  const items = await readAllPages(client, { version: 'v1.0', path, lane: 'directory', permission }, first);
  const there = items.map((item) => item.id.toLowerCase());
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  for (const id of there) if (!wanted.has(id)) fail('lyingAnswer', `POST ${path}: Graph answered ${id} unasked`);
  return there;
}
