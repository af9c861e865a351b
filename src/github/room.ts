/** What all of the forge's parts share. */
import { fail } from '../core/problem.ts';
import type { GithubClient } from './client.ts';
import { roomForMarker } from './marker.ts';
import type { People } from './people.ts';
import type { OwnRepository } from './repository.ts';

export interface Room {
  readonly client: GithubClient;
  readonly people: People;
  readonly own: OwnRepository;
}

/**
 * GitHub takes 65,536 characters in a body or comment and 65,535 in a check's summary or text (facts on GitHub §3). Which
 * characters it counts is not written down; UTF-16 units are never fewer than any other.
 */
export const limits = { body: 65_536 - roomForMarker, check: 65_535 } as const;

/** Cutting is for whoever knows what the text is about. */
export function requireLength(text: string, limit: number, what: string): void {
  if (text.length <= limit) return;
  fail('forge', `${what} has ${text.length} characters, GitHub takes ${limit}`, {
    remedy: 'Shorten it and link to the whole.',
  });
}
