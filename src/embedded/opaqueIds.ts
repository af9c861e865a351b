/**
 * Ids that Graph makes out of GUIDs: their bytes one after the other, as base64url. Read from the samples in Graph's own
 * pages: a grant's id holds client, resource and principal (oauth2permissiongrant-list, azure-cli issue 20974), an
 * assignment's the principal and a fresh GUID (serviceprincipal-list-approleassignedto), a directory role assignment's
 * role and principal (rbacapplication-list-roleassignments). Last verified: 2026-11-23.
 */

/** The first three parts of a GUID have their bytes turned round, as Windows writes them. */
function bytesOf(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

export const opaqueId = (...guids: readonly string[]): string =>
  Buffer.concat(guids.map(bytesOf)).toString('base64url');
