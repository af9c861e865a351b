import type { Trouble, Work } from './bench.ts';
import { troublesOf } from './bench.ts';
import { writeLinks } from './links.ts';
import { writeProperties } from './properties.ts';
import { isFinal } from './values.ts';

/**
 * Properties, then links. A value that Graph refuses does not keep the members out, or in. `done`: what has happened to the
 * object before, for people.
 */
export async function update(work: Work, done?: string): Promise<Trouble | null> {
  const errors = await writeProperties(work);
  const context = done === undefined ? undefined : `${done}, but its properties were not written`;
  const ofProperties = troublesOf(errors, context);
  if (errors.some(isFinal)) return ofProperties;
  const ofLinks = await writeLinks(work);
  if (ofProperties === null || ofLinks === null) return ofProperties ?? ofLinks;
  return { ...ofProperties, message: `${ofProperties.message}; ${ofLinks.message}` };
}
