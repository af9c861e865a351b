/**
 * Records that tie objects together and have ids of their own: found by id, by each of their ends, and in order. Lists may
 * show a record as it was before its last write for a while, as Graph's pages on grants and assignments say; reads by id
 * and checks see the truth.
 */
import { Ordered, type Placed } from './ordered.ts';

interface Lag<T> {
  /** What lists show; null when it was not there. */
  readonly seen: T | null;
  readonly lastRequest: number;
}

export class Relation<T extends Placed, End extends string> {
  /** With records that are gone and still listed. */
  readonly #all = new Ordered<T>();
  readonly #byId = new Map<string, T>();
  readonly #ends: Readonly<Record<End, (item: T) => string | null>>;
  readonly #byEnd: Readonly<Record<End, Map<string, Ordered<T>>>>;
  readonly #lags = new Map<string, Lag<T>>();

  /** `ends` says which object each end of a record is, null for none. */
  constructor(ends: Readonly<Record<End, (item: T) => string | null>>) {
    this.#ends = ends;
    const names = Object.keys(ends) as End[];
    this.#byEnd = Object.fromEntries(names.map((name) => [name, new Map()])) as Record<End, Map<string, Ordered<T>>>;
  }

  one = (id: string): T | undefined => this.#byId.get(id);

  *all(): Generator<T> {
    for (const item of this.#all.items) if (this.#byId.get(item.id) === item) yield item;
  }

  /** The records whose end is this object, as they are. */
  *of(end: End, id: string): Generator<T> {
    const items = this.#byEnd[end].get(id.toLowerCase())?.items ?? [];
    for (const item of items) if (this.#byId.get(item.id) === item) yield item;
  }

  /** The records as lists show them, after a place; all of them, or those whose end is an object. */
  *listed(place: Placed | null, of: { readonly end: End; readonly id: string } | null): Generator<T> {
    const source = of === null ? this.#all : this.#byEnd[of.end].get(of.id.toLowerCase());
    for (const item of source?.after(place) ?? []) {
      const lag = this.#lags.get(item.id);
      const seen = lag === undefined ? item : lag.seen;
      if (seen !== null) yield seen;
    }
  }

  *#lists(item: T): Generator<Ordered<T>> {
    yield this.#all;
    for (const name of Object.keys(this.#ends) as End[]) {
      const id = this.#ends[name](item);
      if (id === null) continue;
      const known = this.#byEnd[name].get(id) ?? new Ordered<T>();
      this.#byEnd[name].set(id, known);
      yield known;
    }
  }

  /** Many at once, for a tenant that is being filled. */
  fill(items: readonly T[]): void {
    const gathered = new Map<Ordered<T>, T[]>();
    for (const item of items) {
      this.#byId.set(item.id, item);
      for (const list of this.#lists(item)) {
        const waiting = gathered.get(list);
        if (waiting === undefined) gathered.set(list, [item]);
        else waiting.push(item);
      }
    }
    for (const [list, waiting] of gathered) list.fill(waiting);
  }

  /**
   * Sets or, with null, removes the record of an id. Records of one id have the same ends. Lists show the one before up to
   * the request given.
   */
  set(id: string, item: T | null, seenUntil: number | null): void {
    const standing = this.#byId.get(id) ?? this.#lags.get(id)?.seen ?? null;
    const lag = seenUntil === null ? null : { seen: this.#byId.get(id) ?? null, lastRequest: seenUntil };
    if (lag === null) this.#lags.delete(id);
    else this.#lags.set(id, lag);
    if (item === null) this.#byId.delete(id);
    else this.#byId.set(id, item);
    const shown = item ?? lag?.seen ?? null;
    if (shown === standing) return;
    if (standing !== null) for (const list of this.#lists(standing)) list.remove(standing);
    if (shown !== null) for (const list of this.#lists(shown)) list.add(shown);
  }

  /** Lets delays run out. */
  catchUp(request: number): void {
    for (const [id, lag] of this.#lags) {
      if (lag.lastRequest >= request) continue;
      this.#lags.delete(id);
      const { seen } = lag;
      if (seen !== null && !this.#byId.has(id)) for (const list of this.#lists(seen)) list.remove(seen);
    }
  }
}
