import type { Trouble, Work } from './bench.ts';
import { writeLinks } from './links.ts';
import { isFinal, propertiesTrouble, writeProperties } from './properties.ts';

/** Properties, then links. A value that Graph refuses does not keep the members out, or in. */
export async function update(work: Work): Promise<Trouble | null> {
  const error = await writeProperties(work);
  if (error === null) return writeLinks(work);
  if (!isFinal(error)) await writeLinks(work);
  return propertiesTrouble(error);
}
