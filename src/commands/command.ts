/** How a command joins the program: it names its flags and gives the work; the front door runs it and ends the process. */
import type { Command } from 'commander';
import type { Context, Ending } from './context.ts';

export type Work<Parameters extends readonly unknown[]> = (
  context: Context,
  ...parameters: Parameters
) => Promise<Ending>;

/** Makes of a command's work what the argument parser calls. */
export type Runs = <Parameters extends readonly unknown[]>(
  work: Work<Parameters>,
) => (...parameters: readonly unknown[]) => Promise<void>;

export type AddCommand = (program: Command, runs: Runs) => void;

/** The end of a command's help: an example that works as it stands. */
export const example = (...lines: readonly string[]): string =>
  `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
