/** What a handler gives back: a success with or without a body, or a fault in Graph's words. */
import type { Body } from './value.ts';

export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

export interface Success {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** For `/$count`: a body that is no JSON. */
  readonly text?: string;
}

export interface Fault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error: { readonly code: string; readonly message: string; readonly details?: readonly ErrorDetail[] };
}

export type Answer = Success | Fault;

export const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'error' in value && 'status' in value;

export const ok = (body: Body): Success => ({ status: 200, body });
export const created = (body: Body, location: string): Success => ({
  status: 201,
  body,
  headers: { Location: location },
});
export const noContent: Success = { status: 204 };
