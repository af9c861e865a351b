/** Looking at single objects while a plan is carried out: to check what a lost answer left behind, never to plan anew. */
import { printKey } from '../../core/canonical/path.ts';
import { type PropertyChoice, pageOf } from '../../core/catalog/index.ts';
import type { ObjectKey, Presence } from '../../core/model.ts';
import { fail } from '../../core/problem.ts';
import { deletedItemPath } from '../../graph/addresses.ts';
import { type GraphError, isNotFound } from '../../graph/answer.ts';
import { readPresence } from '../../graph/byKey.ts';
import type { GraphClient } from '../../graph/client.ts';

export async function lookAt(client: GraphClient, key: ObjectKey, choice: PropertyChoice = {}): Promise<Presence> {
  const presences = await readPresence(client, [key], choice);
  return presences.get(printKey(key)) as Presence;
}

export type DeletedLook =
  | { readonly is: 'there' }
  | { readonly is: 'notThere' }
  | { readonly is: 'hidden'; readonly error: GraphError };

/** Whether the object is among the deleted items. Fails with `canceled` when it was stopped before it could look. */
export async function lookAmongDeleted(client: GraphClient, { type, id }: ObjectKey): Promise<DeletedLook> {
  const page = pageOf(type);
  const answer = await client.ask({
    method: 'GET',
    version: page.deletedItems?.version ?? page.read.version,
    path: deletedItemPath(page, id),
    lane: page.read.pace,
    expects: 'json',
  });
  if (answer.ok) return { is: 'there' };
  if (answer.error.kind === 'canceled') fail('canceled', answer.error.message);
  return isNotFound(answer.error) ? { is: 'notThere' } : { is: 'hidden', error: answer.error };
}
