/**
 * Text from a tenant in Markdown that GitHub renders. A display name must not mention a team, close an issue, load a picture,
 * break a table or start a heading. Inside code spans nothing is linked, so that is where all such text goes; `prose` is for
 * sentences of ours that may quote it.
 * Rules: facts on GitHub §3. Last verified: 2026-11-23, with micromark 4 and its GFM extension.
 */
import { visible } from './visible.ts';

/** A code span outside tables. Its fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const shown = visible(text);
  const longestRun = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  // One space is taken off each side where both have one, so the padding never shows.
  const isPadded = /^`|`$|^ .* $/.test(shown);
  const inside = shown === '' ? ' ' : isPadded ? ` ${shown} ` : shown;
  return `${fence}${inside}${fence}`;
}

/**
 * A code span in a table cell, where even inside code a pipe needs a backslash. What a backslash before that pipe means
 * differs between GitHub's reader and others; such text is written as character references.
 */
export function cell(text: string): string {
  return text.includes('\\|') ? `<code>${references(visible(text))}</code>` : code(text).replaceAll('|', '\\|');
}

const references = (text: string): string =>
  text.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);

/** Also in a table cell: a reference is the one way to write a pipe that no reader takes for the end of the cell. */
const pipe = '&#124;';

/**
 * Running text. `@` and `#` are followed by a zero-width space, because a character reference would still mention; so are
 * the beginnings of what GitHub makes a link of by itself.
 */
export function prose(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]<>()#~&@!]/g, '\\$&')
    .replace(/[@#]|GH(?=-\d)|www(?=\.)|:(?=\/\/)/gi, '$&\u200b')
    .replaceAll('|', pipe);
}
