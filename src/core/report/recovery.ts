/** Recoveries for people: one with all that a history should say of it, and the list of them. */

import { addedText } from '../added.ts';
import type { Recovery } from '../model.ts';
import { attemptedLines } from './attemptedLines.ts';
import { columns } from './columns.ts';
import { recoveryData } from './data.ts';
import { findingLines } from './findings.ts';
import { printJson } from './json.ts';
import { idText, type NameOf, noNames } from './names.ts';
import type { Paint } from './paint.ts';
import { statusColours, statusText } from './status.ts';
import { visible } from './visible.ts';
import { scopeText, shortCommit } from './words.ts';

/** `recover --json`, as `schemas/recovery.schema.json` describes it. */
export const recoveryJson = (recovery: Recovery): string => printJson(recoveryData(recovery));

/** Ends without a line feed. */
export function recoveryText(recovery: Recovery, paint: Paint, nameOf: NameOf = noNames): string {
  const { id, status } = recovery;
  const blocks = [
    [
      `${paint.bold(`Recovery ${visible(id)}`)}: ${paint[statusColours[status]](statusText[status])}`,
      factsText(recovery),
    ],
    recreatedLines(recovery, paint, nameOf),
    failureLines(recovery, paint, nameOf),
    skippedLines(recovery, paint, nameOf),
    findingLines('Guards', recovery.findings, paint),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** In the order given, which is newest first. Ends without a line feed. */
export function recoveriesTable(recoveries: readonly Recovery[], paint: Paint): string {
  if (recoveries.length === 0) return 'No recoveries yet.';
  const head = ['id', 'status', 'backup', 'started', 'completed', 'objects', 'links', 'failed', 'skipped', 'verified'];
  const rows = recoveries.map((recovery) => {
    const { id, status, started, completed, totals, verified } = recovery;
    const { objectsModified, linksModified, failed, skipped } = totals;
    return [
      visible(id),
      paint[statusColours[status]](statusText[status]),
      wantedText(recovery),
      visible(started),
      completed === null ? '-' : visible(completed),
      ...[objectsModified, linksModified, failed, skipped].map(String),
      verified ? 'yes' : 'no',
    ];
  });
  const alignments = head.map((name) => (/objects|links|failed|skipped/.test(name) ? 'right' : 'left'));
  return columns([head.map(paint.dim), ...rows], alignments);
}

/** A review may want a state that is no backup's: then the commit tells. */
const wantedText = ({ backup, wanted }: Recovery): string =>
  backup === null ? `commit ${shortCommit(wanted)}` : visible(backup);

function factsText(recovery: Recovery): string {
  const { base, scope, added, engine, started, completed, totals, verified } = recovery;
  const facts: readonly (readonly [string, string])[] = [
    ['backup', wantedText(recovery)],
    ['from', base === 'live' ? 'the tenant as it was' : `commit ${shortCommit(base)}`],
    ['scope', scopeText(scope)],
    ...(added === null ? [] : [['added objects', addedText(added)] as const]),
    ['engine', engine],
    ['started', visible(started)],
    ['completed', completed === null ? 'not yet' : visible(completed)],
    ...openFacts(recovery),
    ['objects modified', String(totals.objectsModified)],
    ['links modified', String(totals.linksModified)],
    ['failed', String(totals.failed)],
    ['skipped', String(totals.skipped)],
    ['verified', verified ? 'yes: read again, and a second plan was empty' : 'no'],
  ];
  return columns(
    facts.map(([name, fact]) => [`  ${name}`, fact]),
    ['left', 'left'],
  );
}

/** How far one has come that has not ended, or why it ended early. */
function openFacts({ completed, heartbeat, progress, resumes, canceledBy }: Recovery) {
  const facts: (readonly [string, string])[] = [];
  if (resumes !== null) facts.push(['goes on with', visible(resumes)]);
  if (canceledBy !== null)
    facts.push(['canceled', visible(`by ${canceledBy.by} (${canceledBy.host}) at ${canceledBy.at}`)]);
  if (completed !== null) return facts;
  if (progress !== null) facts.push(['progress', `${progress.steps} of ${progress.of} steps`]);
  if (heartbeat !== null) facts.push(['last heard of', visible(heartbeat)]);
  return facts;
}

/** Old ids and new ones: what people look for when something outside still names the old object. */
function recreatedLines({ receipts }: Recovery, { bold }: Paint, nameOf: NameOf): readonly string[] {
  const made = receipts.filter(({ newId }) => newId !== undefined);
  if (made.length === 0) return [];
  const lines = made.map(({ type, id, newId = '', appId }) => {
    const name = nameOf(type, id) ?? nameOf(type, newId);
    const named = name === undefined ? '' : ` ${visible(name)}:`;
    const application = appId === undefined ? '' : `, application id ${visible(appId.before)} → ${visible(appId.now)}`;
    return `  ${type}${named} ${visible(id)} → ${visible(newId)}${application}`;
  });
  return [bold(`Made anew: ${made.length}`), ...lines];
}

function failureLines({ failures }: Recovery, paint: Paint, nameOf: NameOf): readonly string[] {
  if (failures.length === 0) return [];
  const lines = failures.flatMap((failure) => {
    const { type, id, action, code, message, requestId, displayName } = failure;
    const request = requestId === null ? '' : ` (request ${visible(requestId)})`;
    const object = `${action} ${type} ${idText(id, displayName || nameOf(type, id))}`;
    const head = `${paint.removed(object)}: ${visible(code)}: ${visible(message)}${request}`;
    return [
      `  ${head}`,
      ...attemptedLines(failure, { paint, nameOf, sides: ['current', 'backup'] }).map((line) => `      ${line}`),
    ];
  });
  return [paint.bold(`Failed changes: ${failures.length}`), ...lines];
}

function skippedLines({ receipts }: Recovery, { bold }: Paint, nameOf: NameOf): readonly string[] {
  const skipped = receipts.filter(({ outcome }) => outcome === 'skipped');
  if (skipped.length === 0) return [];
  const lines = skipped.map(({ n, type, id, action, code, message }) => {
    const why = [code, message].filter((part) => part !== undefined).map(visible);
    return `  ${n}. ${[`${action} ${type} ${idText(id, nameOf(type, id))}`, ...why].join(': ')}`;
  });
  return [bold(`Skipped: ${skipped.length}`), ...lines];
}
