/**
 * One string → its one spelling in canonical YAML: plain, literal block or double quotes.
 *
 * The spelling is that of the `yaml` library (2.9) with the `referenceOptions` of `emit.ts`, so that YAML 1.2 core and YAML 1.1
 * readers see the same string. In three places the library is laxer than the 1.1 readers in use (PyYAML, libyaml, Psych,
 * go-yaml), and there double quotes are forced:
 *
 * - `hasUnsafeCharacter`: what 1.1 takes for a line break (NEL, LS, PS), refuses (DEL, U+FFFE, tabs in plain text) or a
 *   person cannot see. Escaped, and the library would write it raw.
 * - `isUnsafeBlock`: text whose literal block would need an indentation or keep indicator, or end a line in a space.
 * - `isUnsafePlain`: text that some reader takes for another type: `=`, `1,000`, `0X1F`, `:symbol`, `---`.
 */

/**
 * Control characters, DEL, C1, line and paragraph separator, byte order mark, non-characters; tab, because PyYAML refuses it
 * in plain text. Bidirectional controls are fine for readers and not for reviewers: they reorder what a diff shows.
 */
const unsafeCharacter =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /[\0-\t\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;

/** Those of them that `JSON.stringify` leaves as they are. */
const leftByJson = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** Starts in white space, ends in more than one line feed, or has a line that ends in a space. */
const unsafeBlock = /^[ \n]|\n\n$| (?:\n|$)/;

/** Indicators, as in the library's own rule, for text of one line and without tabs. */
const indicator = /^[ ,[\]{}#&*!|>'"%@`]|^[?-](?: |$)|: | #|[ :]$/;

/** A superset of all that resolves to null, a boolean, a number, a date, a merge or a default value in either version. */
const otherType = new RegExp(
  [
    '(?:y|yes|n|no|true|false|on|off|null|~|=|<<)?',
    '[-+]?(?:\\d[\\d_,]*)?(?:\\.[\\d_]*)?(?:e[-+]?\\d+)?',
    '[-+]?0(?:x[\\da-f_]*|o[0-7_]*|b[01_]*)',
    '[-+]?\\.(?:inf|nan)',
    // Base 60.
    '[-+]?\\d[\\d_]*(?::\\d+)+(?:\\.[\\d_]*)?',
    '\\d{4}-\\d\\d?-\\d\\d?(?:[t ][\\d:. tz+-]*)?',
  ]
    .map((form) => `^${form}$`)
    .join('|'),
  'i',
);

/** Document markers; and what Psych takes for a symbol. */
const markerOrSymbol = /^(?:---|\.\.\.|:)/;

/**
 * Most text there is: at least six characters from a letter on, so neither a word nor a number (`e12345` aside), and
 * nothing in it that could be an indicator where it stands; or a UUID.
 */
const surelyPlain =
  /^(?:[A-DF-Za-df-z](?:[\w@./()+=$&*!,;'"?%|-]|[ :](?=[\w(/])){5,}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})$/;

export const hasUnsafeCharacter = (text: string): boolean => unsafeCharacter.test(text) || !text.isWellFormed();
export const isUnsafeBlock = (text: string): boolean => unsafeBlock.test(text);
export const isUnsafePlain = (text: string): boolean => markerOrSymbol.test(text) || otherType.test(text);

/** Double quotes with JSON's escapes, which YAML 1.1 and 1.2 share; one line, ASCII where a raw character would be unsafe. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    leftByJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A key: always one line. */
export function printKeyText(text: string): string {
  if (surelyPlain.test(text)) return text;
  return text.includes('\n') || !isPlain(text) ? quote(text) : text;
}

/** A value whose continuation lines start with `indent`; empty at the root, where there is no block to be in. */
export function printText(text: string, indent: string): string {
  if (surelyPlain.test(text)) return text;
  if (!text.includes('\n')) return isPlain(text) ? text : quote(text);
  if (indent === '' || hasUnsafeCharacter(text) || isUnsafeBlock(text)) return quote(text);
  const [header, body] = text.endsWith('\n') ? ['|', text.slice(0, -1)] : ['|-', text];
  return `${header}\n${indent}${body.replace(/\n+/g, `$&${indent}`)}`;
}

const isPlain = (text: string): boolean => !indicator.test(text) && !isUnsafePlain(text) && !hasUnsafeCharacter(text);
