/**
 * A comment → a wish. The first line that is not blank is the command, or there is none: what people quote, show as code or
 * write about commands asks for nothing. What looks like a command and is none gets an answer instead of silence.
 */
import { timeOfBackup } from '../backupName.ts';
import { isObjectId } from '../canonical/path.ts';
import type { AddedByType, Scope } from '../model.ts';
import { Failure } from '../problem.ts';
import { visible } from '../report/visible.ts';
import {
  type AddedWords,
  addedFrom,
  idSentence,
  scopeOf,
  scopeTypeNamed,
  scopeTypesSentence,
  withAdded,
} from '../scopeWords.ts';
import { quoteWord, splitWords } from './shellWords.ts';

export interface RevertCommand {
  readonly is: 'revert';
  /** A backup's name, the beginning of one, `newest` or `reviewed`; null for the one that the report started from. */
  readonly backup: string | null;
  readonly scope: Scope;
  readonly added: AddedByType;
}

export interface AllowCommand {
  readonly is: 'allow';
  readonly guard: string;
  readonly reason: string;
}

export type ParsedComment =
  | RevertCommand
  | AllowCommand
  | { readonly is: 'none' }
  /** `why` is a sentence of ours that may quote the comment. */
  | { readonly is: 'mistaken'; readonly why: string };

const lineCharacters = 8000;
const reasonCharacters = 1000;

const start = /^ {0,3}\/(revert|allow)(?=\s|$)/;

/** `guards`: names of the guards there are. */
export function commandIn(
  comment: { readonly body: string; readonly isEdited: boolean },
  guards: readonly string[],
): ParsedComment {
  const lines = comment.body.split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const line = lines[first] ?? '';
  const name = start.exec(line)?.[1];
  if (name === undefined) return { is: 'none' };
  // Its author and its text may be two persons'.
  if (comment.isEdited) return mistaken('The comment was edited. Write a new one.');
  if (line.length > lineCharacters) return mistaken(`A command has at most ${lineCharacters} characters.`);
  // A second line would be taken for a part of the command by whoever wrote it.
  if ((lines[first + 1] ?? '').trim() !== '') return mistaken('A command is one line, with an empty line below it.');
  if (lines.slice(first + 1).some((one) => start.test(one))) return mistaken('One command in a comment.');
  const rest = line.replace(start, '').trim();
  return name === 'revert' ? parseRevert(rest) : parseAllow(rest, guards);
}

const mistaken = (why: string): ParsedComment => ({ is: 'mistaken', why });

function parseAllow(rest: string, guards: readonly string[]): ParsedComment {
  const [, guard = '', reason = ''] = /^(\S*)\s*(.*)$/su.exec(rest) ?? [];
  const known = `Guards are: ${guards.join(', ')}.`;
  if (guard === '') return mistaken(`Which guard, and why? ${known}`);
  if (!guards.includes(guard)) return mistaken(`There is no such guard. ${known}`);
  // Words that only ask for more formatting, or that nobody sees, are no reason.
  if (!/[\p{L}\p{N}]/u.test(reason)) return mistaken(`Say why behind it: /allow ${guard} <reason>. It is kept.`);
  if (Array.from(reason).length > reasonCharacters) {
    return mistaken(`A reason has at most ${reasonCharacters} characters.`);
  }
  return { is: 'allow', guard, reason };
}

function parseRevert(rest: string): ParsedComment {
  if (visible(rest.replaceAll('\t', ' ')) !== rest.replaceAll('\t', ' ')) {
    return mistaken('It holds characters that cannot be seen. Type it instead of pasting it.');
  }
  const words = splitWords(rest);
  if ('why' in words) return mistaken(words.why);
  try {
    return revertFrom(words);
  } catch (error) {
    if (error instanceof Failure) return mistaken(sentence(error.problems[0]?.message ?? error.message));
    throw error;
  }
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

interface Read {
  readonly backups: string[];
  readonly types: Scope['types'][number][];
  readonly ids: string[];
  readonly properties: string[];
  added: AddedWords | undefined;
}

/** Why a value does not fit its flag; undefined when it was taken. */
const flags: { readonly [flag: string]: (value: string, read: Read) => string | undefined } = {
  '--type': (value, read) => {
    const type = scopeTypeNamed(value);
    if (type === undefined) return scopeTypesSentence;
    read.types.push(type);
    return undefined;
  },
  '--id': (value, read) => {
    if (!isObjectId(value)) return idSentence;
    read.ids.push(value);
    return undefined;
  },
  '--property': (value, read) => {
    if (value === '') return 'That cannot be the name of a property.';
    read.properties.push(value);
    return undefined;
  },
  '--added': (value, read) => {
    const words = withAdded(value, read.added);
    if ('why' in words) return words.why;
    read.added = words;
    return undefined;
  },
};

const flagNames = Object.keys(flags).join(', ');

function revertFrom(words: readonly string[]): ParsedComment {
  const read: Read = { backups: [], types: [], ids: [], properties: [], added: undefined };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/^[\u2010-\u2015\u2212]/.test(word)) return mistaken(`Flags begin with two hyphens: ${flagNames}.`);
    if (!word.startsWith('-')) {
      read.backups.push(word);
      continue;
    }
    const [, flag = word, glued] = /^(--[a-z]+)=(.*)$/s.exec(word) ?? [];
    const take = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (take === undefined) return mistaken(`/revert takes ${flagNames}.`);
    const value = glued ?? words[++index];
    // What looks like a flag is one: a value that was forgotten must not swallow it.
    if (value === undefined || (glued === undefined && value.startsWith('-'))) {
      return mistaken(`${flag} needs a value behind it.`);
    }
    const why = take(value, read);
    if (why !== undefined) return mistaken(`${flag}: ${why}`);
  }
  const [backup = null, ...more] = read.backups;
  if (more.length > 0) return mistaken('It goes back to one backup.');
  if (backup !== null && !isBackupWord(backup)) return mistaken('That cannot be the name of a backup.');
  const scope = scopeOf(read.types, read.ids, read.properties);
  return { is: 'revert', backup, scope, added: addedFrom(read.added, scope) };
}

const isBackupWord = (word: string): boolean =>
  word === 'newest' || word === 'reviewed' || timeOfBackup(word) !== null || /^\d{4}[-\dTZ]{0,16}$/.test(word);

export function printCommand(command: RevertCommand | AllowCommand): string {
  if (command.is === 'allow') return `/allow ${command.guard} ${command.reason}`;
  const { backup, scope, added } = command;
  const flag = (name: string, values: readonly string[]): readonly string[] =>
    values.map((value) => `${name}${value.startsWith('-') ? '=' : ' '}${quoteWord(value)}`);
  const rule = typeof added === 'string' ? { default: added, byType: {} } : added;
  const single = Object.entries(rule.byType).map(([type, word]) => `${type}=${word}`);
  return [
    '/revert',
    ...(backup === null ? [] : [quoteWord(backup)]),
    ...flag('--type', scope.types),
    ...flag('--id', scope.ids),
    ...flag('--property', scope.properties),
    ...flag('--added', [...(rule.default === 'softDelete' ? [] : [rule.default]), ...single]),
  ].join(' ');
}
