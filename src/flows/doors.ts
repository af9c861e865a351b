/** What a flow is handed: it opens no door itself, and reads no clock but the one given. */
import type { ObjectType } from '../core/model.ts';
import type { Clock, JobLog, Journal, SnapshotStore, Tenant } from '../core/ports.ts';

export type Progress =
  | { readonly on: 'reading'; readonly type: ObjectType; readonly objects: number; readonly of?: number }
  /** `changes`: only what changed was read. */
  | { readonly on: 'read'; readonly type: ObjectType; readonly objects: number; readonly changes?: true }
  | { readonly on: 'applied'; readonly steps: number; readonly of: number }
  | { readonly on: 'settling'; readonly attempt: number }
  | { readonly on: 'warning'; readonly message: string };

export interface Doors {
  readonly tenant: Tenant;
  readonly store: SnapshotStore;
  readonly journal: Journal;
  readonly log: JobLog;
  readonly clock: Clock;
  /** Of this program: what another one left behind may hold other things. */
  readonly version: string;
  /** Waits, in real time. Tests need not. */
  readonly pause: (waitMs: number) => Promise<void>;
  /**
   * Does the work again and again, never twice at once, until told to stop; what is under way then ends by itself. Work that
   * fails is our own mistake.
   */
  readonly every: (ms: number, work: () => Promise<void>) => () => void;
  readonly tell: (progress: Progress) => void;
  /** Ctrl-C, or a cancel from elsewhere: the flow stops at the next safe point and leaves everything consistent. */
  readonly signal: AbortSignal;
}
