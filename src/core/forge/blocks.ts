/**
 * A text for the forge before it is cut to what the forge takes: blocks, most important first. Rows are whole lines, so that a
 * cut never falls into a table cell or a code span.
 */
export type Block = Text | Rows | Details;

export interface Text {
  readonly is: 'text';
  readonly text: string;
  /** Stays in a text that is cut, wherever it stands: what to do, and what is left out. */
  readonly isKept: boolean;
}

/** A table or a list: `head` stands above the rows, and only where a row does. */
export interface Rows {
  readonly is: 'rows';
  readonly head: readonly string[];
  readonly rows: readonly string[];
}

/** Folded away behind a line of ours. Nothing from the tenant may be in `summary`: between tags no Markdown is read. */
export interface Details {
  readonly is: 'details';
  readonly summary: string;
  readonly isOpen: boolean;
  readonly blocks: readonly Block[];
}

export const text = (...lines: readonly string[]): Text => ({ is: 'text', text: lines.join('\n'), isKept: false });

export const kept = (...lines: readonly string[]): Text => ({ is: 'text', text: lines.join('\n'), isKept: true });

export const list = (items: readonly string[]): Rows => ({
  is: 'rows',
  head: [],
  rows: items.map((item) => `- ${item}`),
});

/** Cells must be safe already. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly ('left' | 'right')[] = [],
): Rows {
  const lines = printedTable(head, rows, alignments);
  return { is: 'rows', head: lines.slice(0, 2), rows: lines.slice(2) };
}

/** Two lines of head, and a line for each row. */
export const printedTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly ('left' | 'right')[] = [],
): readonly string[] => [
  row(head),
  `|${head.map((_, index) => (alignments[index] === 'right' ? '---:|' : '---|')).join('')}`,
  ...rows.map(row),
];

export const details = (summary: string, isOpen: boolean, blocks: readonly Block[]): Details => ({
  is: 'details',
  summary,
  isOpen,
  blocks,
});

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Words to copy. A fence that nothing inside can close. */
export function copied(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => Array.from(line.matchAll(/`+/g), ([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence].join('\n');
}
