/** The pull request of the first backup: there is nothing to compare it with, and what it brings is all there is. */
import { pages } from '../catalog/index.ts';
import type { BackupName, ObjectType } from '../model.ts';
import { code } from '../report/escape.ts';
import { count } from '../report/words.ts';
import { printedTable } from './blocks.ts';
import { type ForgeText, label, reportLabel, titleName } from './pullRequestText.ts';

/** `objects`: how many of each type the backup holds. */
export function firstReport(
  backup: BackupName,
  tenantId: string,
  objects: { readonly [type in ObjectType]?: number },
): ForgeText {
  const sum = Object.values(objects).reduce((total, some) => total + some, 0);
  const rows = pages.flatMap(({ type }) => (objects[type] === undefined ? [] : [[type, String(objects[type])]]));
  return {
    title: `Backup ${titleName(backup)}: the first, ${count(sum, 'object')}`,
    body: [
      '> [!NOTE]',
      `> The first backup of tenant ${code(tenantId)}: nothing to compare it with yet.`,
      '',
      ...printedTable(['type', 'objects'], rows, ['left', 'right']),
      '',
      'Merging says **seen**: `main` then shows the tenant as it is, and the next difference report starts from there. It changes nothing in the tenant.',
      '',
    ].join('\n'),
    labels: [label, reportLabel],
  };
}
