/** The backups that have a branch, as a table and as data. */
import { timeOfBackup } from '../backupName.ts';
import type { Integrity, ListedBackup } from '../model.ts';
import { columns } from './columns.ts';
import { printJson } from './json.ts';
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';
import { shortCommit } from './words.ts';

/** In the order given, which is oldest first. Ends without a line feed. */
export function backupsTable(backups: readonly ListedBackup[], paint: Paint): string {
  if (backups.length === 0) return 'No backups yet.';
  const head = ['name', 'time', 'objects', 'changed', 'commit', 'integrity'];
  const rows = backups.map(({ name, objects, changed, commit, integrity }) => [
    paint.bold(visible(name)),
    timeText(name),
    String(objects),
    changed === 0 ? paint.dim('0') : paint.changed(String(changed)),
    shortCommit(commit),
    integrity === 'recorded' ? integrityText[integrity] : paint.warning(integrityText[integrity]),
  ]);
  return columns([head.map(paint.dim), ...rows], ['left', 'left', 'right', 'right', 'left', 'left']);
}

const integrityText: { readonly [integrity in Integrity]: string } = {
  recorded: 'as recorded',
  altered: 'not what the journal recorded',
  notRecorded: 'not in the journal',
};

/** `2026-11-23 02:00:00 UTC`; a name that is no time has none. */
const timeText = (name: string): string =>
  timeOfBackup(name)
    ?.toISOString()
    .replace(/^(.{10})T(.{8}).*$/, '$1 $2 UTC') ?? '-';

export function backupsJson(backups: readonly ListedBackup[]): string {
  return printJson(
    backups.map(({ name, commit, tree, tenantId, objects, changed, integrity }) => {
      return { name, commit, tree, tenantId, objects, changed, integrity };
    }),
  );
}
