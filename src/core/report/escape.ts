/**
 * Text from a tenant in Markdown that GitHub renders. A display name must not mention a team, close an issue, load a picture,
 * break a table or start a heading. Inside code spans nothing is linked, so that is where all such text goes; `prose` is for
 * sentences of ours that may quote it.
 * Rules: facts on GitHub §3. Last verified: 2026-11-23, with micromark 4 and its GFM extension.
 */
import { visible } from './visible.ts';

/** A code span outside tables. Its fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const shown = disarmed(visible(text));
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
  return text.includes('\\|')
    ? `<code>${references(disarmed(visible(text)))}</code>`
    : code(text).replaceAll('|', '\\|');
}

const closing = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?=:?\s+(?:https?:|[\w./-]*#|GH-))/gi;
const mention = /(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])/g;
const issue = /#(?=\d)|\bGH(?=-\d)/gi;
/** `[skip ci]` in the message of a merge would keep the recovery's workflow from starting (docs: skip-workflow-runs.md). */
const skipping = /\[(?=(?:skip|no|ci|actions)[ -])/gi;
/** A comment of ours is found again by its marker, which nobody else may write into it. */
const comment = /<!(?=--)/g;

/**
 * What would mean something where code spans mean nothing: a repository may take the body of a pull request for the message
 * of the commit that merges it. A zero-width space keeps it apart. Sign-in names such as `ada@contoso.com` stay whole, to be
 * copied and searched for.
 */
function disarmed(text: string): string {
  const apart = (found: string): string => `${found}\u200b`;
  return [closing, mention, issue, skipping, comment].reduce((safe, pattern) => safe.replace(pattern, apart), text);
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
