import type { Trouble, Work } from './bench.ts';
import { writeLinks } from './links.ts';
import { propertiesTrouble, writeProperties } from './properties.ts';

/** Properties, then links. Links are not tried on an object whose properties were refused: it is not what was reviewed. */
export async function update(work: Work): Promise<Trouble | null> {
  const error = await writeProperties(work);
  return error === null ? writeLinks(work) : propertiesTrouble(error);
}
