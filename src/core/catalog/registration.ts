/** What the two app registrations ask for, in the form of an application's manifest. */
import type { Permissions, TypePage } from './page.ts';
import { graphAppId, permissionIds } from './permissionIds.ts';

/**
 * What every job asks of Graph beside the types: who the tenant is, which licences it has, and whether Microsoft's own service
 * recovered anything, which delta queries do not tell. Source: facts on Graph §3, §6. Last verified: 2026-11-23.
 */
export const everyJob: Permissions = {
  read: ['Organization.Read.All', 'LicenseAssignment.Read.All', 'EntraBackup.Read.All'],
  write: [],
};

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

/** All that the pages ask for, with the optional properties that are read unless configured otherwise. */
function needs(pages: readonly TypePage[]): readonly Permissions[] {
  const optional = pages.flatMap((page) => page.optional.filter(({ byDefault }) => byDefault));
  return [everyJob, ...pages.map(({ permissions }) => permissions), ...optional.map(({ permissions }) => permissions)];
}

/** Of the application that backs up. */
export const readPermissions = (pages: readonly TypePage[]): readonly string[] =>
  sorted(needs(pages).flatMap(({ read }) => read));

/** Of the one that recovers, which reads before and after it writes. Who may write a kind of object may read it. */
export function writePermissions(pages: readonly TypePage[]): readonly string[] {
  const all = sorted(needs(pages).flatMap(({ read, write }) => [...read, ...write]));
  return all.filter((name) => !name.includes('.Read.') || !all.includes(name.replace('.Read.', '.ReadWrite.')));
}

/** What `az ad app create --required-resource-accesses` takes. Throws on a permission whose id the table lacks. */
export function manifest(permissions: readonly string[]): string {
  const resourceAccess = permissions.map((name) => {
    const id = permissionIds[name];
    if (id === undefined) throw new Error(`permissionIds has no id for ${name}`);
    return `      { "id": "${id}", "type": "Role" }`;
  });
  return [
    '[',
    '  {',
    `    "resourceAppId": "${graphAppId}",`,
    '    "resourceAccess": [',
    resourceAccess.join(',\n'),
    '    ]',
    '  }',
    ']',
  ].join('\n');
}
