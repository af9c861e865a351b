/** What the front door hands to every command: the outside world, named once. */
import pc from 'picocolors';
import type { Clock } from '../core/ports.ts';
import { fail } from '../core/problem.ts';
import { type Paint, plainPaint } from '../core/report/paint.ts';

export interface Context {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly directory: string;
  readonly out: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
  /** Whether a person watches `errors`, so that progress may move, and whether one can be asked. */
  readonly isWatched: boolean;
  readonly canAsk: boolean;
  readonly paint: Paint;
  readonly clock: Clock;
  /** True when `ENTRA_REWIND_NOW` says the time. */
  readonly hasSetClock: boolean;
  readonly signal: AbortSignal;
  /** Of this program. */
  readonly version: string;
}

/** How a command ended, in words; `cli.ts` holds the numbers. */
export type Ending = 'done' | 'differences' | 'stopped' | 'incomplete' | 'failedChanges' | 'notAllowed';

export interface Streams {
  readonly out: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
  readonly input: NodeJS.ReadStream;
}

export function contextFrom(
  environment: Context['environment'],
  directory: string,
  { out, errors, input }: Streams,
  signal: AbortSignal,
  version: string,
): Context {
  const now = environment.ENTRA_REWIND_NOW;
  return {
    environment,
    directory,
    out,
    errors,
    isWatched: errors.isTTY === true,
    canAsk: input.isTTY === true && errors.isTTY === true,
    paint: paintFor(hasColours(out, environment)),
    clock: clockFrom(now),
    hasSetClock: now !== undefined,
    signal,
    version,
  };
}

/** NO_COLOR wins (no-color.org); FORCE_COLOR is for programs that show our output, such as the demo. */
function hasColours(out: NodeJS.WriteStream, { NO_COLOR, FORCE_COLOR }: Context['environment']): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return out.isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0');
}

function paintFor(isColoured: boolean): Paint {
  if (!isColoured) return plainPaint;
  const colours = pc.createColors(true);
  return {
    added: colours.green,
    changed: colours.yellow,
    removed: colours.red,
    warning: colours.yellow,
    dim: colours.dim,
    bold: colours.bold,
  };
}

/** A time set by hand stands still: rehearsals want the same names every time. */
function clockFrom(now: string | undefined): Clock {
  if (now === undefined) return { now: () => new Date() };
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(now);
  const time = new Date(now);
  if (!isTime || Number.isNaN(time.getTime())) {
    return fail('usage', `ENTRA_REWIND_NOW must be an RFC 3339 time, not ${JSON.stringify(now)}`, {
      remedy: 'For example: ENTRA_REWIND_NOW=2026-11-23T02:00:00Z',
    });
  }
  return { now: () => new Date(time) };
}

export function print(context: Context, text: string): void {
  context.out.write(text.endsWith('\n') ? text : `${text}\n`);
}
