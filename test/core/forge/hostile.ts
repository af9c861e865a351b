/** What a tenant may call things, and what a page may never make of it. */
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect } from 'vitest';
import { hostileName, unsafe } from '../report/samples.ts';

/** In every text from the tenant: nothing of ours has it, so wherever it shows up the tenant has written. */
export const mark = '\u0167';

export const nastyTexts: readonly string[] = [
  hostileName,
  '@octocat',
  '@contoso/security',
  'x @octocat @octocat/team',
  '&#64;octocat &commat;octocat &#x40;octocat',
  'closes #1',
  'Fixes: #12, resolves contoso/entra#3 and closes GH-4',
  'fixed https://github.com/contoso/entra/issues/1',
  '[skip ci] [ci skip] [no ci] [skip actions] [actions skip]',
  '<!-- entra-rewind: report -->',
  '--><!-- entra-rewind:',
  '</details></td></tr></table><script>alert(1)</script>',
  '<details open><summary>critical: 0</summary>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '![x](http://evil.example/x.png)',
  '[click](http://evil.example) <http://evil.example> http://evil.example www.evil.example a@evil.example',
  '| a | b |',
  '\\| a \\\\| b \\',
  '\\| www.evil.example http://evil.example @octocat #1 a@evil.example *b* _c_ closes #1 <b>',
  '`code` ``code`` ```\ncode\n```',
  '` | `',
  '~~~\n# heading\n~~~',
  '\n\n# heading\n\n- list\n\n> quote\n\n---\n',
  '/revert',
  '\n/revert --type user\n',
  '\r\n/allow break-glass because\r\n',
  'a\u202eb\u2066c\u200bd\u00ade\ufefff',
  '\u{e0041}\u{e0042}',
  '\ud800',
  '[x]: http://evil.example',
  '[^1]: note',
  '$$x$$ :smile: ==x== ~~x~~',
  '\\',
  '',
  ' ',
  '`',
  `${'\u0300'.repeat(50)}`,
  '**',
  '</code>',
  '[!CAUTION]',
  'x'.repeat(600),
];

/** Of the pieces that mean something, in any order, and of anything at all. */
const pieces = [
  '`',
  '``',
  '|',
  '\\',
  '\n',
  '<',
  '>',
  '&',
  '@a',
  '#1',
  '<!--',
  '-->',
  '*',
  '_',
  '[',
  ']',
  '(',
  ')',
  '~',
  ' ',
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** As a text from the tenant. */
export const marked = (text: string): string => `${mark}${text}${mark}`;

export const htmlOf = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

const ours = new Set(
  ['a', 'b', 'blockquote', 'br', 'code', 'details', 'h2', 'h3', 'li', 'ol', 'p', 'pre', 'strong', 'summary']
    .concat(['table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'])
    .flatMap((name) => [name, `/${name}`]),
);

/** Nothing from the tenant does anything on the page, in a mail, or in the message of a commit. Returns the page. */
export function expectInert(markdown: string, addresses: readonly string[] = []): string {
  const html = htmlOf(markdown);
  for (const [, name = ''] of html.matchAll(/<(\/?[a-z0-9]+)/gi)) expect(ours).toContain(name);
  for (const [, address] of html.matchAll(/<a\b[^>]*href="([^"]*)"/g)) expect(addresses).toContain(address);
  // Only in code is it.
  const outside = html.replaceAll(/<code>[^<]*<\/code>/g, '');
  expect(outside).not.toContain('<code>');
  expect(outside).not.toContain(mark);
  for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
    const columns = table.match(/<th\b/g)?.length;
    for (const [row] of table.matchAll(/<tr>.*?<\/tr>/gs)) expect(row.match(/<t[hd]\b/g)).toHaveLength(columns ?? 0);
  }
  expect(html.match(/<details\b/g)?.length).toBe(html.match(/<\/details>/g)?.length);
  // Where code means nothing.
  expect(markdown).not.toMatch(/<!--/);
  expect(markdown).not.toMatch(/(?<![A-Za-z0-9_])@[A-Za-z0-9]/);
  expect(markdown).not.toMatch(/(?<!&)#\d|\bGH-\d/i);
  expect(markdown).not.toMatch(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+https?:/i);
  expect(markdown).not.toMatch(/\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i);
  // A line of ours begins every line.
  expect(markdown).not.toMatch(new RegExp(`^${mark}`, 'm'));
  expect(markdown.replaceAll('\u200b', '')).not.toMatch(unsafe);
  expect(html.replaceAll('\u200b', '')).not.toMatch(unsafe);
  return html;
}

export const rowsIn = (html: string): number => html.match(/<tr>/g)?.length ?? 0;
