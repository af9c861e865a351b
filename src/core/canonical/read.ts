/**
 * The quick reader for what `emitCanonical` wrote. It looks for a value whose canonical form the text may be, and gives up
 * at the first thing it does not know. It need not be strict: the caller prints the value again and takes it
 * only when that gives the text back, byte for byte. Since two values never print the same, the value is then the right one.
 */
import type { Value } from '../model.ts';
import { forbiddenKey, maxDepth } from './emit.ts';

/** `stoppedAt` is an index into the text, at or shortly before what is not ours. */
export function readQuickly(text: string): { readonly value: Value } | { readonly stoppedAt: number } {
  const reader = new Reader(text);
  try {
    const value = reader.node(0);
    return reader.position === text.length ? { value } : { stoppedAt: reader.position };
  } catch (error) {
    if (error === givenUp) return { stoppedAt: Math.min(reader.position, text.length) };
    throw error;
  }
}

/** Leaves the recursion; never seen outside of this file. */
const givenUp = new Error('not what we write');

const quoted = /"(?:[^"\\\n]|\\.)*"/y;
const number = /^-?\d+(?:\.\d+)?(?:e[-+]\d+)?$/;

class Reader {
  position = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** What starts here, in column `column`; leaves the position at the start of a line. */
  node(column: number): Value {
    if (this.text.startsWith('- ', this.position)) return this.sequence(column);
    if (this.text.startsWith('? ', this.position)) return this.map(column);
    const start = this.position;
    const key = this.key();
    if (key === undefined) return this.scalar(column);
    this.position = start;
    return this.map(column);
  }

  sequence(column: number): Value {
    refuseDepth(column);
    const items: Value[] = [];
    const next = `${' '.repeat(column)}- `;
    this.position += 2;
    for (;;) {
      items.push(this.node(column + 2));
      if (!this.text.startsWith(next, this.position)) return items;
      this.position += next.length;
    }
  }

  map(column: number): Value {
    refuseDepth(column);
    const map: { [name: string]: Value } = {};
    const indent = ' '.repeat(column);
    for (;;) {
      const long = this.text.startsWith('? ', this.position);
      const key = long ? this.longKey(indent) : this.key();
      if (key === undefined || key === forbiddenKey) throw givenUp;
      map[key] = long ? this.node(column + 2) : this.valueOfKey(column + 2);
      // Deeper lines would be part of a value; a dash here ends a map within a sequence.
      if (this.position >= this.text.length || !this.text.startsWith(indent, this.position)) return map;
      if (this.text.startsWith('- ', this.position + column)) return map;
      this.position += column;
    }
  }

  /** The key that starts here, with its colon; undefined, and nothing read, where there is none. */
  key(): string | undefined {
    if (this.text[this.position] === '"') {
      const [source] = this.quotedSource();
      if (this.text[this.position + source.length] !== ':') return undefined;
      this.position += source.length + 1;
      return unquote(source);
    }
    // Looked for within the line: in a list of a million links the next colon may be the whole file away.
    const line = this.text.slice(this.position, this.lineEnd());
    let colon = line.indexOf(': ');
    if (colon < 0) colon = line.endsWith(':') ? line.length - 1 : -1;
    if (colon < 0) return undefined;
    this.position += colon + 1;
    return line.slice(0, colon);
  }

  /** `? key`, then `: ` on a line of its own, after which the value starts. */
  longKey(indent: string): string {
    this.position += 2;
    const key = this.scalar(indent.length);
    if (typeof key !== 'string' || !this.text.startsWith(`${indent}: `, this.position)) throw givenUp;
    this.position += indent.length + 2;
    return key;
  }

  valueOfKey(column: number): Value {
    if (this.text[this.position] === ' ') {
      this.position += 1;
      return this.scalar(column);
    }
    if (!this.text.startsWith(`\n${' '.repeat(column)}`, this.position)) throw givenUp;
    this.position += 1 + column;
    return this.node(column);
  }

  scalar(column: number): Value {
    const end = this.lineEnd();
    const source = this.text.slice(this.position, end);
    this.position = end + 1;
    const first = source.charCodeAt(0);
    if (first === 0x22 /* " */) return unquote(source);
    if (first === 0x7c /* | */) return this.literal(source, ' '.repeat(column));
    if ((first >= 0x30 && first <= 0x39) || first === 0x2d /* - */) return numberOrText(source);
    if (source === 'null') return null;
    if (source === 'true') return true;
    if (source === 'false') return false;
    if (source !== '[]' && source !== '{}') return source;
    refuseDepth(column);
    return source === '[]' ? [] : {};
  }

  literal(header: string, indent: string): string {
    const lines: string[] = [];
    while (this.position < this.text.length) {
      const end = this.lineEnd();
      if (end === this.position) lines.push('');
      else if (this.text.startsWith(indent, this.position))
        lines.push(this.text.slice(this.position + indent.length, end));
      else break;
      this.position = end + 1;
    }
    return lines.join('\n') + (header === '|' ? '\n' : '');
  }

  quotedSource(): RegExpExecArray {
    quoted.lastIndex = this.position;
    const match = quoted.exec(this.text);
    if (match === null) throw givenUp;
    return match;
  }

  lineEnd(): number {
    const end = this.text.indexOf('\n', this.position);
    if (end < 0) throw givenUp;
    return end;
  }
}

/** What the emitter would refuse must not reach it: here infinity, below depth. */
function numberOrText(source: string): number | string {
  if (!number.test(source)) return source;
  const value = Number(source);
  if (!Number.isFinite(value)) throw givenUp;
  return value;
}

function refuseDepth(column: number): void {
  if (column >= 2 * maxDepth) throw givenUp;
}

function unquote(source: string): string {
  try {
    const text: unknown = JSON.parse(source);
    if (typeof text === 'string') return text;
  } catch {
    // Not JSON, so not ours: the strict reader will say what it is.
  }
  throw givenUp;
}
