/**
 * Whether Microsoft's own service has recovered anything: its jobs leave no delta records, so what it changed would stay unseen.
 * Source: facts on Graph §3 (ERS-O, PERM). Last verified: 2026-11-23; that the permission covers the list of jobs as it does
 * snapshots and changes is unverified. A refusal only means full sweeps.
 */
import type { GraphClient } from './client.ts';
import { readPages } from './pages.ts';
import { failWith } from './problems.ts';
import type { JsonObject } from './request.ts';

const path = '/directory/recovery/jobs';
const permission = 'EntraBackup.Read.All';

/** The contract is `Tenant.recoveredNatively`'s. */
export async function recoveredNatively(client: GraphClient, since: Date): Promise<boolean | null> {
  const list = { version: 'v1.0', path, lane: 'directory', permission, opaqueIds: true } as const;
  const request = { method: 'GET', version: 'v1.0', path, lane: 'directory', expects: 'json' } as const;
  const first = await client.ask(request);
  if (!first.ok) {
    const { kind, status } = first.error;
    if (kind === 'refused' && status === 403) return null;
    // Not every cloud has the service. Graph does not know the path then, which is all that can be wrong with this request.
    if (kind === 'refused' && (status === 400 || status === 404)) return false;
    return failWith(first.error, request, permission);
  }
  for await (const jobs of readPages(client, list, first.body as JsonObject)) {
    if (jobs.some((job) => mayHaveChangedAfter(job, since))) return true;
  }
  return false;
}

/** A preview changes nothing. A job that was abandoned or failed may have come half-way. */
function mayHaveChangedAfter(job: JsonObject, since: Date): boolean {
  if (typeof job['@odata.type'] === 'string' && job['@odata.type'].endsWith('.recoveryPreviewJob')) return false;
  const isOver = ['successful', 'succeeded', 'failed', 'abandoned'].includes(String(job.status));
  const ended = timeOf(job.jobCompletionDateTime) ?? (isOver ? timeOf(job.jobStartDateTime) : null);
  // Still running, or it does not say when it ended.
  return ended === null || ended >= since.getTime();
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
