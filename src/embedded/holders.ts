/** Which groups hold an object as member or owner. Made when first asked for: most tenants never delete anything. */
export interface Holder {
  readonly id: string;
  readonly members: ReadonlySet<string> | null;
  readonly owners: ReadonlySet<string> | null;
}

export class Holders<T extends Holder> {
  #byTarget: Map<string, Set<T>> | null = null;
  readonly #everyGroup: () => Iterable<T>;

  constructor(everyGroup: () => Iterable<T>) {
    this.#everyGroup = everyGroup;
  }

  /** Groups that hold the object, or once did: whoever asks looks again. */
  of(target: string): Iterable<T> {
    if (this.#byTarget === null) {
      this.#byTarget = new Map();
      for (const group of this.#everyGroup()) {
        for (const id of [...(group.members ?? []), ...(group.owners ?? [])]) this.add(group, id);
      }
    }
    return this.#byTarget.get(target) ?? [];
  }

  add(group: T, target: string): void {
    if (this.#byTarget === null) return;
    const groups = this.#byTarget.get(target);
    if (groups === undefined) this.#byTarget.set(target, new Set([group]));
    else groups.add(group);
  }
}
