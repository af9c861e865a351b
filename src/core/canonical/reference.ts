/**
 * How a link is written in a snapshot: `user/0a1b…`, the type and id of the object it points to. One string per link keeps
 * large groups compact, and a link to something outside the catalog (a device) still says what it is.
 */
import { baseTypeName } from '../catalog/index.ts';
import type { LinkTarget } from '../model.ts';

export function printReference(target: Pick<LinkTarget, 'type' | 'id'>): string {
  return `${target.type}/${target.id}`;
}

export function parseReference(text: string): LinkTarget {
  const slash = text.indexOf('/');
  return slash < 0 ? { type: 'directoryObject', id: text } : { type: text.slice(0, slash), id: text.slice(slash + 1) };
}

/** A reference from what Graph returns in a navigation property: `{ "@odata.type", "id" }`. */
export function referenceFromGraph(item: { readonly '@odata.type'?: unknown; readonly id?: unknown }): string | null {
  if (typeof item.id !== 'string' || item.id === '') return null;
  const type = typeof item['@odata.type'] === 'string' ? baseTypeName(item['@odata.type']) : 'directoryObject';
  return printReference({ type, id: item.id });
}
