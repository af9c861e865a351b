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
import { buildsOnRestored, readPatiently, sendPatiently } from './patience.ts';
import { writeTogether } from './together.ts';

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

  const there = referencesOf(link, items);
  const missing = write.add.filter((target) => !there.has(printReference(target)));
  work.links += write.add.length - missing.length;
  const bodyOf = ({ id, permission }: LinkTarget) => {
    return { principalId: id, resourceId: work.step.id, appRoleId: permission };
  };
  const left = buildsOnRestored(work)
    ? missing
    : await writeTogether(work, version, missing, (target) => ({ method: 'POST', path, body: bodyOf(target) }));
  for (const target of left) {
    const body = bodyOf(target);
    const isThere = async (): Promise<boolean> => {
      items = await relationsOf(work, link);
      return referencesOf(link, items).has(printReference(target));
    };
    // A second one of the same key is refused, and then found among the assignments.
    const answer = await sendPatiently(work, { method: 'POST', version, lane, path, body, repeatable: true }, isThere);
    note(answer, !answer.ok && mayLook(answer.error) && (await isThere()));
  }
  const going = new Set(write.remove.map(printReference));
  const idsOf = items
    .filter((item) => [...referencesOf(link, [item])].some((one) => going.has(one)))
    .map(({ id }) => id);
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  const [linksBefore, errorsBefore] = [work.links, errors.length];
  for (const id of await writeTogether(work, version, idsOf, (one) => ({ method: 'DELETE', path: pathOf(one) }))) {
    const answer = await send(work, { method: 'DELETE', version, lane, path: pathOf(id) });
    if (!answer.ok && !isNotFound(answer.error)) errors.push(answer.error);
  }
  // By what was asked, not by requests: what was gone already is as it is wanted.
  work.links = linksBefore + Math.max(0, write.remove.length - (errors.length - errorsBefore));
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
