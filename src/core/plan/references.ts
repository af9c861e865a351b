/** Which other objects a body refers to, by the catalog's declarations. Needed to put steps in a safe order. */
import type { TypePage } from '../catalog/page.ts';
import type { Body, Value } from '../model.ts';
import { at } from '../value.ts';

/** `type/id` of everything the declared reference properties name; words such as `All` are not references. */
export function referencesOf(page: TypePage, body: Body): readonly string[] {
  return page.references.flatMap(({ path, type, words }) =>
    strings(at(body, path.split('.')))
      .filter((id) => !words.includes(id))
      .map((id) => `${type}/${id}`),
  );
}

function strings(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
