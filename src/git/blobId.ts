import { createHash } from 'node:crypto';
import type { ObjectFormat } from './repository.ts';

/** The id git gives to a file of this content: known without asking git, so unchanged files cost a hash. */
export function blobId(bytes: Uint8Array, format: ObjectFormat): string {
  return createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
