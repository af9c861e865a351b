/**
 * Texts cut to what the forge takes: at a whole row or block, with what is folded closed again, and never without saying how
 * much is missing. GitHub refuses a longer text altogether, and then nobody would be told anything.
 */
import type { Block, Details, Rows } from './blocks.ts';

export interface Limit {
  readonly size: number;
  sizeOf(text: string): number;
}

/** What the forge puts below a text to find it again. */
const markerSize = 300;

/**
 * Of a body or comment. GitHub says "characters"; whether it means code points or UTF-16 units, and whether a line feed counts
 * as the two characters that browsers send, is not documented: counted is what is most. Its bytes are then fewer than four for
 * each, which is what the column behind it takes (facts on GitHub §3).
 */
export const bodyLimit = (characters: number): Limit => ({
  size: characters - markerSize,
  sizeOf: (text) => text.length + text.split('\n').length - 1,
});

/** Of a check's summary or text, and of a job summary: these are counted in bytes. */
export const bytesLimit = (bytes: number): Limit => ({ size: bytes, sizeOf: (text) => Buffer.byteLength(text) });

const gap = '\n\n';

/**
 * Ends with a line feed. `leftOut` says in one line that so many rows are missing, and where all of them are. Where even what
 * is kept is too long, it is cut like the rest.
 */
export function fitted(blocks: readonly Block[], limit: Limit, leftOut: (rows: number) => string): string {
  const all = blocks.map(printed).join(gap);
  if (limit.sizeOf(`${all}\n`) <= limit.size) return `${all}\n`;
  const cost = (text: string): number => limit.sizeOf(`${text}${gap}`);
  const rows = blocks.reduce((sum, block) => sum + rowsIn(block), 0);
  const note = cost(leftOut(rows));
  const reserved = blocks.reduce((sum, block) => (isKept(block) ? sum + cost(printed(block)) : sum), note);
  const keeps = reserved <= limit.size;
  const filling: Filling = { room: limit.size - (keeps ? reserved : note), isFull: false, left: 0, cost };
  const parts: string[] = [];
  let noteAt = 0;
  for (const block of blocks) {
    const wasFull = filling.isFull;
    if (keeps && isKept(block)) parts.push(printed(block));
    else parts.push(...filled(block, filling));
    if (!wasFull && filling.isFull) noteAt = parts.length;
  }
  return `${parts.toSpliced(noteAt, 0, leftOut(filling.left)).join(gap)}\n`;
}

interface Filling {
  room: number;
  /** From the first row on that found no room: what comes later is less important, even where it would fit. */
  isFull: boolean;
  /** Rows that were left out. */
  left: number;
  readonly cost: (text: string) => number;
}

const isKept = (block: Block): boolean => block.is === 'text' && block.isKept;

function printed(block: Block): string {
  switch (block.is) {
    case 'text':
      return block.text;
    case 'rows':
      return [...block.head, ...block.rows].join('\n');
    case 'details':
      return folded(block, block.blocks.map(printed));
  }
}

/** The empty lines make GitHub read what is between the tags as Markdown. */
const folded = ({ summary, isOpen }: Details, inside: readonly string[]): string =>
  [`<details${isOpen ? ' open' : ''}><summary>${summary}</summary>`, ...inside, '</details>'].join(gap);

function rowsIn(block: Block): number {
  switch (block.is) {
    case 'text':
      return 0;
    case 'rows':
      return block.rows.length;
    case 'details':
      return block.blocks.reduce((sum, inner) => sum + rowsIn(inner), 0);
  }
}

/** What of a block finds room: the block as one part, its beginning, or nothing. */
function filled(block: Block, filling: Filling): readonly string[] {
  if (block.is === 'rows') return filledRows(block, filling);
  if (block.is === 'details') return filledDetails(block, filling);
  const cost = filling.cost(block.text);
  if (filling.isFull || cost > filling.room) {
    filling.isFull = true;
    return [];
  }
  filling.room -= cost;
  return [block.text];
}

function filledRows({ head, rows }: Rows, filling: Filling): readonly string[] {
  const shown: string[] = [];
  let room = filling.room - filling.cost(head.join('\n'));
  for (const row of filling.isFull ? [] : rows) {
    const cost = filling.cost(row);
    if (cost > room) break;
    room -= cost;
    shown.push(row);
  }
  filling.left += rows.length - shown.length;
  if (shown.length < rows.length) filling.isFull = true;
  if (shown.length === 0) return [];
  filling.room = room;
  return [[...head, ...shown].join('\n')];
}

function filledDetails(block: Details, filling: Filling): readonly string[] {
  const room = filling.room;
  filling.room -= filling.cost(folded(block, []));
  const inside = block.blocks.flatMap((inner) => filled(inner, filling));
  if (inside.length > 0) return [folded(block, inside)];
  filling.room = room;
  return [];
}
