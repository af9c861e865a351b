/**
 * Writing the links of an object: additions before removals, so that a group is never without its last owner on the way.
 * Adding what is there already and removing what is gone are done, not failures: Graph has no code of its own for either,
 * so after a refusal the links are read and the answer taken from there, never from the message.
 */
import { pageOf } from '../../core/catalog/index.ts';
import type { LinkTarget, LinkWrite } from '../../core/model.ts';
import { Failure } from '../../core/problem.ts';
import { itemPath, linkPath, partListOf, partNamed } from '../../graph/addresses.ts';
import { type Answer, type GraphError, isNotFound } from '../../graph/answer.ts';
import { readAllPages } from '../../graph/pages.ts';
import type { GraphRequest } from '../../graph/request.ts';
import { send, type Trouble, troubleOf, type Work } from './bench.ts';
import { buildsOnRestored, sendPatiently } from './patience.ts';
import { writeAssignments, writeGrants } from './relations.ts';
import { writeTogether } from './together.ts';
import { writeToOneLink } from './toOneLink.ts';

/** As many as Graph takes in one `members@odata.bind` (facts on Graph §1). */
const mostBound = 20;

/** Null when all links are as the step wants them, else the first trouble; the others were tried nonetheless. */
export async function writeLinks(work: Work): Promise<Trouble | null> {
  const errors: GraphError[] = [];
  let asked = 0;
  for (const link of work.step.writes.links) {
    asked += link.add.length + link.remove.length;
    const declared = pageOf(work.step.type).links.find(({ name }) => name === link.name);
    if (declared === undefined) throw new Error(`${work.step.type} has no link ${link.name}`);
    if (!declared.many) errors.push(...(await writeToOneLink(work, link)));
    else if (declared.writing === 'appRoleAssignment') errors.push(...(await writeAssignments(work, declared, link)));
    else if (declared.writing === 'oauth2PermissionGrant') errors.push(...(await writeGrants(work, declared, link)));
    else {
      errors.push(...(await add(work, link)));
      for (const target of await removeTogether(work, link)) errors.push(...(await remove(work, link.name, target)));
    }
  }
  const [first] = errors;
  return first === undefined ? null : troubleOf(first, `${work.links} of ${asked} links were written`);
}

async function add(work: Work, link: LinkWrite): Promise<readonly GraphError[]> {
  const errors: GraphError[] = [];
  // Memberships come back with a restored object: what it has brought along is not asked for again.
  const there = buildsOnRestored(work) ? await targetsOf(work, link.name) : null;
  const targets = there === null ? link.add : link.add.filter((target) => !there.has(target.id));
  work.links += link.add.length - targets.length;
  // Only `members` can be bound several at a time; other links take one reference per request, of which one call takes several.
  const isBound = link.name === 'members';
  const size = isBound ? mostBound : 1;
  const left = isBound || there !== null ? targets : await referTogether(work, link.name, targets);
  for (let start = 0; start < left.length; start += size) {
    errors.push(...(await addTogether(work, link.name, left.slice(start, start + size))));
  }
  return errors;
}

function referTogether(work: Work, name: string, targets: readonly LinkTarget[]): Promise<readonly LinkTarget[]> {
  const { version, path } = linkRequest(work, `${name}/$ref`);
  return writeTogether(work, version, targets, (target) => {
    return { method: 'POST', path, body: { '@odata.id': addressOf(work, target) } };
  });
}

function removeTogether(work: Work, { name, remove: targets }: LinkWrite): Promise<readonly LinkTarget[]> {
  const pathOf = ({ id }: LinkTarget) => linkRequest(work, `${name}/${encodeURIComponent(id)}/$ref`);
  const { version } = pageOf(work.step.type).read;
  return writeTogether(work, version, targets, (target) => ({ method: 'DELETE', path: pathOf(target).path }));
}

async function addTogether(work: Work, name: string, targets: readonly LinkTarget[]): Promise<readonly GraphError[]> {
  // Several that are not all there may still be sent one by one; a single one is done as soon as it is there.
  const areThere = async (): Promise<boolean> => {
    const there = await targetsOf(work, name);
    return there !== null && targets.some((target) => there.has(target.id));
  };
  const answer = await (targets.length > 1
    ? bind(work, name, targets, areThere)
    : refer(work, name, targets[0] as LinkTarget, areThere));
  if (answer.ok) {
    work.links += targets.length;
    return [];
  }
  if (answer.error.kind === 'canceled' || answer.error.kind === 'signIn') return [answer.error];
  const there = await targetsOf(work, name);
  const open = targets.filter((target) => there === null || !there.has(target.id));
  work.links += targets.length - open.length;
  if (open.length === 0) return [];
  if (targets.length === 1) return [answer.error];
  // One of them spoils the request for all: the rest is sent one by one, so that each has its own answer.
  const errors: GraphError[] = [];
  for (const target of open) errors.push(...(await addTogether(work, name, [target])));
  return errors;
}

type AreThere = () => Promise<boolean>;

function bind(work: Work, name: string, targets: readonly LinkTarget[], areThere: AreThere): Promise<Answer> {
  const page = pageOf(work.step.type);
  const request: Omit<GraphRequest, 'expects'> = {
    method: 'PATCH',
    version: page.read.version,
    path: itemPath(page, work.step.id),
    lane: page.read.pace,
    body: { [`${name}@odata.bind`]: targets.map((target) => addressOf(work, target)) },
  };
  return sendPatiently(work, request, areThere);
}

function refer(work: Work, name: string, target: LinkTarget, areThere: AreThere): Promise<Answer> {
  const request: Omit<GraphRequest, 'expects'> = {
    ...linkRequest(work, `${name}/$ref`),
    method: 'POST',
    body: { '@odata.id': addressOf(work, target) },
    // A second time is answered with 400 and then found among the links: no harm done.
    repeatable: true,
  };
  return sendPatiently(work, request, areThere);
}

async function remove(work: Work, name: string, target: LinkTarget): Promise<readonly GraphError[]> {
  const path = `${name}/${encodeURIComponent(target.id)}/$ref`;
  const answer = await send(work, { ...linkRequest(work, path), method: 'DELETE' });
  if (answer.ok || isNotFound(answer.error)) {
    work.links += 1;
    return [];
  }
  return [answer.error];
}

export function linkRequest(work: Work, link: string): Pick<GraphRequest, 'version' | 'path' | 'lane'> {
  const page = pageOf(work.step.type);
  return { version: page.read.version, path: linkPath(page, work.step.id, link), lane: page.read.pace };
}

export const addressOf = (work: Work, target: LinkTarget): string =>
  `${work.bench.client.endpoint}/v1.0/directoryObjects/${encodeURIComponent(target.id)}`;

/** Ids of the targets, or null when they cannot be read: then nothing is known to be there. */
async function targetsOf(work: Work, name: string): Promise<ReadonlySet<string> | null> {
  const page = pageOf(work.step.type);
  try {
    const items = await readAllPages(work.bench.client, partListOf(page, work.step.id, partNamed(page, name)));
    return new Set(items.map((item) => item.id));
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
