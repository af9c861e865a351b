/** Columns without borders, for terminals: easy to read, to copy and to grep. */
import Table from 'cli-table3';

/** Cells must be safe to print already; colours and wide characters are measured as what they take on the screen. */
export function columns(rows: readonly (readonly string[])[], alignments: readonly ('left' | 'right')[]): string {
  const table = new Table({
    chars: { ...noBorder, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: [...alignments],
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const noBorder = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);
