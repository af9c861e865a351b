/** What is wrong with a text before it is any YAML: characters and line ends. The first of each kind. */
import type { Fault } from './fault.ts';

interface Rule {
  readonly find: RegExp;
  readonly code: Fault['code'];
  readonly message: (character: string) => string;
  readonly remedy?: string;
}

const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

const rules: readonly Rule[] = [
  { find: /\0/, code: 'notYaml', message: () => 'is not text: it holds a NUL' },
  {
    find: /\r\n/,
    code: 'notCanonical',
    message: () => 'has lines that end in CR LF',
    remedy: 'Check it out without conversion of line ends: git config core.autocrlf false',
  },
  {
    find: /^\ufeff/,
    code: 'notCanonical',
    message: () => 'starts with a byte order mark',
    remedy: 'Save it as plain UTF-8.',
  },
  // Line breaks in YAML 1.1 and not in 1.2, or the other way round: the same text would be two values.
  {
    find: /\r(?!\n)|[\x85\u2028\u2029]/,
    code: 'hostileYaml',
    message: (character) => `holds ${codePoint(character)}, which only some readers take for a line break`,
  },
  {
    find: /(?<!^)\ufeff|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    code: 'hostileYaml',
    message: (character) => `holds ${codePoint(character)} unescaped, which hides or reorders what a reviewer sees`,
  },
  {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    find: /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Surrogate}/u,
    code: 'notYaml',
    message: (character) => `is not text: it holds ${codePoint(character)}`,
  },
];

export function textFaults(text: string): readonly Fault[] {
  return rules.flatMap(({ find, message, ...rest }): readonly Fault[] => {
    const found = find.exec(text);
    return found === null ? [] : [{ ...rest, message: message(found[0]), at: found.index }];
  });
}
