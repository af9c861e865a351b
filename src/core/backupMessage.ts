/**
 * The commit message of a backup. Names from the tenant stay out of it: commit messages reach pages where `#1` and `@name`
 * act. What differs every night stands in the trailers, so that an unchanged tenant gives the same tree.
 */
import { pages } from './catalog/index.ts';
import type { BackupName, ObjectType } from './model.ts';

export interface TypeCounts {
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
}

export interface BackupSummary {
  readonly name: BackupName;
  readonly tenantId: string;
  readonly objects: number;
  readonly byType: { readonly [type in ObjectType]?: TypeCounts };
}

const total = (counts: TypeCounts): number => counts.added + counts.changed + counts.deleted;

export const changedIn = (summary: BackupSummary): number =>
  Object.values(summary.byType).reduce((sum, counts) => sum + total(counts), 0);

export function printBackupMessage(summary: BackupSummary): string {
  const lines = pages.flatMap(({ type, collection }) => {
    const counts = summary.byType[type];
    return counts === undefined || total(counts) === 0 ? [] : [`${collection}: ${inWords(counts)}`];
  });
  const sum = sumOf(Object.values(summary.byType));
  return [
    `Backup ${summary.name}: ${total(sum) === 0 ? 'no changes' : inWords(sum)}`,
    ...(lines.length > 0 ? ['', ...lines] : []),
    '',
    `Backup-Name: ${summary.name}`,
    `Tenant-Id: ${summary.tenantId}`,
    `Objects: ${summary.objects}`,
    `Changed: ${changedIn(summary)}`,
    '',
  ].join('\n');
}

const sumOf = (all: readonly TypeCounts[]): TypeCounts => ({
  added: all.reduce((sum, counts) => sum + counts.added, 0),
  changed: all.reduce((sum, counts) => sum + counts.changed, 0),
  deleted: all.reduce((sum, counts) => sum + counts.deleted, 0),
});

const inWords = (counts: TypeCounts): string =>
  (['added', 'changed', 'deleted'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`)
    .join(', ');
