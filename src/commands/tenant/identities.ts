/**
 * Who signs in to the embedded tenant. The two identities of the tool have the least that the catalog asks for, as they should
 * in a real tenant, so that what is missing there is missing here.
 */
import { objectTypes } from '../../core/catalog/index.ts';
import { furtherPermissions, leastPermissions } from '../../core/catalog/leastPermissions.ts';
import { roles } from '../../embedded/directoryRoles.ts';
import { embeddedToken } from '../../embedded/token.ts';

const least = leastPermissions(objectTypes);
const writing = [...least.read, ...least.write, ...furtherPermissions(objectTypes)];

/** For backups and reports. */
export const readerToken = (tenantId: string, expiresAt?: Date): string =>
  embeddedToken({ tenantId, roles: least.read, ...given(expiresAt) });

/** For recoveries. Administrators and role-assignable groups need directory roles besides (docs/permissions.md). */
export const writerToken = (
  tenantId: string,
  expiresAt?: Date,
  who: { readonly appId?: string; readonly objectId?: string } = {},
): string =>
  embeddedToken({
    ...who,
    tenantId,
    roles: writing,
    directoryRoles: [roles.privilegedAuthenticationAdministrator, roles.privilegedRoleAdministrator],
    ...given(expiresAt),
  });

/** Somebody who may do anything: an administrator at work, or whoever has taken their place. */
export const administratorToken = (tenantId: string): string =>
  embeddedToken({
    tenantId,
    roles: [...writing, 'Directory.ReadWrite.All', 'User-PasswordProfile.ReadWrite.All'],
    directoryRoles: [roles.globalAdministrator],
  });

const given = (expiresAt: Date | undefined): { readonly expiresAt?: Date } =>
  expiresAt === undefined ? {} : { expiresAt };
