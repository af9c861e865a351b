/** A revert as a pull request: what was asked for, by whom, and what merging it will do to the tenant. */
import { addedText } from '../added.ts';
import type { AddedByType, BackupName, ObjectChange, RecoveryAction, Scope } from '../model.ts';
import { cell, code } from '../report/escape.ts';
import { shortened } from '../report/visible.ts';
import { count, countEach, scopeText } from '../report/words.ts';
import { type Block, details, kept, list, table } from './blocks.ts';
import { fitted, type Limit } from './cut.ts';
import { link, nameCell } from './objectText.ts';
import { planCheck } from './planText.ts';
import { type ForgeText, label, leftOutText, revertLabel, titleName } from './pullRequestText.ts';

export type RevertedObject = Pick<ObjectChange, 'type' | 'id' | 'displayName' | 'recoveryAction' | 'reason'>;

export interface RevertPullRequest {
  readonly backup: BackupName;
  readonly scope: Scope;
  readonly added: AddedByType;
  /** What the branch changes, with the recovery action of each. */
  readonly objects: readonly RevertedObject[];
  /** Who asked for it, and the comment in which they did; null where a command was run. */
  readonly asked: { readonly login: string; readonly url: string } | null;
  /** The difference report that it takes back; null when it is about an older backup. */
  readonly report: { readonly url: string } | null;
  /** Ids that were asked for and are the same in the backup and now. */
  readonly unchanged: readonly string[];
  readonly whole: { readonly url: string | null; readonly command: string };
  readonly limit: Limit;
}

const actions: readonly RecoveryAction[] = ['restore', 'recreate', 'update', 'softDelete', 'none'];

export function revertPullRequest(request: RevertPullRequest): ForgeText {
  const { backup, objects, limit, whole } = request;
  return {
    title: `Revert ${count(objects.length, 'object')} to backup ${titleName(backup)}`,
    body: fitted(blocksOf(request), limit, (rows) => leftOutText(rows, whole)),
    labels: [label, revertLabel],
  };
}

function blocksOf({ backup, scope, added, objects, asked, report, unchanged }: RevertPullRequest): readonly Block[] {
  const found = countEach(
    actions,
    objects.map(({ recoveryAction }) => recoveryAction),
  );
  const from = report === null ? '' : ` It takes back ${link('this difference report', report.url)}.`;
  const by = asked === null ? '' : ` ${code(asked.login)} asked for it in ${link('a comment', asked.url)}.`;
  return [
    kept('> [!IMPORTANT]', `> Merging this **writes to the tenant**: ${count(objects.length, 'object')} (${found}).`),
    kept(`Back to backup ${code(backup)}: ${code(shortened(scopeText(scope), scopeCharacters))}.${from}${by}`),
    ...addedLine(added, objects),
    ...sections(objects),
    ...sameBlocks(unchanged),
    kept(
      '### How merging recovers',
      '',
      `1. The check \`${planCheck}\` compares this with the tenant as it is now, and says each step and what the guards say.`,
      '2. Reviewers approve. What is privileged needs two of them.',
      '3. Merging starts the recovery. It plans once more: what changed in the tenant since is not overwritten, but reported.',
      '4. It reads the tenant again until nothing is left to do, comments the result here, and takes a backup.',
      '',
      'Nothing is deleted permanently. To take it back, revert this pull request.',
    ),
  ];
}

const scopeCharacters = 400;

function addedLine(added: AddedByType, objects: readonly RevertedObject[]): readonly Block[] {
  const deleted = objects.filter(({ recoveryAction }) => recoveryAction === 'softDelete').length;
  if (added === 'softDelete' && deleted === 0) return [];
  const kind = `What the backup does not have: ${code(addedText(added))}.`;
  const soft =
    deleted === 0
      ? ''
      : ` ${count(deleted, 'object is', 'objects are')} soft-deleted, and can be restored for 30 days.`;
  return [kept(`${kind}${soft}`)];
}

const rowsOpen = 15;

function sections(objects: readonly RevertedObject[]): readonly Block[] {
  return [...Map.groupBy(objects, ({ type }) => type)].map(([type, some]) => {
    const rows = some.map((object) => [
      nameCell(object),
      [object.recoveryAction, ...(object.reason === undefined ? [] : [cell(object.reason)])].join('<br>'),
    ]);
    const found = countEach(
      actions,
      some.map(({ recoveryAction }) => recoveryAction),
    );
    return details(`<b>${type}</b>: ${found}`, rows.length <= rowsOpen, [table(['object', 'to recover'], rows)]);
  });
}

function sameBlocks(unchanged: readonly string[]): readonly Block[] {
  if (unchanged.length === 0) return [];
  const title = `${count(unchanged.length, 'id')} asked for and the same in the backup and now`;
  return [details(title, false, [list(unchanged.map((id) => code(id)))])];
}
