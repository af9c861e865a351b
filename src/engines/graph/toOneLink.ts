/** Writing a link that has one target, such as a user's manager. */
import type { LinkWrite } from '../../core/model.ts';
import { type GraphError, isNotFound } from '../../graph/answer.ts';
import { send, type Work } from './bench.ts';
import { addressOf, linkRequest } from './links.ts';
import { sendPatiently } from './patience.ts';

/** PUT replaces the target, so a removal beside an addition needs no request of its own. */
export async function writeToOneLink(work: Work, link: LinkWrite): Promise<readonly GraphError[]> {
  const [target, ...others] = link.add;
  if (others.length > 0) throw new Error(`${link.name} has one target, the step names ${link.add.length}`);
  if (target !== undefined) {
    const body = { '@odata.id': addressOf(work, target) };
    const answer = await sendPatiently(work, { ...linkRequest(work, `${link.name}/$ref`), method: 'PUT', body });
    if (!answer.ok) return [answer.error];
    work.links += 1 + link.remove.length;
    return [];
  }
  return link.remove.length === 0 ? [] : clear(work, link);
}

/** DELETE takes away whoever is there: it is sent only while that is one the step names. */
async function clear(work: Work, link: LinkWrite): Promise<readonly GraphError[]> {
  const request = { ...linkRequest(work, `${link.name}?$select=id`), method: 'GET', expects: 'json' } as const;
  const now = await work.bench.client.ask(request);
  if (!now.ok && !isNotFound(now.error)) return [now.error];
  const isThere = now.ok && link.remove.some((target) => target.id === now.body?.id);
  if (isThere) {
    const answer = await send(work, { ...linkRequest(work, `${link.name}/$ref`), method: 'DELETE' });
    if (!answer.ok && !isNotFound(answer.error)) return [answer.error];
  }
  work.links += link.remove.length;
  return [];
}
