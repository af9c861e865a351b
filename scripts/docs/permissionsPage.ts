/** `docs/permissions.md`, from the pages of the catalog: what the two app registrations need, and what for. */
import type { TypePage } from '../../src/core/catalog/page.ts';
import { everyJob, manifest, readPermissions, writePermissions } from '../../src/core/catalog/registration.ts';

const code = (names: readonly string[]): string =>
  names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(', ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const registration = (permissions: readonly string[]): string =>
  [
    '```text',
    ...permissions,
    '```',
    '',
    'The same for `az ad app create --required-resource-accesses`:',
    '',
    '```json',
    manifest(permissions),
    '```',
  ].join('\n');

export function permissionsPage(pages: readonly TypePage[]): string {
  const optional = pages.flatMap((page) => page.optional.map((one) => ({ ...one, type: page.type })));
  const further = pages.flatMap((page) => page.furtherWrites.map((one) => ({ ...one, type: page.type })));
  const licensed = pages.filter(({ licence }) => licence !== null);
  return `# Permissions

Written by \`npm run docs\` from the pages in \`src/core/catalog/\`; change it there.

entra-rewind signs in as two applications. The one that backs up reads and cannot change anything. The one that recovers is as
powerful as what it recovers: with \`Application.ReadWrite.All\` and \`AppRoleAssignment.ReadWrite.All\` it could make itself anything.
Give it to the recovery job alone, behind the reviewers of its environment. All permissions are application permissions of
Microsoft Graph and need an administrator's consent. A type that is left out in \`entra-rewind.yaml\` needs none.

## By type

${table(
  ['type', 'reading', 'writing'],
  [
    ['every job', code(everyJob.read), code(everyJob.write)],
    ...pages.map(({ type, permissions }) => [`\`${type}\``, code(permissions.read), code(permissions.write)]),
  ],
)}

Without ${[...new Set(licensed.map(({ licence }) => licence))].join(' or ')} Graph does not serve ${code(licensed.map(({ type }) => type))}.

## Optional properties

${table(
  ['property', 'read', 'reading', 'writing', 'why apart'],
  optional.map(({ type, property, byDefault, permissions, why }) => [
    `\`${type}.${property}\``,
    byDefault ? 'unless configured otherwise' : 'where configured',
    code(permissions.read),
    code(permissions.write),
    why,
  ]),
)}

Those read unless configured otherwise are in the lists below.

## What only some recoveries need

Left out of the lists below on purpose. Without it these objects fail with \`permission\` and the rest is recovered.

${table(
  ['type', 'to write', 'permissions', 'directory roles of the application'],
  further.map(({ type, what, permissions, roles }) => [
    `\`${type}\``,
    what,
    code(permissions),
    roles.length === 0 ? '–' : roles.join(', '),
  ]),
)}

## The application that backs up

${registration(readPermissions(pages))}

## The application that recovers

${registration(writePermissions(pages))}
`;
}
