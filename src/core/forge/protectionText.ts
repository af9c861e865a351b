/** What of the protection somebody has to look at, and how a nightly job says so. */
import type { ProtectionCheck } from '../forgePort.ts';
import { visible } from '../report/visible.ts';
import { count } from '../report/words.ts';

/**
 * What is weaker than it should be, and what could not be looked at. That the app may not see who bypasses a rule which is there
 * is no news: every night would tell it, and nobody would read on the night when something is wrong.
 */
export const worriesIn = (checks: readonly ProtectionCheck[]): readonly ProtectionCheck[] =>
  checks.filter(({ state, hides }) => state === 'weaker' || (state === 'unknown' && hides === undefined));

const namesShown = 4;

/** One line, however much is wrong: the others are told by `doctor`. Null when nothing is. */
export function protectionWarning(checks: readonly ProtectionCheck[]): string | null {
  const worries = worriesIn(checks);
  const [first] = worries;
  if (first === undefined) return null;
  const shown = worries.slice(0, namesShown).map(({ name }) => name);
  const more = worries.length > namesShown ? ` and ${count(worries.length - namesShown, 'more', 'more')}` : '';
  const remedy = visible(first.remedy ?? 'Look with: entra-rewind doctor.');
  return `what protects the record is weaker than it should be: ${shown.join('; ')}${more}. ${visible(first.message)}. ${remedy}`;
}
