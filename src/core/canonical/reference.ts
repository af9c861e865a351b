/**
 * How a link is written in a snapshot: `user/0a1b…`, the type and id of the object it points to. One string per link keeps
 * large groups compact, and a link to something outside the catalog (a device) still says what it is.
 *
 * A grant or an assignment says behind the id what it gives: `group/0a1b…/<appRoleId>`, `servicePrincipal/0a1b…/User.Read`.
 */
import { baseTypeName } from '../catalog/index.ts';
import type { LinkTarget } from '../model.ts';

export function printReference({ type, id, permission }: Pick<LinkTarget, 'type' | 'id' | 'permission'>): string {
  return permission === undefined ? `${type}/${id}` : `${type}/${id}/${permission}`;
}

/** The object alone, whatever the link gives it. */
export const printTarget = ({ type, id }: Pick<LinkTarget, 'type' | 'id'>): string => `${type}/${id}`;

/** A scope may hold slashes of its own: only the first two part. */
export function parseReference(text: string): LinkTarget {
  const slash = text.indexOf('/');
  if (slash < 0) return { type: 'directoryObject', id: text };
  const type = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  const second = rest.indexOf('/');
  if (second < 0) return { type, id: rest };
  return { type, id: rest.slice(0, second), permission: rest.slice(second + 1) };
}

/** A reference as a snapshot may hold it. */
export const isReference = (text: string): boolean => /^[A-Za-z]+\/[A-Za-z0-9.-]+(?:\/[!-~]+)?$/.test(text);

/** A reference from what Graph returns in a navigation property: `{ "@odata.type", "id" }`. */
export function referenceFromGraph(item: { readonly '@odata.type'?: unknown; readonly id?: unknown }): string | null {
  if (typeof item.id !== 'string' || item.id === '') return null;
  const type = typeof item['@odata.type'] === 'string' ? baseTypeName(item['@odata.type']) : 'directoryObject';
  return printReference({ type, id: item.id });
}
