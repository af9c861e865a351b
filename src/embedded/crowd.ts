/**
 * Very many users and groups that are counted, not kept: what one of them holds is made when somebody reads it, and kept only
 * once somebody has written it. So a tenant of a million objects is ready in seconds.
 */
import { IdTable } from '../core/idTable.ts';
import { type Claim, claimsOf } from './claims.ts';
import type { Entry } from './store.ts';
import type { Body } from './value.ts';

/** What an object of a crowd holds, by its index. */
export interface CrowdMember {
  readonly body: Body & { readonly id: string };
  readonly manager: string | null;
  readonly members: ReadonlySet<string> | null;
  readonly owners: ReadonlySet<string> | null;
}

export interface CrowdOf {
  readonly type: 'user' | 'group';
  readonly count: number;
  /** Properties that are the same of all. */
  readonly common: Body;
  idAt(index: number): string;
  at(index: number): CrowdMember;
  /** The index that a claimed value points to, or null when it is none of this crowd's. */
  indexIn(claimed: string): number | null;
}

export interface Crowd {
  readonly users: CrowdOf;
  readonly groups: CrowdOf;
}

/** The object of a crowd with an id, or undefined. */
export function finderIn({ users, groups }: Crowd): (id: string) => { type: 'user' | 'group'; body: Body } | undefined {
  const tables = [users, groups].map((part) => {
    const indices = new IdTable();
    for (let index = 0; index < part.count; index += 1) indices.set(part.idAt(index), index);
    return { part, indices };
  });
  return (id) => {
    for (const { part, indices } of tables) {
      const index = indices.get(id);
      if (index !== undefined) return { type: part.type, body: part.at(index).body };
    }
    return undefined;
  };
}

/** Pages and batches ask for several things of one object after the other: the last one made is kept. */
class Maker {
  readonly #of: CrowdOf;
  #index = -1;
  #made: CrowdMember | null = null;

  constructor(of: CrowdOf) {
    this.#of = of;
  }

  at(index: number): CrowdMember {
    if (this.#made === null || this.#index !== index) {
      this.#made = this.#of.at(index);
      this.#index = index;
    }
    return this.#made;
  }
}

class CrowdEntry implements Entry {
  readonly type: 'user' | 'group';
  readonly id: string;
  readonly position: number;
  readonly #index: number;
  readonly #maker: Maker;
  readonly #common: Body;
  alive = true;
  lag: Entry['lag'] = null;
  #body: Body | undefined;
  #manager: string | null | undefined;
  #members: Set<string> | null | undefined;
  #owners: Set<string> | null | undefined;
  #sponsors: Set<string> | null = null;

  constructor(of: CrowdOf, maker: Maker, index: number, position: number) {
    this.type = of.type;
    this.id = of.idAt(index);
    this.position = position;
    this.#index = index;
    this.#maker = maker;
    this.#common = of.common;
  }

  get known(): Body | undefined {
    return this.#body === undefined ? this.#common : undefined;
  }

  get isPlain(): boolean {
    return this.#body === undefined;
  }

  get body(): Body {
    return this.#body ?? this.#maker.at(this.#index).body;
  }
  set body(body: Body) {
    this.#body = body;
  }

  get manager(): string | null {
    return this.#manager === undefined ? this.#maker.at(this.#index).manager : this.#manager;
  }
  set manager(manager: string | null) {
    this.#manager = manager;
  }

  /** A set of its own each time: only what is set again is kept. */
  get members(): Set<string> | null {
    return this.#members === undefined ? copied(this.#maker.at(this.#index).members) : this.#members;
  }
  set members(members: Set<string> | null) {
    this.#members = members;
  }

  get owners(): Set<string> | null {
    return this.#owners === undefined ? copied(this.#maker.at(this.#index).owners) : this.#owners;
  }
  set owners(owners: Set<string> | null) {
    this.#owners = owners;
  }

  get sponsors(): Set<string> | null {
    return this.#sponsors;
  }
  set sponsors(sponsors: Set<string> | null) {
    this.#sponsors = sponsors;
  }
}

const copied = (set: ReadonlySet<string> | null): Set<string> | null => (set === null ? null : new Set(set));

export function crowdEntries(of: CrowdOf, position: () => number): readonly Entry[] {
  const maker = new Maker(of);
  return Array.from({ length: of.count }, (_, index) => new CrowdEntry(of, maker, index, position()));
}

/** Who of a crowd holds a claim, without looking through it: the value itself says whose it may be. */
export function claimantIn(of: CrowdOf, entries: readonly Entry[], claim: Claim): string | undefined {
  const index = of.indexIn(claim.value);
  const entry = index === null ? undefined : entries[index];
  if (entry?.alive !== true) return undefined;
  const claims = claimsOf(entry.type, entry.body);
  return claims.some(({ property, value }) => property === claim.property && value === claim.value)
    ? entry.id
    : undefined;
}
