/**
 * Writing links that are objects of their own in Graph: app role assignments and permission grants. They have no soft delete
 * and new ids whenever they are made, so they are found by what they connect. Source: facts on Graph §1. Last verified:
 * 2026-11-23.
 */

import { keepLink, scopesOf } from '../../core/canonical/links.ts';
import { printReference } from '../../core/canonical/reference.ts';
import { pageOf } from '../../core/catalog/index.ts';
import type { Link } from '../../core/catalog/page.ts';
import type { LinkTarget, LinkWrite } from '../../core/model.ts';
import { linkPath, partListOf, partNamed } from '../../graph/addresses.ts';
import { type Answer, type GraphError, isNotFound } from '../../graph/answer.ts';
import type { Item } from '../../graph/repeats.ts';
import type { GraphRequest } from '../../graph/request.ts';
import { send, type Work } from './bench.ts';
import { readPatiently, sendPatiently } from './patience.ts';

/** The relations of the object as they are now. Fails as reading does. */
function relationsOf(work: Work, link: Link): Promise<readonly Item[]> {
  const page = pageOf(work.step.type);
  return readPatiently(work, partListOf(page, work.step.id, partNamed(page, link.name)));
}

const referencesOf = (link: Link, items: readonly Item[]): ReadonlySet<string> =>
  new Set(keepLink(link, items) as readonly string[]);

const lane = 'directory';
const version = 'v1.0';
type Request = Omit<GraphRequest, 'expects'>;

export async function writeAssignments(work: Work, link: Link, write: LinkWrite): Promise<readonly GraphError[]> {
  const errors: GraphError[] = [];
  const page = pageOf(work.step.type);
  const path = linkPath(page, work.step.id, link.name);
  let items = await relationsOf(work, link);
  const note = (answer: Answer, isDone: boolean): void => {
    if (answer.ok || isDone) work.links += 1;
    else errors.push(answer.error);
  };

  for (const target of write.add) {
    if (referencesOf(link, items).has(printReference(target))) {
      work.links += 1;
      continue;
    }
    const body = { principalId: target.id, resourceId: work.step.id, appRoleId: target.permission };
    const isThere = async (): Promise<boolean> => {
      items = await relationsOf(work, link);
      return referencesOf(link, items).has(printReference(target));
    };
    // A second one of the same key is refused, and then found among the assignments.
    const answer = await sendPatiently(work, { method: 'POST', version, lane, path, body, repeatable: true }, isThere);
    note(answer, !answer.ok && mayLook(answer.error) && (await isThere()));
  }
  for (const target of write.remove) {
    const reference = printReference(target);
    const before = errors.length;
    for (const { id } of items.filter((item) => referencesOf(link, [item]).has(reference))) {
      const request: Request = { method: 'DELETE', version, lane, path: `${path}/${encodeURIComponent(id)}` };
      const answer = await send(work, request);
      if (!answer.ok && !isNotFound(answer.error)) errors.push(answer.error);
    }
    if (errors.length === before) work.links += 1;
  }
  return errors;
}

const mayLook = (error: GraphError): boolean => error.kind !== 'canceled' && error.kind !== 'signIn';

/**
 * A grant holds all scopes of one client for one resource, so what came and what goes is written together: what is consented
 * to beside it stays. A grant without scopes is none.
 */
export async function writeGrants(work: Work, link: Link, write: LinkWrite): Promise<readonly GraphError[]> {
  const errors: GraphError[] = [];
  const resources = new Set([...write.add, ...write.remove].map(({ id }) => id));
  for (const resourceId of resources) {
    const add = scopesFor(write.add, resourceId);
    const remove = new Set(scopesFor(write.remove, resourceId));
    const error = await writeGrant(work, link, resourceId, add, remove);
    if (error === null) work.links += add.length + remove.size;
    else errors.push(error);
  }
  return errors;
}

const scopesFor = (targets: readonly LinkTarget[], resourceId: string): readonly string[] =>
  targets.flatMap(({ id, permission }) => (id === resourceId && permission !== undefined ? [permission] : []));

async function writeGrant(
  work: Work,
  link: Link,
  resourceId: string,
  add: readonly string[],
  remove: ReadonlySet<string>,
): Promise<GraphError | null> {
  const isOurs = (item: Item): boolean => item.consentType === 'AllPrincipals' && item.resourceId === resourceId;
  const [grant] = (await relationsOf(work, link)).filter(isOurs);
  const there = grant === undefined ? [] : scopesOf(grant.scope);
  const wanted = [...there.filter((scope) => !remove.has(scope)), ...add.filter((scope) => !there.includes(scope))];
  if (wanted.length === there.length && wanted.every((scope) => there.includes(scope))) return null;

  const answer = await sendPatiently(work, grantRequest(work, grant?.id, resourceId, wanted));
  if (answer.ok) return null;
  if (!mayLook(answer.error)) return answer.error;
  const [now] = (await relationsOf(work, link)).filter(isOurs);
  const has = new Set(now === undefined ? [] : scopesOf(now.scope));
  const isDone = add.every((scope) => has.has(scope)) && [...remove].every((scope) => !has.has(scope));
  return isDone ? null : answer.error;
}

function grantRequest(work: Work, id: string | undefined, resourceId: string, scopes: readonly string[]): Request {
  const scope = scopes.join(' ');
  const path = '/oauth2PermissionGrants';
  if (id === undefined) {
    const body = { clientId: work.step.id, consentType: 'AllPrincipals', principalId: null, resourceId, scope };
    return { method: 'POST', version, lane, path, body };
  }
  const own = `${path}/${encodeURIComponent(id)}`;
  return scopes.length === 0
    ? { method: 'DELETE', version, lane, path: own }
    : { method: 'PATCH', version, lane, path: own, body: { scope } };
}
