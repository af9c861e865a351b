/**
 * Canonical YAML → value, strict: a file may have been edited by hand or made to harm, and what is read here is what the
 * tenant is returned to.
 */
import type { Value } from '../model.ts';
import type { Problem } from '../problem.ts';
import { diagnose, firstDifference } from './diagnose.ts';
import { emitCanonical } from './emit.ts';
import { readQuickly } from './read.ts';

export type Parsed = { readonly value: Value } | { readonly problems: readonly Problem[] };

/** A group of a million members takes 47 MiB. */
const maxBytes = 64 * 2 ** 20;

/**
 * `text` is decoded UTF-8 (decode with `fatal`: a replacement character is a character like any other here). `path` is where
 * a person finds the file, for the problems: `hostileYaml` for what readers take differently or choke on, `notYaml` for what
 * is no YAML or no text, `notCanonical` for all else that `emitCanonical` would not have written. Never both a value and
 * problems; at least one problem, in the order of the lines. Does not throw for any text.
 */
export function parseCanonical(text: string, path: string): Parsed {
  if (isTooLarge(text)) {
    const remedy = 'Look where the file comes from: no directory object comes near this size.';
    return { problems: [{ code: 'hostileYaml', message: 'is larger than 64 MiB', place: { file: path }, remedy }] };
  }
  const read = readQuickly(text);
  const canonical = 'value' in read ? emitCanonical(read.value) : null;
  if ('value' in read && canonical === text) return read;
  const stoppedAt = 'stoppedAt' in read ? read.stoppedAt : firstDifference(text, canonical ?? '');
  return { problems: diagnose(text, path, stoppedAt) };
}

/** UTF-8 takes one to three bytes for each UTF-16 code unit, so most files need no count. */
const isTooLarge = (text: string): boolean =>
  text.length > maxBytes || (text.length > maxBytes / 3 && Buffer.byteLength(text) > maxBytes);
