/**
 * Service principals whose app role assignments the audit log names. For those who would rather read the log than sweep: what
 * the log does not name (a principal that was deleted takes its assignments along) is found by the weekly sweep only.
 * Source: Graph's pages on directoryAudit (`$filter` on both properties). Last verified: 2026-11-23.
 */
import { isObjectId } from '../core/canonical/path.ts';
import { isObject } from './answer.ts';
import type { GraphClient } from './client.ts';
import { readPages } from './pages.ts';

const activities = ['Add app role assignment', 'Remove app role assignment'];
/** Entries arrive late in the log: mostly minutes, at times hours. */
const overlapMs = 24 * 3_600_000;

export async function auditedAssignments(client: GraphClient, since: Date): Promise<ReadonlySet<string>> {
  const from = new Date(since.getTime() - overlapMs).toISOString();
  const found = new Set<string>();
  for (const activity of activities) {
    const filter = `activityDateTime ge ${from} and startswith(activityDisplayName,'${activity}')`;
    const path = `/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}&$top=999`;
    const list = {
      version: 'v1.0',
      path,
      lane: 'directory',
      permission: 'AuditLog.Read.All',
      opaqueIds: true,
    } as const;
    for await (const entries of readPages(client, list)) {
      for (const { targetResources } of entries) {
        for (const target of Array.isArray(targetResources) ? targetResources.filter(isObject) : []) {
          const { id, type } = target;
          if (type === 'ServicePrincipal' && typeof id === 'string' && isObjectId(id)) found.add(id);
        }
      }
    }
  }
  return found;
}
