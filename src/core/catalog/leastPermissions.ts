/** The least application permissions that a choice of types and properties needs, from the catalog's pages. */
import type { ObjectType } from '../model.ts';
import { isChosen, type PropertyChoice, pageOf } from './index.ts';
import type { Permissions } from './page.ts';
import { everyJob } from './registration.ts';

/** Sorted, each once. Who writes also reads: the write set is what comes on top. */
export function leastPermissions(types: readonly ObjectType[], choice: PropertyChoice = {}): Permissions {
  const sources = types.flatMap((type) => {
    const page = pageOf(type);
    const optional = page.optional.filter(({ property }) => isChosen(page, property, choice));
    return [page.permissions, ...optional.map(({ permissions }) => permissions)];
  });
  const read = sorted([everyJob, ...sources].flatMap((source) => source.read));
  const write = sorted(sources.flatMap((source) => source.write));
  return { read, write: write.filter((permission) => !read.includes(permission)) };
}

/** What only some recoveries need on top: agents, role-assignable groups. Whoever has it can do more than most need. */
export const furtherPermissions = (types: readonly ObjectType[]): readonly string[] =>
  sorted(types.flatMap((type) => pageOf(type).furtherWrites.flatMap(({ permissions }) => permissions)));

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

const directoryRead = /^(?:User|Group|GroupMember|Application|Organization|LicenseAssignment|Device)\.Read\.All$/;

/** Whether what was granted includes a permission: itself, or a wider one that contains it. */
export function isGranted(permission: string, granted: ReadonlySet<string>): boolean {
  const wider = [
    permission.replace('.Read.', '.ReadWrite.'),
    ...(directoryRead.test(permission) ? ['Directory.Read.All', 'Directory.ReadWrite.All'] : []),
  ];
  return granted.has(permission) || wider.some((one) => granted.has(one));
}
