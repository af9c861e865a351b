/** Entries in the order in which lists show them, with places that stay valid while others come and go. */
export interface Placed {
  readonly id: string;
  /** Where it stands; ties are broken by id. */
  readonly position: number;
}

export interface Place {
  readonly position: number;
  readonly id: string;
}

const before = (a: Place, b: Place): boolean => a.position < b.position || (a.position === b.position && a.id < b.id);

export class Ordered<T extends Placed> {
  readonly items: T[] = [];

  /** Index of the first item that is not before the place. */
  #indexOf(place: Place): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.items[middle] as T, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(item: T): void {
    const last = this.items.at(-1);
    if (last === undefined || before(last, item)) this.items.push(item);
    else this.items.splice(this.#indexOf(item), 0, item);
  }

  /** Many at once, for a tenant that is being filled. */
  fill(items: readonly T[]): void {
    for (const item of items) this.items.push(item);
    this.items.sort((a, b) => (before(a, b) ? -1 : 1));
  }

  remove(item: T): void {
    const index = this.#indexOf(item);
    if (this.items[index] === item) this.items.splice(index, 1);
  }

  /** Items after a place, from the start without one. */
  *after(place: Place | null): Generator<T> {
    let index = 0;
    if (place !== null) {
      index = this.#indexOf(place);
      const at = this.items[index];
      if (at !== undefined && at.id === place.id && at.position === place.position) index += 1;
    }
    for (; index < this.items.length; index += 1) yield this.items[index] as T;
  }
}
