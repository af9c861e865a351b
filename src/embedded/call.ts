/** One request as a handler sees it, and the tenant it is about. */

import type { AuditLog } from './audits.ts';
import type { NativeJob } from './nativeRecovery.ts';
import type { Relations } from './relations.ts';
import type { Store } from './store.ts';
import type { TenantPolicies } from './tenantPolicies.ts';
import type { Caller } from './token.ts';
import type { Body, Version } from './value.ts';

/** What differs between clouds, and is nowhere promised: a tool must find out by itself. */
export interface Cloud {
  /** Cloud security groups go to the deleted items (public clouds, preview); else a delete is for good. */
  readonly securityGroupsRestorable: boolean;
  /** Applications may look into the deleted items of Conditional Access; else 403. Undocumented for application permissions. */
  readonly policyDeletedItems: boolean;
  /** Microsoft's own backup and recovery service; without it Graph does not know its paths. */
  readonly recoveryService: boolean;
}

export interface PageSizes {
  /** Objects on a page without `$top`; also of delta queries, which take no `$top`. */
  readonly page: number;
  /** Links of one object on one page of a delta; the same object goes on on the next page. */
  readonly deltaLinks: number;
}

export interface TenantState {
  readonly id: string;
  readonly store: Store;
  readonly relations: Relations;
  readonly policies: TenantPolicies;
  readonly subscribedSkus: readonly Body[];
  readonly audits: AuditLog;
  /** How late an entry of the audit log can be read. */
  readonly auditDelayMs: number;
  /** Jobs of Microsoft's own service, oldest first. */
  readonly recoveries: readonly NativeJob[];
  /** Lower case; empty when the seed names none, and then any domain will do. */
  readonly verifiedDomains: ReadonlySet<string>;
  readonly defaultDomain: string;
  /** Whether the tenant has Entra ID P1 or P2, without which there is no Conditional Access. */
  readonly licensed: boolean;
  readonly cloud: Cloud;
  readonly pageSizes: PageSizes;
  /** Properties that no schema has, by type: shown, and never taken. */
  readonly novelties: Readonly<Record<string, Body>>;
  /** Of this run of the tenant alone: what an earlier one told is not this one's history. */
  readonly run: string;
  /** Seed of what delta queries do on a bad day; null on good ones. */
  readonly deltaWeather: number | null;
  /** Where links point: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  now(): Date;
  /** A new id, the same in every run. */
  newId(kind: string): string;
}

export interface Call {
  readonly method: string;
  readonly version: Version;
  /** Path below the version, decoded: `/users/x`. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly caller: Caller;
  readonly roles: ReadonlySet<string>;
  readonly tenant: TenantState;
}

/** ISO 8601 in whole seconds, as the directory writes it. */
export const stamp = (call: Call): string =>
  call.tenant
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');

export const prefers = (call: Call, word: string): boolean =>
  (call.headers.prefer ?? '').split(',').some((preference) => preference.trim() === word);
