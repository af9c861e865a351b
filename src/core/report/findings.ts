/** What guards found, for people: what stops first. */
import type { Finding } from '../model.ts';
import { idText } from './names.ts';
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';
import { countEach } from './words.ts';

const levels = ['stop', 'allowed', 'warn', 'note'] as const;
type Level = (typeof levels)[number];

const levelOf = (finding: Finding): Level => (finding.allowed === undefined ? finding.level : 'allowed');

const objectsShown = 10;

export function findingLines(title: string, findings: readonly Finding[], paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  const inOrder = levels.flatMap((level) => findings.filter((finding) => levelOf(finding) === level));
  const found = countEach(levels, findings.map(levelOf));
  return [paint.bold(`${title}: ${found}`), ...inOrder.flatMap((finding) => linesOf(finding, paint))];
}

function linesOf(finding: Finding, paint: Paint): readonly string[] {
  const { guard, message, objects, allowed } = finding;
  const level = levelOf(finding);
  const colour = { stop: paint.removed, allowed: paint.warning, warn: paint.warning, note: paint.dim }[level];
  const shown = objects.slice(0, objectsShown);
  const more = objects.length - shown.length;
  return [
    `  ${colour(level)}  ${guard}: ${visible(message)}`,
    ...(allowed === undefined ? [] : [`    allowed: ${visible(allowed.reason)}`]),
    ...shown.map(({ type, id, displayName }) => paint.dim(`    ${type} ${idText(id, displayName)}`)),
    ...(more > 0 ? [paint.dim(`    …and ${more} more`)] : []),
  ];
}
