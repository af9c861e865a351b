/** The event that started a workflow's job, as GitHub leaves it on the runner's disk; and what a job hands to the next one. */
import { appendFile, readFile } from 'node:fs/promises';
import type { Body, Value } from '../../core/model.ts';
import { fail } from '../../core/problem.ts';
import { isBody } from '../../core/value.ts';
import type { Context } from '../context.ts';

/** Fails with `usage` outside of a workflow. */
export async function readEvent({ environment }: Context): Promise<Body> {
  const path = environment.GITHUB_EVENT_PATH;
  if (path === undefined) {
    return fail('usage', 'there is no event: GITHUB_EVENT_PATH is not set', {
      remedy: 'This command is for workflows.',
    });
  }
  const event: unknown = JSON.parse(await readFile(path, 'utf8'));
  return isBody(event as Value)
    ? (event as Body)
    : fail('usage', 'the event is no JSON object', { place: { file: path } });
}

/** A member of a nested object, or undefined. */
export function memberOf(event: Body, ...names: readonly string[]): Value | undefined {
  return names.reduce<Value | undefined>(
    (value, name) => (isBody(value ?? null) ? (value as Body)[name] : undefined),
    event,
  );
}

export function numberIn(event: Body, ...names: readonly string[]): number {
  const value = Number(memberOf(event, ...names));
  return Number.isSafeInteger(value) && value > 0 ? value : fail('usage', `the event names no ${names.join('.')}`);
}

/** Words of ours only: a value with a line feed could set another output. */
export async function setOutputs(
  { environment }: Context,
  outputs: { readonly [name: string]: string },
): Promise<void> {
  const path = environment.GITHUB_OUTPUT;
  if (path === undefined) return;
  const lines = Object.entries(outputs).map(([name, value]) => {
    if (/[\r\n]/.test(value)) throw new Error(`output ${name} has more than one line`);
    return `${name}=${value}\n`;
  });
  await appendFile(path, lines.join(''));
}

/** Adds to the page of the run, where there is one. GitHub shows up to 1 MiB (facts on GitHub §3). */
export async function summarize({ environment }: Context, text: string): Promise<void> {
  const path = environment.GITHUB_STEP_SUMMARY;
  if (path !== undefined) await appendFile(path, text.endsWith('\n') ? text : `${text}\n`);
}

/** Page of the run that this job is part of; empty outside of a workflow. */
export function runUrl({ environment }: Context): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = environment;
  return server === undefined || repository === undefined || id === undefined
    ? ''
    : `${server}/${repository}/actions/runs/${id}`;
}
