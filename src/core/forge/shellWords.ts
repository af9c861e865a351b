/**
 * A line → words, split as a shell would, and back. Nothing is expanded: no variables, no patterns, no substitutions, no
 * operators, so that a line means the same here and there only where it is harmless.
 */

/** Sticky for each match: what fits nothing ends the line early. */
const token = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsuy;

/** The words, or why the line is not a sequence of words. */
export function splitWords(line: string): readonly string[] | { readonly why: string } {
  const words: string[] = [];
  let word: string | null = null;
  let end = 0;
  for (const match of line.matchAll(token)) {
    const [all, single, double, escaped, plain] = match;
    end = match.index + all.length;
    const part = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain;
    if (part !== undefined) word = (word ?? '') + part;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  if (end < line.length) {
    return { why: line[end] === '\\' ? 'It ends in a backslash.' : `A quote (${line[end]}) is not closed.` };
  }
  return word === null ? words : [...words, word];
}

export const quoteWord = (word: string): string =>
  /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
