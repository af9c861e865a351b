/**
 * Why a text is not canonical YAML: all that is wrong with it, each with its line, as a person would want to hear it. Nothing
 * read here becomes a value of the record.
 */
import { Composer, type Document, LineCounter, Parser } from 'yaml';
import type { Value } from '../model.ts';
import type { Problem } from '../problem.ts';
import { emitCanonical, maxDepth } from './emit.ts';
import type { Fault } from './fault.ts';
import { keyFaults } from './keyFaults.ts';
import { syntaxFaults } from './syntaxFaults.ts';
import { textFaults } from './textFaults.ts';

/**
 * Hostile text costs the library up to 15 µs a character (measured with brackets that close nothing). Beyond this length only
 * the place is told.
 */
const maxExplained = 2 ** 18;

const maxProblems = 20;

const remedy = 'Take the file as it is in a backup: these files are written by entra-rewind and not edited by hand.';

/** At least one problem. `stoppedAt`: index into the text of the first thing known not to be canonical. */
export function diagnose(text: string, path: string, stoppedAt: number): readonly Problem[] {
  const faults = faultsOf(text, stoppedAt);
  const lineOf = lineFinder(text);
  const told = [...faults].sort((a, b) => a.at - b.at).slice(0, maxProblems);
  const problems: Problem[] = told.map((fault) => ({
    code: fault.code,
    message: fault.message,
    place: { file: path, line: lineOf(fault.at) },
    remedy: fault.remedy ?? remedy,
  }));
  if (faults.length > told.length) {
    const more = faults.length - told.length;
    problems.push({ code: 'notCanonical', message: `has ${more} more problems`, place: { file: path }, remedy });
  }
  return problems;
}

function faultsOf(text: string, stoppedAt: number): readonly Fault[] {
  // Stop here: what is no text would only confuse the messages of the library, and the terminal they are shown on.
  const inText = textFaults(text);
  if (inText.length > 0) return inText;
  if (text.length > maxExplained) {
    return [{ code: 'notCanonical', message: 'is not canonical, and too large to say why', at: stoppedAt }];
  }
  const tokens = [...new Parser().parse(text)];
  const syntax = syntaxFaults(tokens);
  // The composer calls itself for each level.
  if (syntax.depth > maxDepth) return syntax.faults;
  // The library's own search for duplicate keys is quadratic; `keyFaults` has one that is not.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
  const faults = [...syntax.faults, ...documents.flatMap(libraryFaults), ...documents.flatMap(keyFaults)];
  return faults.length > 0 ? faults : [spellingFault(text, documents[0]!)];
}

/** Already told by `syntaxFaults`, in our words. */
const toldElsewhere: ReadonlySet<string> = new Set(['TAG_RESOLVE_FAILED', 'BAD_ALIAS', 'BAD_DIRECTIVE']);

const libraryFaults = (document: Document.Parsed): readonly Fault[] =>
  document.errors
    .filter((error) => !toldElsewhere.has(error.code))
    .map((error) => ({ code: 'notYaml', message: `is not YAML: ${clip(error.message)}`, at: error.pos[0] }));

/** A harmless text, only not as we write it. */
function spellingFault(text: string, document: Document.Parsed): Fault {
  if (text.trim() === '') return { code: 'notCanonical', message: 'is empty', at: 0 };
  const canonical = emitCanonical(document.toJS() as Value);
  const at = firstDifference(text, canonical);
  if (canonical === text) throw new Error('A canonical text was not recognised');
  const message = `is not canonical: ${describeLine(text, at)}, where ${describeLine(canonical, at)} is expected`;
  return { code: 'notCanonical', message, at };
}

export function firstDifference(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function describeLine(text: string, at: number): string {
  if (at >= text.length) return text.endsWith('\n') ? 'the end' : 'the end without a line feed';
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end < 0 ? text.length : end);
  // A long line is shown from shortly before the difference.
  const from = at - start > 40 ? at - start - 20 : 0;
  return JSON.stringify(`${from > 0 ? '…' : ''}${clip(line.slice(from))}`);
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function lineFinder(text: string): (at: number) => number {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  // The end counts to the last line: after the last line feed there is none.
  return (at) => counter.linePos(Math.max(0, Math.min(at, text.length - 1))).line;
}
