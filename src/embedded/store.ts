/**
 * The objects of a tenant, living and deleted, with their links and their history. Knows nothing of HTTP or of Graph's
 * rules: who writes here has checked before.
 */
import { ChangeLog, type LinkChange } from './changeLog.ts';
import { Claims, claimsOf } from './claims.ts';
import { type Crowd, claimantIn, crowdEntries } from './crowd.ts';
import { Holders } from './holders.ts';
import { shareFrom } from './identity.ts';
import { Ordered } from './ordered.ts';
import { type Body, type CoveredType, coveredTypes, typeNameOf } from './value.ts';
import { asItIs, Now, type View } from './view.ts';

export type { View } from './view.ts';

/** Members are those of groups; owners also of applications and service principals; sponsors of users and agents. */
export type ManyLink = 'members' | 'owners' | 'sponsors';

interface Lag {
  readonly view: View;
  readonly sequence: number;
  /** Lists show the old view up to this request. */
  readonly lastRequest: number;
  /** Reads by id that still show it. */
  reads: number;
}

export interface Entry {
  /** Whether the object is of its base type for certain, so that nobody needs its body to know. */
  readonly isPlain?: boolean;
  /** Properties that are known without making the body. */
  readonly known?: Body | undefined;
  readonly type: CoveredType;
  readonly id: string;
  readonly position: number;
  alive: boolean;
  body: Body;
  manager: string | null;
  members: Set<string> | null;
  owners: Set<string> | null;
  sponsors: Set<string> | null;
  lag: Lag | null;
}

/** How long a write stays unseen: by lists for so many requests, by reads of one object so many times. */
export interface Delay {
  readonly requests: number;
  readonly reads: number;
}

export interface StoreOptions {
  /** Seed of the order of lists, or null for the order of insertion. */
  readonly shuffle: number | null;
  readonly delayOf: (id: string, sequence: number) => Delay | null;
}

/** What groups can have as members or owners. */
const held: ReadonlySet<CoveredType> = new Set(['user', 'group', 'device', 'servicePrincipal']);

export class Store {
  readonly #byId = new Map<string, Entry>();
  readonly #living = new Map(coveredTypes.map((type) => [type, new Ordered<Entry>()]));
  readonly #deleted = new Map(coveredTypes.map((type) => [type, new Ordered<Entry>()]));
  readonly #logs = new Map(coveredTypes.map((type) => [type, new ChangeLog()]));
  readonly #lagging = new Set<Entry>();
  readonly claims = new Claims();
  /** Over all groups, also deleted ones, which come back with their links. */
  readonly #holders = new Holders<Entry>(() => [...this.#byId.values()].filter((entry) => entry.type === 'group'));
  readonly #options: StoreOptions;
  #inserted = 0;
  #sequence = 0;
  #request = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  living = (type: CoveredType): Ordered<Entry> => this.#living.get(type) as Ordered<Entry>;
  deleted = (type: CoveredType): Ordered<Entry> => this.#deleted.get(type) as Ordered<Entry>;
  log = (type: CoveredType): ChangeLog => this.#logs.get(type) as ChangeLog;

  /** An object in whatever state, by id. */
  entry = (id: string): Entry | undefined => this.#byId.get(id.toLowerCase());

  /** A living object of a type. What a write acts on: writes always see the truth. */
  alive(type: CoveredType, id: string): Entry | undefined {
    const entry = this.entry(id);
    return entry?.type === type && entry.alive ? entry : undefined;
  }

  isAlive = (id: string): boolean => this.entry(id)?.alive === true;

  /** Counts a request, and lets delays run out. */
  tick(): void {
    this.#request += 1;
    for (const entry of this.#lagging) {
      if (entry.lag !== null && entry.lag.lastRequest < this.#request) this.#catchUp(entry);
    }
  }

  #catchUp(entry: Entry): void {
    this.#lagging.delete(entry);
    entry.lag = null;
    if (!entry.alive) this.living(entry.type).remove(entry);
  }

  /** The newest change that every reader can see: a delta token must not reach beyond it. */
  horizon(): number {
    let horizon = this.#sequence;
    for (const { lag } of this.#lagging) if (lag !== null) horizon = Math.min(horizon, lag.sequence - 1);
    return horizon;
  }

  #now = (entry: Entry): View => new Now(entry);

  /** As a list shows it. */
  listed = (entry: Entry): View => entry.lag?.view ?? this.#now(entry);

  /** As a read by id shows it; counts the read. */
  read(entry: Entry): View {
    const { lag } = entry;
    if (lag === null || lag.reads <= 0) return this.#now(entry);
    lag.reads -= 1;
    return lag.view;
  }

  #position(id: string): number {
    const { shuffle } = this.#options;
    this.#inserted += 1;
    return shuffle === null ? this.#inserted : shareFrom(shuffle, id);
  }

  #shuffled(ids: Set<string> | null): Set<string> | null {
    const seed = this.#options.shuffle ?? 0;
    return ids === null ? null : new Set([...ids].toSorted((a, b) => shareFrom(seed, a) - shareFrom(seed, b)));
  }

  /** Fills an empty tenant; what is here from the start is in no log. */
  fill(
    objects: readonly {
      type: CoveredType;
      alive: boolean;
      body: Body & { readonly id: string };
      manager: string | null;
      members: Set<string> | null;
      owners: Set<string> | null;
      sponsors: Set<string> | null;
    }[],
  ): void {
    const entries = objects.map((object): Entry => {
      const id = object.body.id.toLowerCase();
      return { ...object, id, position: this.#position(id), lag: null };
    });
    for (const entry of entries) {
      if (this.#options.shuffle !== null) {
        entry.members = this.#shuffled(entry.members);
        entry.owners = this.#shuffled(entry.owners);
        entry.sponsors = this.#shuffled(entry.sponsors);
      }
      this.#byId.set(entry.id, entry);
      if (entry.alive) this.claims.take(entry.id, claimsOf(entry.type, entry.body));
    }
    for (const type of coveredTypes) {
      this.living(type).fill(entries.filter((entry) => entry.type === type && entry.alive));
      this.deleted(type).fill(entries.filter((entry) => entry.type === type && !entry.alive));
    }
  }

  /** Everything a write has in common: it gets a number, an entry in the log, and maybe a delay. */
  #write(
    entry: Entry,
    properties: readonly string[] | 'whole',
    links: readonly LinkChange[],
    change: () => void,
  ): void {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const delay = this.#options.delayOf(entry.id, sequence);
    const old = delay === null ? null : asItIs(entry);
    if (entry.alive) this.claims.release(entry.id, claimsOf(entry.type, entry.body));
    change();
    if (entry.alive) this.claims.take(entry.id, claimsOf(entry.type, entry.body));
    this.log(entry.type).add({ sequence, id: entry.id, properties, links });
    if (delay !== null && old !== null) {
      // A write on top of a delayed one keeps the older change in the delta's future too.
      const first = Math.min(sequence, entry.lag?.sequence ?? sequence);
      entry.lag = { view: old, sequence: first, lastRequest: this.#request + delay.requests, reads: delay.reads };
      this.#lagging.add(entry);
    } else if (entry.lag !== null) {
      this.#catchUp(entry);
    }
  }

  create(type: CoveredType, body: Body & { readonly id: string }): Entry {
    const id = body.id.toLowerCase();
    const position = this.#position(id);
    const entry: Entry = {
      type,
      id,
      position,
      alive: false,
      body,
      manager: null,
      members: null,
      owners: null,
      sponsors: null,
      lag: null,
    };
    this.#byId.set(id, entry);
    this.#write(entry, 'whole', [], () => {
      entry.alive = true;
      this.living(type).add(entry);
    });
    return entry;
  }

  change(entry: Entry, body: Body, properties: readonly string[]): void {
    this.#write(entry, properties, [], () => {
      entry.body = body;
    });
  }

  /** Adds a crowd to a tenant that was filled, before anything happens in it. */
  join(crowd: Crowd): void {
    for (const part of [crowd.users, crowd.groups]) {
      const entries = crowdEntries(part, () => {
        this.#inserted += 1;
        return this.#inserted;
      });
      for (const entry of entries) this.#byId.set(entry.id, entry);
      this.living(part.type).fill(entries);
      this.claims.alsoAsk((claim) => claimantIn(part, entries, claim));
    }
  }

  /** A change of which delta queries will never tell. */
  changeUnseen(entry: Entry, body: Body): void {
    if (entry.alive) this.claims.release(entry.id, claimsOf(entry.type, entry.body));
    entry.body = body;
    if (entry.alive) this.claims.take(entry.id, claimsOf(entry.type, entry.body));
  }

  #linkChange(name: string, target: string): LinkChange {
    const found = this.entry(target);
    const targetType = typeNameOf(found?.body['@odata.type']) ?? found?.type ?? 'directoryObject';
    return { name, target: target.toLowerCase(), targetType };
  }

  setManager(entry: Entry, target: string | null): void {
    const changes = [entry.manager, target].flatMap((id) => (id === null ? [] : [this.#linkChange('manager', id)]));
    this.#write(entry, [], changes, () => {
      entry.manager = target?.toLowerCase() ?? null;
    });
  }

  link(entry: Entry, name: ManyLink, targets: readonly string[]): void {
    this.#write(
      entry,
      [],
      targets.map((target) => this.#linkChange(name, target)),
      () => {
        const set = entry[name] ?? new Set();
        for (const target of targets) {
          set.add(target.toLowerCase());
          if (entry.type === 'group') this.#holders.add(entry, target.toLowerCase());
        }
        entry[name] = set;
      },
    );
  }

  unlink(entry: Entry, name: ManyLink, target: string): void {
    this.#write(entry, [], [this.#linkChange(name, target)], () => {
      const set = entry[name];
      set?.delete(target.toLowerCase());
      entry[name] = set;
    });
  }

  /** Groups, in whatever state, that hold the object by one of these links. */
  groupsOf(id: string, names: readonly ManyLink[]): readonly Entry[] {
    const key = id.toLowerCase();
    return [...this.#holders.of(key)].filter((group) => names.some((name) => group[name]?.has(key) === true));
  }

  /** Groups that hold the object as member or owner tell of its coming and going in their own delta. */
  #tellHolders(entry: Entry): void {
    if (!held.has(entry.type)) return;
    for (const group of this.#holders.of(entry.id)) {
      if (!group.alive) continue;
      const links = (['members', 'owners'] as const)
        .filter((name) => group[name]?.has(entry.id) === true)
        .map((name) => this.#linkChange(name, entry.id));
      if (links.length === 0) continue;
      this.#sequence += 1;
      this.log('group').add({ sequence: this.#sequence, id: group.id, properties: [], links });
    }
  }

  /** Moves a living object to the deleted items, with the body it has there. */
  softDelete(entry: Entry, body: Body): void {
    this.#write(entry, 'whole', [], () => {
      entry.alive = false;
      entry.body = body;
      this.deleted(entry.type).add(entry);
    });
    if (entry.lag === null) this.living(entry.type).remove(entry);
    this.#tellHolders(entry);
  }

  restore(entry: Entry, body: Body): void {
    this.deleted(entry.type).remove(entry);
    const listed = entry.lag !== null;
    this.#write(entry, 'whole', [], () => {
      entry.alive = true;
      entry.body = body;
      if (!listed) this.living(entry.type).add(entry);
    });
    this.#tellHolders(entry);
  }

  /** For good: nothing but the log remembers it. */
  purge(entry: Entry): void {
    if (entry.alive) {
      this.claims.release(entry.id, claimsOf(entry.type, entry.body));
      entry.alive = false;
      this.#tellHolders(entry);
    }
    this.#lagging.delete(entry);
    entry.lag = null;
    this.living(entry.type).remove(entry);
    this.deleted(entry.type).remove(entry);
    this.#byId.delete(entry.id);
    this.#sequence += 1;
    this.log(entry.type).add({ sequence: this.#sequence, id: entry.id, properties: 'whole', links: [] });
  }
}
