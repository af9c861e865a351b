/** The files by which a step tells the runner something: GITHUB_OUTPUT, GITHUB_ENV, GITHUB_PATH, GITHUB_STEP_SUMMARY. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const names = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;

export interface CommandFiles {
  readonly variables: { readonly [name in (typeof names)[number]]: string };
  readonly read: () => Told;
}

export interface Told {
  readonly outputs: { readonly [name: string]: string };
  readonly environment: { readonly [name: string]: string };
  readonly paths: readonly string[];
  readonly summary: string;
}

/** New and empty, for one step. */
export function commandFiles(folder: string): CommandFiles {
  mkdirSync(folder, { recursive: true });
  const entries = names.map((name) => [name, join(folder, name)] as const);
  for (const [, file] of entries) writeFileSync(file, '');
  const variables = Object.fromEntries(entries) as CommandFiles['variables'];
  const text = (name: (typeof names)[number]): string => readFileSync(variables[name], 'utf8');
  return {
    variables,
    read: () => ({
      outputs: parseValues(text('GITHUB_OUTPUT')),
      environment: parseValues(text('GITHUB_ENV')),
      paths: text('GITHUB_PATH')
        .split('\n')
        .filter((line) => line !== ''),
      summary: text('GITHUB_STEP_SUMMARY'),
    }),
  };
}

/** `name=value` lines, and `name<<END` with lines up to `END`. Throws on anything else, as GitHub fails the step. */
export function parseValues(text: string): { readonly [name: string]: string } {
  const values: { [name: string]: string } = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    if (line === '') continue;
    const [, block, end] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (block !== undefined && end !== undefined) {
      const last = lines.indexOf(end, at + 1);
      if (last < 0) throw new Error(`no line ${end} ends the value of ${block}`);
      values[block] = lines.slice(at + 1, last).join('\n');
      at = last;
    } else {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`not a value: ${line}`);
      values[name] = value;
    }
  }
  return values;
}
