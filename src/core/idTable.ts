/**
 * Numbers by object id, in little memory: a tenant has a million ids, and a Map of strings would need 150 bytes for each. A
 * GUID in lower case, as Graph writes them, takes 21 bytes here; any other id goes into a Map.
 */

/** Slots in use, at most, of all. */
const mostFilled = 0.7;
const firstSlots = 16;

const dash = 0x2d;
const noDigit = 0xff;

/** Value of a hex digit in lower case by its UTF-16 code. */
const digits = new Uint8Array(0x10000).fill(noDigit);
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = value;

/** The GUID that was read last, as four numbers. */
const words = new Uint32Array(4);

/** Bits of all digits that were read since it was last 0: more than four where one of them was none. */
let bits = 0;

function fourDigits(id: string, at: number): number {
  const a = digits[id.charCodeAt(at)] as number;
  const b = digits[id.charCodeAt(at + 1)] as number;
  const c = digits[id.charCodeAt(at + 2)] as number;
  const d = digits[id.charCodeAt(at + 3)] as number;
  bits |= a | b | c | d;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

/** Fills `words`. False for what is no GUID in lower case. Every id of every page passes here, some of them three times. */
function readGuid(id: string): boolean {
  if (id.length !== 36) return false;
  bits = 0;
  words[0] = (fourDigits(id, 0) << 16) | fourDigits(id, 4);
  words[1] = (fourDigits(id, 9) << 16) | fourDigits(id, 14);
  words[2] = (fourDigits(id, 19) << 16) | fourDigits(id, 24);
  words[3] = (fourDigits(id, 28) << 16) | fourDigits(id, 32);
  return (
    bits <= 0xf &&
    id.charCodeAt(8) === dash &&
    id.charCodeAt(13) === dash &&
    id.charCodeAt(18) === dash &&
    id.charCodeAt(23) === dash
  );
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
    if (this.add(id, value) === undefined) return;
    if (readGuid(id)) this.#values[this.#slotOf()] = value;
    else this.#others.set(id, value >>> 0);
  }

  /** Leaves an id that is there as it is and gives its value. */
  add(id: string, value: number): number | undefined {
    if (!readGuid(id)) {
      const before = this.#others.get(id);
      if (before === undefined) this.#others.set(id, value >>> 0);
      return before;
    }
    if (this.#filled >= this.#slots * mostFilled) this.#grow(id);
    const slot = this.#slotOf();
    if (this.#taken[slot] === 1) return this.#values[slot];
    this.#taken[slot] = 1;
    this.#values[slot] = value;
    const at = slot * 4;
    for (let word = 0; word < 4; word += 1) this.#guids[at + word] = words[word] as number;
    this.#filled += 1;
    return undefined;
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
