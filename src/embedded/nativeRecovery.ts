/**
 * What Microsoft's own service does to a tenant: it changes objects, lists a job, and leaves neither delta records nor
 * notifications. Source: facts on Graph §3 (ERS-O, Limitations). Last verified: 2026-11-23.
 */
import type { Store } from './store.ts';
import type { Body, CoveredType } from './value.ts';

/** An object as the service sets it back. */
export interface NativeChange {
  readonly type: CoveredType;
  readonly id: string;
  readonly properties: Body;
}

export interface NativeJob extends Body {
  readonly id: string;
}

/** Throws for an object that is not there: the service only touches what it has in its snapshot. */
export function recoverNatively(store: Store, changes: readonly NativeChange[], id: string, at: string): NativeJob {
  for (const { type, id: object, properties } of changes) {
    const entry = store.alive(type, object);
    if (entry === undefined) throw new Error(`there is no ${type} ${object}`);
    store.changeUnseen(entry, { ...entry.body, ...properties });
  }
  return {
    '@odata.type': '#microsoft.graph.entraRecoveryServices.recoveryJob',
    id,
    filteringCriteria: null,
    status: 'successful',
    jobStartDateTime: at,
    jobCompletionDateTime: at,
    targetStateDateTime: at,
    totalChangedObjectsCalculated: changes.length,
    totalChangedLinksCalculated: 0,
    totalObjectsModified: changes.length,
    totalLinksModified: 0,
    totalFailedChanges: 0,
  };
}
