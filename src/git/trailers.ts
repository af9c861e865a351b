/** Reads what `printBackupMessage` wrote at the end of a backup's commit message. */
import { backupNameAt, timeOfBackup } from '../core/backupName.ts';
import type { Backup } from '../core/model.ts';

export type BackupTrailers = Pick<Backup, 'name' | 'tenantId' | 'objects' | 'changed'>;

/** True for the UTC time of a real second, written with dashes: the thirtieth of February is none. */
export function isBackupName(text: string): boolean {
  const time = timeOfBackup(text);
  return time !== null && backupNameAt(time) === text;
}

/** What the last paragraph of a message says, or a sentence about what is wrong with it. */
export function parseTrailers(message: string): BackupTrailers | string {
  const paragraph =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const found = new Map<string, string>();
  for (const line of paragraph.split('\n')) {
    const parts = /^([A-Za-z-]+): (.*)$/.exec(line);
    if (parts === null) continue;
    const [, key = '', value = ''] = parts;
    if (found.has(key)) return `its message has ${key} twice`;
    found.set(key, value.trim());
  }
  const missing = ['Backup-Name', 'Tenant-Id', 'Objects', 'Changed'].filter((key) => !found.has(key));
  if (missing.length > 0) return `its message lacks ${missing.join(', ')}`;

  const name = found.get('Backup-Name') ?? '';
  const tenantId = found.get('Tenant-Id') ?? '';
  if (!isBackupName(name)) return `its Backup-Name is no backup's: ${JSON.stringify(name)}`;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantId)) {
    return `its Tenant-Id is no tenant's: ${JSON.stringify(tenantId)}`;
  }
  const objects = count(found.get('Objects'));
  const changed = count(found.get('Changed'));
  if (objects === null || changed === null) return 'its Objects or Changed is no number';
  return { name, tenantId, objects, changed };
}

function count(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
