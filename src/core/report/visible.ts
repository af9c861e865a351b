/**
 * Text from a tenant, made safe to look at. Anyone who can name a group can put escape sequences, line breaks, bidirectional
 * controls or invisible characters into that name; a terminal would obey them and a reviewer would not see them. They are
 * shown as `<U+202E>` rather than taken out, so that two names that differ only by them do not look the same.
 */

/**
 * Controls, line and paragraph separators, format characters, everything that is drawn as nothing, lone surrogates, and
 * code points without a character. The two variation selectors that choose how an emoji is drawn are left alone.
 */
const unseen = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Cs}\p{Co}\p{Cn}]/gu;

const lineBreak = /\r\n|\n|\r/g;

export function visible(text: string): string {
  return text.replace(lineBreak, '⏎').replace(unseen, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `<U+${code}>`;
  });
}

/** The same JSON, with what is not seen as `\\u` escapes: nothing is lost, and a terminal may show it. */
export function visibleJson(json: string): string {
  return json.replace(unseen, (character) => (character === '\n' ? character : escapesOf(character)));
}

const escapesOf = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** Cut to so many characters (code points), saying how many are missing. */
export function shortened(text: string, characters: number): string {
  // Most texts are short, and no text has more characters than code units.
  if (text.length <= characters) return text;
  const all = Array.from(text);
  const missing = all.length - characters;
  return missing <= 0 ? text : `${all.slice(0, characters).join('')}…(+${missing} characters)`;
}

/** How much of what two texts share is kept before the first difference. */
const lead = 20;

/**
 * Two texts cut to so many characters each. Where they begin alike for so long that the difference would be cut off, the
 * beginning is left out too: two long rules that differ at their ends must not look the same.
 */
export function shortenedPair(a: string, b: string, characters: number): readonly [string, string] {
  const [first, second] = [Array.from(a), Array.from(b)];
  if (first.length <= characters && second.length <= characters) return [a, b];
  const found = first.findIndex((character, index) => character !== second[index]);
  const difference = found < 0 ? first.length : found;
  if (difference <= Math.max(lead, characters / 2)) return [shortened(a, characters), shortened(b, characters)];
  const start = difference - lead;
  const from = (all: readonly string[]): string =>
    `(+${start} characters)…${shortened(all.slice(start).join(''), characters)}`;
  return [from(first), from(second)];
}
