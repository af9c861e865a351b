/**
 * How many requests other exports of Entra send for a tenant. Read from their code on 2026-11-23, none of it run:
 * microsoft/EntraExporter @ce0d04c (src/Export-Entra.ps1, Get-EEDefaultSchema.ps1, Invoke-GraphBatchRequest.ps1) and
 * microsoft/Microsoft365DSC @eb886cac. A tenth of the groups is dynamic; each group has one page of members.
 */
export interface TenantSize {
  readonly users: number;
  readonly groups: number;
  readonly servicePrincipals: number;
  readonly applications: number;
}

export interface PeerCost {
  /** Requests, those inside of batches counted singly. */
  readonly requests: number;
  /** HTTP calls, one after the other. */
  readonly calls: number;
}

/** Pages of 100: nobody sets `$top`. */
const pages = (count: number): number => Math.ceil(count / 100);
const dynamicShare = 0.1;

/** Units, roles and privileged groups (60 % of the groups): a line through the tenants that were worked out one by one. */
const privileged = ({ groups }: TenantSize): number => Math.round(89 + 0.658 * groups);

/** 59 roots, their further pages, 3 for each group, 5 for each application, 10 for each service principal; batches of 20. */
export function entraExporter(size: TenantSize): PeerCost {
  const { users, groups, servicePrincipals, applications } = size;
  const dynamic = groups * dynamicShare;
  const lists = [users, dynamic, groups - dynamic, applications, servicePrincipals];
  const further = lists.reduce((sum, count) => sum + pages(count) - 1, 0);
  const children = 3 * groups + 5 * applications + 10 * servicePrincipals + pages(groups) + privileged(size);
  // What follows the first page of users comes one page a call, too.
  const calls = Math.ceil((59 + children) / 20) + further + pages(users);
  return { requests: 59 + further + children, calls };
}

/** 2 for each user, 4 for each group (3 for dynamic ones), 2 for each service principal, 4 for each application; unbatched. */
export function microsoft365Dsc({ users, groups, servicePrincipals, applications }: TenantSize): PeerCost {
  const lists = [users, groups, servicePrincipals, applications].reduce((sum, count) => sum + pages(count), 0);
  const links = (4 - dynamicShare) * groups;
  const requests = lists + 2 * users + links + 2 * servicePrincipals + 4 * applications;
  return { requests, calls: requests };
}

/** Microsoft's own service: times of a first load and of differences by size of the tenant (entra-docs, 2026-08-25). */
export const microsoftsOwn = [
  { objects: 50_000, loadHours: 1 },
  { objects: 300_000, loadHours: 1.5 },
  { objects: 1_000_000, loadHours: 2 },
] as const;

/** 100,000 changes compared in 45 minutes; 500,000 recovered in 30 hours. */
export const microsoftsRates = { comparedPerSecond: 100_000 / 2_700, recoveredPerSecond: 500_000 / 108_000 } as const;
