import { describe, expect, it } from 'vitest';
import { printBackupMessage } from '../../src/core/backupMessage.ts';
import { isBackupName, parseTrailers } from '../../src/git/trailers.ts';

const summary = {
  name: '2024-11-20T02-00-00Z',
  tenantId: '0b6e1c1e-7f0c-4d8e-9a53-3f5d4c2b1a00',
  objects: 12,
  byType: { user: { added: 1, changed: 2, deleted: 0 }, group: { added: 0, changed: 0, deleted: 4 } },
};
const message = printBackupMessage(summary);

describe("a backup's trailers", () => {
  it('read back as printed', () => {
    const { name, tenantId, objects } = summary;
    expect(parseTrailers(message)).toEqual({ name, tenantId, objects, changed: 7 });
    expect(parseTrailers(`${message}Signed-off-by: Ada <a@b>\n`)).toEqual(parseTrailers(message));
    expect(parseTrailers(printBackupMessage({ ...summary, byType: {} }))).toMatchObject({ changed: 0 });
  });

  it.each([
    ['not in the last paragraph', `${message}\nThe end.\n`, /lacks Backup-Name/],
    ['one missing', message.replace(/Objects.*\n/, ''), /lacks Objects/],
    ['one twice', `${message}Changed: 1\n`, /Changed twice/],
    ['no tenant', printBackupMessage({ ...summary, tenantId: 'contoso' }), /Tenant-Id/],
    ['no name', printBackupMessage({ ...summary, name: 'tonight' }), /Backup-Name/],
    ['no number', message.replace('Objects: 12', 'Objects: -1'), /no number/],
    ['a number beyond reason', message.replace('Objects: 12', `Objects: ${'9'.repeat(16)}`), /no number/],
  ])('are refused: %s', (_, text, reason) => {
    expect(parseTrailers(text)).toMatch(reason);
  });

  it.each([
    ['2024-02-29T23-59-59Z', true],
    ['2023-02-29T00-00-00Z', false],
    ['2024-02-30T00-00-00Z', false],
    ['2024-11-20T24-00-00Z', false],
    ['2024-11-20T02:00:00Z', false],
    [' 2024-11-20T02-00-00Z', false],
    ['2024-11-20T02-00-00Z\n', false],
  ])('take %j for a name: %s', (name, expected) => {
    expect(isBackupName(name)).toBe(expected);
  });
});
