/**
 * Looking for an object whose creation may have happened unseen: by its natural key, made since the creation began, and as it
 * was sent or is to be. Lists show new objects late (facts on Graph §4, ULIST), so it is looked for with patience before
 * anybody says that there is none.
 */
import { keep } from '../../core/canonical/keep.ts';
import type { TypePage } from '../../core/catalog/page.ts';
import { isMadeSince } from '../../core/identities/lost.ts';
import type { Body, Value } from '../../core/model.ts';
import { describeProblem, Failure } from '../../core/problem.ts';
import { equal, isBody } from '../../core/value.ts';
import { isNotFound } from '../../graph/answer.ts';
import { readAllPages } from '../../graph/pages.ts';
import type { JsonObject } from '../../graph/request.ts';
import { readUntil } from '../../graph/settle.ts';
import { type Trouble, troubleOf, type Work } from './bench.ts';

export type Made = { readonly object: JsonObject } | Trouble;

/** Null when there is none. */
export async function findAgain(work: Work, page: TypePage, sent: Body, since: string): Promise<Made | null> {
  const { client, patience, creations, identities } = work.bench;
  const taken = new Set([...creations.taken(), ...identities.recreated.map(({ newId }) => newId)]);
  try {
    const { last } = await readUntil(
      async () => {
        const candidates = await candidatesOf(work, page, sent);
        if (!Array.isArray(candidates)) return candidates as Trouble;
        return (candidates as readonly JsonObject[]).filter(
          (item) => !taken.has(String(item.id)) && isMadeSince(item, since) && fits(work, page, sent, item),
        );
      },
      (found) => !Array.isArray(found) || found.length > 0,
      { ...patience, inARow: 1, sleep: (ms) => client.sleep(ms) },
    );
    if (!Array.isArray(last)) return last as Trouble;
    const [object, ...others] = last as readonly JsonObject[];
    if (object === undefined) return null;
    return others.length === 0 ? { object } : severalFound([object, ...others]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return cannotTell(error.problems.map(describeProblem).join('; '));
  }
}

const cannotTell = (reason: string): Trouble => ({
  outcome: 'unknown',
  code: 'creationUnknown',
  message: `it may have been made before, and that cannot be looked up: ${reason}`,
});

const severalFound = (objects: readonly JsonObject[]): Trouble => ({
  outcome: 'failed',
  code: 'severalFound',
  message: `it may have been made before, and several objects could be it: ${objects.map(({ id }) => String(id)).join(', ')}`,
});

/** Objects with the natural key, read as they are; nothing is taken for none. */
async function candidatesOf(work: Work, page: TypePage, sent: Body): Promise<readonly JsonObject[] | Trouble> {
  const { client } = work.bench;
  const { path, version, pace: lane, permission } = page.read;
  const by = page.creation?.foundBy ?? 'displayName';
  const key = String(sent[by] ?? '');
  if (by === 'displayName') {
    const filter = lane === 'directory' ? `?$filter=${encodeURIComponent(`displayName eq '${quoted(key)}'`)}` : '';
    const items = await readAllPages(client, { version, path: `${path}${filter}`, lane, permission });
    return items.filter(({ displayName }) => displayName === key);
  }
  const names = ['id', 'createdDateTime', 'appId', ...Object.keys(sent)].filter((name) => isSelectable(page, name));
  const item = by === 'appId' ? `${path}(appId='${quoted(key)}')` : `${path}/${encodeURIComponent(key)}`;
  const answer = await client.ask({
    method: 'GET',
    version,
    path: `${item}?$select=${[...new Set(names)].join(',')}`,
    lane,
    expects: 'json',
  });
  if (answer.ok) return answer.body === null ? [] : [answer.body];
  if (isNotFound(answer.error)) return [];
  return {
    ...troubleOf(answer.error, 'it may have been made before, and that cannot be looked up'),
    outcome: 'unknown',
  };
}

const quoted = (text: string): string => text.replaceAll("'", "''");

const isSelectable = ({ properties }: TypePage, name: string): boolean =>
  !name.startsWith('@') && (properties === 'all' || properties.some((property) => property.name === name));

/** As it was sent, or as the rest of the step would make it. */
function fits(work: Work, page: TypePage, sent: Body, item: JsonObject): boolean {
  const body = keep(page, item, 'notRead');
  const wanted = work.step.writes.properties;
  return Object.keys(sent).every((name) => says(body[name], sent[name]) || says(body[name], wanted[name]));
}

/** Graph shows more of an object than was sent. */
function says(shown: Value | undefined, sent: Value | undefined): boolean {
  if (isBody(sent)) return isBody(shown) && Object.keys(sent).every((name) => says(shown[name], sent[name]));
  if (sent === undefined || sent === null) return shown === undefined || shown === null;
  if (Array.isArray(sent) && Array.isArray(shown) && sent.length === shown.length) {
    return sent.every((one, index) => says(shown[index], one as Value));
  }
  return equal(shown, sent);
}
