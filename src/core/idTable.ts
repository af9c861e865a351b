/**
 * Numbers by object id, in little memory: a tenant has a million ids, and a Map of strings would need 150 bytes for each. A
 * GUID in lower case, as Graph writes them, takes 21 bytes here; any other id goes into a Map.
 */

/** Slots in use, at most, of all. */
const mostFilled = 0.7;
const firstSlots = 16;

/** Where the dashes of a GUID are. */
const dashes: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const dash = 0x2d;

/** Value of a hex digit in lower case by its code; 255 for what is none. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : 255;
});

/** The GUID that was read last, as four numbers. */
const words = new Uint32Array(4);

/** Fills `words`. False for what is no GUID in lower case. */
function readGuid(id: string): boolean {
  if (id.length !== 36) return false;
  let word = 0;
  let read = 0;
  for (let at = 0; at < 36; at += 1) {
    const code = id.charCodeAt(at);
    if (dashes.has(at)) {
      if (code !== dash) return false;
      continue;
    }
    const digit = code < 128 ? (digits[code] as number) : 255;
    if (digit === 255) return false;
    word = (word << 4) | digit;
    read += 1;
    if (read % 8 === 0) words[read / 8 - 1] = word;
  }
  return true;
}

function guidOf(guids: Uint32Array, at: number): string {
  let text = '';
  for (let index = at; index < at + 4; index += 1) text += (guids[index] as number).toString(16).padStart(8, '0');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

export class IdTable {
  #slots = firstSlots;
  #guids = new Uint32Array(firstSlots * 4);
  #values = new Uint32Array(firstSlots);
  #taken = new Uint8Array(firstSlots);
  #filled = 0;
  readonly #others = new Map<string, number>();

  get size(): number {
    return this.#filled + this.#others.size;
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  /** From 0 to 2³² - 1. */
  get(id: string): number | undefined {
    if (!readGuid(id)) return this.#others.get(id);
    const slot = this.#slotOf();
    return this.#taken[slot] === 1 ? this.#values[slot] : undefined;
  }

  set(id: string, value: number): void {
    if (!readGuid(id)) {
      this.#others.set(id, value >>> 0);
      return;
    }
    if (this.#filled >= this.#slots * mostFilled) this.#grow(id);
    const slot = this.#slotOf();
    if (this.#taken[slot] === 0) {
      this.#taken[slot] = 1;
      this.#guids.set(words, slot * 4);
      this.#filled += 1;
    }
    this.#values[slot] = value;
  }

  /** In no particular order. Values may be changed meanwhile, ids may not come or go. */
  *entries(): Generator<readonly [id: string, value: number]> {
    for (let slot = 0; slot < this.#slots; slot += 1) {
      if (this.#taken[slot] === 1) yield [guidOf(this.#guids, slot * 4), this.#values[slot] as number];
    }
    yield* this.#others;
  }

  /** The slot of the GUID in `words`, or the free one where it would go. */
  #slotOf(): number {
    const mask = this.#slots - 1;
    // Most GUIDs are random; some are made to look alike, so all four numbers count.
    let slot = Math.imul(words[0]! ^ words[1]! ^ words[2]! ^ words[3]!, 0x9e3779b1) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#taken[slot] === 1 && !this.#isAt(slot)) slot = (slot + 1) & mask;
    return slot;
  }

  #isAt(slot: number): boolean {
    const at = slot * 4;
    const guids = this.#guids;
    return (
      guids[at] === words[0] && guids[at + 1] === words[1] && guids[at + 2] === words[2] && guids[at + 3] === words[3]
    );
  }

  #grow(next: string): void {
    const [guids, values, taken, slots] = [this.#guids, this.#values, this.#taken, this.#slots];
    this.#slots = slots * 2;
    this.#guids = new Uint32Array(this.#slots * 4);
    this.#values = new Uint32Array(this.#slots);
    this.#taken = new Uint8Array(this.#slots);
    for (let slot = 0; slot < slots; slot += 1) {
      if (taken[slot] === 0) continue;
      words.set(guids.subarray(slot * 4, slot * 4 + 4));
      const target = this.#slotOf();
      this.#taken[target] = 1;
      this.#guids.set(words, target * 4);
      this.#values[target] = values[slot] as number;
    }
    readGuid(next);
  }
}
