/**
 * What became of the objects of one type since a backup, without reading the others: those that delta names, those whose other
 * parts differ from the record, and those that whoever asks wants to know about besides.
 */
import { objectPath, parsePath } from '../core/canonical/path.ts';
import { isApart, pageOf } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { TypeMark } from '../core/marks.ts';
import type { Body, ObjectKey, ObjectType, Presence, Value } from '../core/model.ts';
import { type Digests, differingShards, PartDigest, shardOf } from '../core/partDigests.ts';
import type { CatchUp, Lost } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { parseObject } from '../core/record.ts';
import { equal, isNothing } from '../core/value.ts';
import type { Doors } from './doors.ts';

export interface ObjectState {
  readonly key: ObjectKey;
  readonly presence: Exclude<Presence, { is: 'unknown' }>;
}

export interface Changed {
  /** Objects that are looked at. */
  readonly count: number;
  /** Where they stand now, some at a time. Fails with `tenantUnreadable` when one of them cannot be read. */
  states(): AsyncGenerator<readonly ObjectState[]>;
  /** For the reading after this one; complete once `states` has ended. */
  next(now: { readonly taken: string; readonly objects: number }): TypeMark;
}

/** The backup that the mark belongs to. */
export interface Since {
  readonly commit: string;
  readonly mark: TypeMark;
}

const atOnce = 500;
const shardsAtOnce = 16;

/**
 * Beyond this share of the objects a sweep costs less: a page of it brings 999 objects, a request for a changed one brings
 * one. Small tenants may change as a whole.
 */
const mostOf = (objects: number): number => Math.max(1_000, Math.floor(objects / 20));

/** Objects apart are read 20 to a call, a page of a sweep has 999: whichever takes fewer calls. */
const isCheaper = ({ apart, objects }: TypeMark): boolean => Math.ceil(apart.length / 20) <= Math.ceil(objects / 999);

export async function changedSince(
  doors: Pick<Doors, 'tenant' | 'store' | 'signal'>,
  type: ObjectType,
  { commit, mark }: Since,
  also: Iterable<string> = [],
): Promise<Changed | Lost> {
  const page = pageOf(type);
  const most = mostOf(mark.objects);
  const caughtUp = await doors.tenant.catchUp(type, mark.mark, {
    taken: new Date(mark.taken),
    most,
    apart: isCheaper(mark) ? mark.apart : null,
  });
  if ('lost' in caughtUp) return caughtUp;
  const parts = digestsOf(caughtUp);
  const missing = [...caughtUp.parts.keys()].find((part) => mark.parts[part] === undefined);
  if (missing !== undefined) return { lost: `${missing} was not read then` };
  const moved = await movedParts(doors, page, { commit, mark }, caughtUp, parts);
  const ids = [...new Set([...caughtUp.ids, ...mark.unsettled, ...moved, ...also])];
  if (ids.length > most) return { lost: `more than ${most} objects changed` };

  const unsettled: string[] = [];
  const apart = new Set(mark.apart);
  /** Those that came to be apart just now: no sweep has asked about them. */
  const parted = new Map<string, Body>();
  return {
    count: ids.length,
    async *states() {
      for (let start = 0; start < ids.length; start += atOnce) {
        doors.signal.throwIfAborted();
        const read = await caughtUp.read(ids.slice(start, start + atOnce));
        unsettled.push(...read.unsettled);
        for (const [id, presence] of read.presences) {
          if (presence.is !== 'present' || !isApart(page, presence.body)) apart.delete(id);
          else if (!apart.has(id)) {
            apart.add(id);
            parted.set(id, presence.body);
          }
        }
        yield [...read.presences].map(([id, presence]) => stateOf({ type, id }, presence));
      }
    },
    next: ({ taken, objects }) => {
      return {
        mark: caughtUp.mark,
        taken,
        swept: mark.swept,
        objects,
        parts: parted.size === 0 ? parts : digestsOf(caughtUp, parted),
        apart: [...apart].toSorted(),
        unsettled: unsettled.toSorted(),
      };
    },
  };
}

/** Nothing may be concluded from not having been able to look. */
function stateOf(key: ObjectKey, presence: Presence): ObjectState {
  if (presence.is !== 'unknown') return { key, presence };
  return fail('tenantUnreadable', `${key.type} ${key.id} could not be read: ${presence.reason}`, {
    remedy: 'Run it again; nothing was written.',
  });
}

function digestsOf(
  { parts }: CatchUp,
  more: ReadonlyMap<string, Body> = new Map(),
): { readonly [part: string]: Digests } {
  return Object.fromEntries(
    [...parts].map(([part, values]) => {
      const digest = new PartDigest();
      for (const [id, value] of values) digest.add(id, value);
      for (const [id, body] of more) if (!values.has(id)) digest.add(id, body[part]);
      return [part, digest.digests()];
    }),
  );
}

/** Objects whose swept parts are not as the record has them: looked for only where the digests of a shard differ. */
async function movedParts(
  { store, signal }: Pick<Doors, 'store' | 'signal'>,
  page: TypePage,
  { commit, mark }: Since,
  { parts }: CatchUp,
  digests: { readonly [part: string]: Digests },
): Promise<readonly string[]> {
  const partsByShard = new Map<string, string[]>();
  for (const part of parts.keys()) {
    for (const shard of differingShards(mark.parts[part] ?? {}, digests[part] ?? {})) {
      partsByShard.set(shard, [...(partsByShard.get(shard) ?? []), part]);
    }
  }
  const moved: string[] = [];
  const shards = [...partsByShard.keys()];
  for (let start = 0; start < shards.length; start += shardsAtOnce) {
    signal.throwIfAborted();
    const some = shards.slice(start, start + shardsAtOnce);
    const recorded = await bodiesIn(store, page, commit, some);
    const swept = sweptIn(parts, new Set(some));
    for (const id of new Set([...recorded.keys(), ...swept])) {
      const names = partsByShard.get(shardOf(id)) ?? [];
      if (names.some((part) => !isSame(recorded.get(id)?.[part], parts.get(part)?.get(id)))) moved.push(id);
    }
  }
  return moved;
}

const isSame = (recorded: Value | undefined, swept: Value | undefined): boolean =>
  isNothing(recorded) ? isNothing(swept) : equal(recorded, swept);

const sweptIn = (parts: CatchUp['parts'], shards: ReadonlySet<string>): readonly string[] =>
  [...parts.values()].flatMap((values) => [...values.keys()].filter((id) => shards.has(shardOf(id))));

/** The recorded objects of some shards, by id. */
async function bodiesIn(
  store: Doors['store'],
  page: TypePage,
  commit: string,
  shards: readonly string[],
): Promise<ReadonlyMap<string, Body>> {
  const folders = page.sharded ? shards.map((shard) => `${page.collection}/${shard}/`) : [`${page.collection}/`];
  const listings = await Promise.all(folders.map((folder) => store.listing(commit, folder)));
  const files = listings
    .flatMap((listing) => [...listing])
    .flatMap(([path, blob]) => {
      const key = parsePath(path)?.key;
      return key !== undefined && shards.includes(shardOf(key.id)) ? [{ key, blob }] : [];
    });
  const contents = await store.contents([...new Set(files.map(({ blob }) => blob))]);
  return new Map(
    files.map(({ key, blob }) => [key.id, parseObject(contents.get(blob) ?? '', `snapshots/${objectPath(key)}`, key)]),
  );
}
