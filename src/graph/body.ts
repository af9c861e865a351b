/** What Graph sent for one object, in canonical form. */
import { keep } from '../core/canonical/keep.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { Body } from '../core/model.ts';
import type { JsonObject } from './request.ts';

/**
 * Read by way of a more general collection (`deletedItems/{id}`), an object carries its own type as an annotation; read from
 * its own collection it does not. Only a derived type is part of the state.
 */
export function bodyOf(page: TypePage, item: JsonObject, linksWere: 'read' | 'notRead' = 'read'): Body {
  if (item['@odata.type'] !== `#microsoft.graph.${page.type}`) return keep(page, item, linksWere);
  const { '@odata.type': _itself, ...rest } = item;
  return keep(page, rest, linksWere);
}
