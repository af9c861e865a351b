/** Tells the story: headings, a sentence, and every command as it would be typed, with its real output. */
import { spawn } from 'node:child_process';
import { fail } from '../../core/problem.ts';
import { type Context, print } from '../context.ts';

export interface Shown {
  readonly exitCode: number;
  readonly output: string;
}

export interface Narrator {
  heading(text: string): void;
  say(...lines: readonly string[]): void;
  /**
   * Runs a command line word for word, shows it and what it prints. Fails when it ends otherwise than expected: a demo that
   * goes on after a surprise would lie.
   */
  show(words: readonly string[], options?: ShowOptions): Promise<Shown>;
}

export interface ShowOptions {
  readonly environment?: { readonly [name: string]: string };
  readonly expect?: number;
  /** Shows only so many of the first and last lines, and says how many were left out between them. */
  readonly lines?: readonly [number, number];
  /** Shows neither the command nor its output, unless it fails. */
  readonly quietly?: true;
}

export function narrator(
  context: Context,
  directory: string,
  programs: ReadonlyMap<string, readonly string[]>,
): Narrator {
  const { bold, dim } = context.paint;
  return {
    heading: (text) => print(context, `\n${bold(text)}`),
    say: (...lines) => {
      for (const line of lines) print(context, line);
    },
    show: async (words, { environment = {}, expect = 0, lines, quietly } = {}) => {
      const typed = [
        ...Object.entries(environment)
          .filter(isTyped)
          .map(([name, value]) => `${name}=${value}`),
        ...words,
      ];
      if (!quietly) print(context, `\n${dim('$')} ${typed.map(quoted).join(' ')}`);
      const [program = '', ...parameters] = words;
      const [file = program, ...first] = programs.get(program) ?? [program];
      const shown = await run(context, directory, file, [...first, ...parameters], environment);
      const isSurprise = shown.exitCode !== expect;
      if ((!quietly || isSurprise) && shown.output !== '') {
        print(context, indented(shown.output, isSurprise ? undefined : lines, dim));
      }
      if (isSurprise) fail('repository', `${words.join(' ')} ended with ${shown.exitCode} instead of ${expect}`);
      if (expect !== 0) print(context, dim(`  exit code ${expect}`));
      return shown;
    },
  };
}

/** Sign-in is set once by the reader; it would only hide the command here. */
const isTyped = ([name]: readonly [string, string]): boolean => name !== 'ENTRA_REWIND_GRAPH_TOKEN';

const quoted = (word: string): string =>
  /^[\w@%+=:,./~^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function indented(output: string, lines: ShowOptions['lines'], dim: (text: string) => string): string {
  const all = output.trimEnd().split('\n');
  const [first, last] = lines ?? [all.length, 0];
  const rest = all.length - first - last;
  const show = (shown: readonly string[]): readonly string[] => shown.map((line) => (line === '' ? '' : `  ${line}`));
  if (rest <= 1) return show(all).join('\n');
  const gap = dim(`  … ${rest} more lines …`);
  return [...show(all.slice(0, first)), gap, ...show(all.slice(all.length - last))].join('\n');
}

function run(
  { environment, signal, out }: Context,
  cwd: string,
  file: string,
  parameters: readonly string[],
  more: { readonly [name: string]: string },
): Promise<Shown> {
  const isTerminal = 'isTTY' in out && out.isTTY === true && !environment.NO_COLOR;
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, {
      cwd,
      env: {
        ...environment,
        ...(isTerminal ? { FORCE_COLOR: '1' } : {}),
        GIT_PAGER: 'cat',
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
