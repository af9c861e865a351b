/** What changed, in order, as delta queries need it. */
export interface LinkChange {
  readonly name: string;
  readonly target: string;
  readonly targetType: string;
}

export interface ChangeRecord {
  readonly sequence: number;
  readonly id: string;
  /** Names of changed properties; `whole` when the object came or went. */
  readonly properties: readonly string[] | 'whole';
  readonly links: readonly LinkChange[];
}

export class ChangeLog {
  readonly #records: ChangeRecord[] = [];
  readonly #byId = new Map<string, ChangeRecord[]>();

  add(record: ChangeRecord): void {
    this.#records.push(record);
    const own = this.#byId.get(record.id);
    if (own === undefined) this.#byId.set(record.id, [record]);
    else own.push(record);
  }

  /** Records with `after < sequence <= upTo`, each object once, at its last record in that range. */
  *changed(after: number, upTo: number): Generator<ChangeRecord> {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] as ChangeRecord).sequence <= after) low = middle + 1;
      else high = middle;
    }
    for (; low < this.#records.length; low += 1) {
      const record = this.#records[low] as ChangeRecord;
      if (record.sequence > upTo) return;
      const own = this.#byId.get(record.id) ?? [];
      // A later record beyond the range does not hide this one: the object is told again in the next round.
      if (own.findLast((other) => other.sequence <= upTo) === record) yield record;
    }
  }

  /** All that happened to one object with `after < sequence <= upTo`. */
  of(id: string, after: number, upTo: number): readonly ChangeRecord[] {
    return (this.#byId.get(id) ?? []).filter((record) => record.sequence > after && record.sequence <= upTo);
  }
}
