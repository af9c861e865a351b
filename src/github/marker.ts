/**
 * The one small thing that is read back from a text of ours on GitHub: an HTML comment, which GitHub does not show, as the last
 * line. Anybody can write one, so it counts only together with its author (facts on GitHub §3).
 */
export interface Marker {
  /** What the text is about; one text per key. */
  readonly key: string;
  readonly data?: { readonly [name: string]: string };
}

const start = '<!-- entra-rewind ';
const end = ' -->';
/** Longest marker with the line before it: what a text must leave room for. */
export const roomForMarker = 536;

/** A line without anything that could end the comment early, whatever the values are. */
export function printMarker({ key, data }: Marker): string {
  const fields = data === undefined ? { key } : { key, data };
  const line = start + harmless(JSON.stringify(fields)) + end;
  if (line.length > roomForMarker - 2) throw new Error(`a marker must stay short: ${line.slice(0, 80)}`);
  return line;
}

/** Within JSON these characters stand in strings only, where an escape means the same. */
const harmless = (json: string): string =>
  json.replace(/[-<>&]|[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A text with its marker, as it is kept on GitHub. */
export const withMarker = (text: string, marker: Marker): string => `${text.trimEnd()}\n\n${printMarker(marker)}`;

/** The marker that a text ends in: what stands before the last line may be anybody's words. */
export function parseMarker(text: string): Marker | null {
  const line =
    text
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? '';
  if (!line.startsWith(start) || !line.endsWith(end)) return null;
  const marker = fromJson(line.slice(start.length, -end.length));
  // A line that we would not print is not ours.
  return marker !== null && printsAs(marker, line) ? marker : null;
}

function printsAs(marker: Marker, line: string): boolean {
  return line.length <= roomForMarker - 2 && printMarker(marker) === line;
}

function fromJson(text: string): Marker | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Somebody's own comment that begins like ours.
    return null;
  }
  if (!isRecord(value) || typeof value.key !== 'string') return null;
  const { key, data } = value;
  if (data === undefined) return { key };
  if (!isRecord(data)) return null;
  const entries = Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { key, data: Object.fromEntries(entries) };
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Texts as GitHub may give them back: other line ends, other blanks at the end. */
export const isSameText = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trimEnd();
