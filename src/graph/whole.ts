/**
 * Objects with all their parts. What a sweep or `$expand` has brought along whole is taken from there; everything else is
 * read on its own and to its end, 20 requests to a `$batch`.
 *
 * The members of a dynamic group are not read: Entra computes them, recovery leaves them alone, and a snapshot that held
 * them would show every computation as a change. Such a body has no `members` at all, which says "not known", not "none".
 */
import type { PropertyChoice } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { Body } from '../core/model.ts';
import { elsewherePath, partListOf } from './addresses.ts';
import { type Answer, type GraphError, isNotFound } from './answer.ts';
import { readBatched } from './batch.ts';
import type { GraphClient } from './client.ts';
import { expandedWhole, type Targets } from './expanded.ts';
import type { List } from './pages.ts';
import { readAllPages } from './pages.ts';
import { elsewhereOf, type Part, partsOf } from './parts.ts';
import { failWith } from './problems.ts';
import type { Item } from './repeats.ts';
import type { JsonObject, Version } from './request.ts';
import type { Sweep } from './sweep.ts';

/** An object with its parts in it, as `$expand` without a cap would give it. */
export type Whole =
  | { readonly is: 'read'; readonly item: JsonObject }
  /** Graph does not find a part: the object went away between the two reads, or Graph errs. */
  | { readonly is: 'partGone' }
  | {
      readonly is: 'unread';
      readonly error: GraphError;
      readonly path: string;
      readonly permission: string | undefined;
    };

export interface Brought {
  readonly choice: PropertyChoice;
  readonly sweeps: readonly Sweep[];
  /** The part that came with the items by `$expand`. */
  readonly expanded: string | null;
}

export const hasParts = (page: TypePage, choice: PropertyChoice): boolean =>
  partsOf(page).length + elsewhereOf(page, choice).length > 0;

/** Something of one object that is still to be read, and how its answer becomes a value of the object. */
interface Wanted {
  readonly index: number;
  readonly name: string;
  readonly version: Version;
  readonly path: string;
  /** Named when Graph refuses. */
  readonly permission: string | undefined;
  /** Reads on to the end where the answer is a list. */
  finish(body: JsonObject): Promise<unknown>;
}

/** In the order of the items. Fails as reading does when a part cannot be read to its end. */
export async function wholeItems(
  client: GraphClient,
  page: TypePage,
  items: readonly Item[],
  brought: Brought,
): Promise<readonly Whole[]> {
  const whole: Whole[] = [];
  const wanted: Wanted[] = [];
  for (const [index, item] of items.entries()) {
    const { known, open } = gathered(client, page, item, index, brought);
    whole.push({ is: 'read', item: known });
    wanted.push(...open);
  }
  const answers = await readOpen(client, wanted);
  const finished = await Promise.all(
    wanted.map(async ({ finish }, position) => {
      const answer = answers[position] as Answer;
      return answer.ok ? { value: await finish(answer.body as JsonObject) } : { error: answer.error };
    }),
  );
  for (const [position, { index, name, path, permission }] of wanted.entries()) {
    const before = whole[index] as Whole;
    const result = finished[position] as (typeof finished)[number];
    if (before.is !== 'read') continue;
    if ('value' in result) whole[index] = { is: 'read', item: { ...before.item, [name]: result.value } };
    else if (isNotFound(result.error)) whole[index] = { is: 'partGone' };
    else whole[index] = { is: 'unread', error: result.error, path, permission };
  }
  return whole;
}

function gathered(
  client: GraphClient,
  page: TypePage,
  item: Item,
  index: number,
  { choice, sweeps, expanded }: Brought,
): { readonly known: JsonObject; readonly open: readonly Wanted[] } {
  const known: { [name: string]: unknown } = { ...item };
  const open: Wanted[] = [];
  for (const part of partsOf(page)) {
    const { name } = part;
    delete known[name];
    if (name === 'members' && page.hasComputedMembers(item as unknown as Body)) continue;
    const targets: Targets =
      name === expanded
        ? expandedWhole(item[name])
        : (sweeps.find((one) => one.part.name === name)?.of(item.id) ?? null);
    if (targets !== null) known[name] = targets;
    else open.push(wantedList(client, index, name, partListOf(page, item.id, part)));
  }
  for (const { property, version, path } of elsewhereOf(page, choice)) {
    const at = elsewherePath(page, item.id, path);
    // What Graph keeps apart it also guards apart.
    const { permissions } = page.optional.find((one) => one.property === property) ?? page;
    const permission = permissions.read.join(', ');
    open.push({ index, name: property, version, path: at, permission, finish: async (body) => body[property] ?? null });
  }
  return { known, open };
}

const wantedList = (client: GraphClient, index: number, name: string, list: List): Wanted => ({
  index,
  name,
  version: list.version,
  path: list.path,
  permission: list.permission,
  finish: (body) => readAllPages(client, list, body),
});

/** A batch is of one version of Graph. */
async function readOpen(client: GraphClient, wanted: readonly Wanted[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const version of ['v1.0', 'beta'] as const) {
    const positions = [...wanted.keys()].filter((position) => wanted[position]?.version === version);
    const read = await readBatched(
      client,
      version,
      positions.map((position) => (wanted[position] as Wanted).path),
    );
    for (const [at, position] of positions.entries()) answers[position] = read[at] as Answer;
  }
  return answers;
}

/**
 * One part of several objects, each read to its end, by id. Those of which Graph does not find it are left out. Fails as
 * reading does.
 */
export async function readPart(
  client: GraphClient,
  page: TypePage,
  part: Part,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const wanted = ids.map((id, index) => wantedList(client, index, part.name, partListOf(page, id, part)));
  const answers = await readOpen(client, wanted);
  const values = new Map<string, readonly unknown[]>();
  for (const [index, { path, permission, finish }] of wanted.entries()) {
    const answer = answers[index] as Answer;
    if (answer.ok) values.set(ids[index] as string, (await finish(answer.body as JsonObject)) as readonly unknown[]);
    else if (!isNotFound(answer.error)) return failWith(answer.error, { method: 'GET', path }, permission);
  }
  return values;
}
