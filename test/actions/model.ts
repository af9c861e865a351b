/** A workflow or a composite action as YAML gives it: what this project's files use of GitHub's schema. */
import { parse } from 'yaml';

export type Scalar = string | number | boolean | null;
export type Settings = { readonly [name: string]: Scalar };

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: Scalar;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Settings;
  readonly env?: Settings;
  readonly 'timeout-minutes'?: Scalar;
  readonly 'continue-on-error'?: Scalar;
  readonly 'working-directory'?: string;
}

export interface Concurrency {
  readonly group: string;
  readonly queue?: string;
  readonly 'cancel-in-progress'?: Scalar;
}

export interface Job {
  readonly name?: string;
  readonly if?: Scalar;
  readonly needs?: string | readonly string[];
  readonly 'runs-on': string;
  readonly environment?: string | { readonly name: string };
  readonly permissions?: Settings;
  readonly concurrency?: string | Concurrency;
  readonly 'timeout-minutes'?: Scalar;
  readonly env?: Settings;
  readonly outputs?: Settings;
  readonly steps: readonly Step[];
}

export interface EventFilter {
  readonly types?: readonly string[];
  readonly branches?: readonly string[];
  readonly paths?: readonly string[];
}

export interface Workflow {
  readonly name?: string;
  readonly on: { readonly [event: string]: EventFilter | readonly { readonly cron: string }[] | null };
  readonly permissions?: Settings;
  readonly concurrency?: string | Concurrency;
  readonly env?: Settings;
  readonly jobs: { readonly [id: string]: Job };
}

export interface CompositeAction {
  readonly inputs?: { readonly [name: string]: { readonly required?: boolean; readonly default?: Scalar } };
  readonly outputs?: { readonly [name: string]: { readonly value: string } };
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** `on: push` and `on: [push]` mean `on: { push: null }`. */
export function parseWorkflow(text: string): Workflow {
  const { on, ...others } = parse(text) as Omit<Workflow, 'on'> & { on: string | string[] | Workflow['on'] };
  if (typeof on === 'string') return { ...others, on: { [on]: null } };
  return {
    ...others,
    on: Array.isArray(on) ? Object.fromEntries(on.map((event) => [event, null])) : (on as Workflow['on']),
  };
}

export const parseAction = (text: string): CompositeAction => parse(text) as CompositeAction;

export const environmentOf = ({ environment }: Job): string | null =>
  environment === undefined ? null : typeof environment === 'string' ? environment : environment.name;
