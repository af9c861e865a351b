/**
 * What Graph allows itself in delta queries and rarely does: objects told twice, old changes told once more, any order, pages
 * with nothing on them. By seed, never by chance. Source: facts on Graph §4 (DELTA). Last verified: 2026-11-23.
 */
import type { ChangeLog, ChangeRecord } from './changeLog.ts';
import { shareFrom } from './identity.ts';
import { type Body, odataTypeOf } from './value.ts';

const shares = { emptyPage: 0.3, twice: 0.3, again: 0.5 };
/** So many old changes are told once more on a page. */
const mostAgain = 3;

/** Whether a page without anything comes before the one asked for. */
export const hasEmptyPage = (seed: number, token: string): boolean =>
  shareFrom(seed, 'empty', token) < shares.emptyPage;

/** The items of a page as a bad day brings them. */
export function disturbed(seed: number, items: readonly Body[], log: ChangeLog, since: number | null): Body[] {
  const twice = items.filter((item) => shareFrom(seed, 'twice', String(item.id)) < shares.twice);
  const again = since === null ? [] : replays(seed, log, since);
  return [...items, ...twice, ...again].toSorted((a, b) => place(seed, a) - place(seed, b));
}

const place = (seed: number, item: Body): number => shareFrom(seed, 'place', JSON.stringify(item));

/** Changes of earlier rounds, told as they were then: members that came and may have left since. */
function replays(seed: number, log: ChangeLog, since: number): readonly Body[] {
  const old = [...log.changed(0, since)].filter(({ id }) => shareFrom(seed, 'again', id, since) < shares.again);
  return old.slice(0, mostAgain).map(asTold);
}

function asTold({ id, links }: ChangeRecord): Body {
  const names = [...new Set(links.map(({ name }) => name))];
  const parts = names.map((name) => [
    `${name}@delta`,
    links
      .filter((link) => link.name === name)
      .map(({ target, targetType }) => ({ '@odata.type': odataTypeOf(targetType), id: target })),
  ]);
  return { id, ...Object.fromEntries(parts) };
}
