/** The door for seeds from outside: files that people wrote. */
import { isRead, readSeed } from './readSeed.ts';
import type { Seed } from './seed.ts';

export type SeedLoaded =
  | { readonly seed: Seed }
  /** One sentence each, with the place: `users[3].members[0]: refers to nothing`. */
  | { readonly problems: readonly string[] };

/** Whether a document is a seed that `startTenant` takes, or everything that is wrong with it. */
export function loadSeed(document: unknown): SeedLoaded {
  const read = readSeed(document);
  return isRead(read)
    ? { seed: document as Seed }
    : { problems: read.map(({ place, message }) => `${place}: ${message}`) };
}
