/** Progress of long work: a moving bar on a terminal, plain lines elsewhere. Always on stderr, so that output stays data. */
import { MultiBar, type SingleBar } from 'cli-progress';
import { pageOf } from '../core/catalog/index.ts';
import type { Progress } from '../flows/doors.ts';
import type { Context } from './context.ts';

export interface ProgressView {
  readonly tell: (progress: Progress) => void;
  readonly stop: () => void;
}

export const progressOn = (context: Context): ProgressView =>
  context.isWatched ? movingProgress(context) : plainProgress(context);

function plainProgress({ errors }: Context): ProgressView {
  const pace = paceOf(() => performance.now());
  return {
    tell: (progress) => {
      const line = lineOf(progress, pace(progress));
      if (line !== null) errors.write(`${line}\n`);
    },
    stop: () => undefined,
  };
}

/** Steady streams of small news are left out where lines stay: a log wants ends, not ticks. */
function lineOf(progress: Progress, pace = ''): string | null {
  switch (progress.on) {
    case 'reading':
      return progress.objects % 50_000 === 0
        ? `reading ${pageOf(progress.type).collection}: ${progress.objects}${ofText(progress.of)}${pace}`
        : null;
    case 'read':
      return progress.changes
        ? `read changes of ${pageOf(progress.type).collection}: ${progress.objects} objects looked at`
        : `read ${pageOf(progress.type).collection}: ${progress.objects}`;
    case 'applied':
      return progress.steps === progress.of || progress.steps % 100 === 0
        ? `applied ${progress.steps} of ${progress.of} steps${pace}`
        : null;
    case 'settling':
      return 'waiting for the tenant to show what was written';
    case 'warning':
      return `warning: ${progress.message}`;
  }
}

const ofText = (of: number | undefined): string => (of === undefined || of === 0 ? '' : ` of ${of}`);

/** What moves, how far it is, and how far it goes where that is known: what the last backup had, or the steps of a plan. */
function advance(progress: Progress): { readonly what: string; readonly done: number; readonly of: number } | null {
  if (progress.on === 'reading') return { what: progress.type, done: progress.objects, of: progress.of ?? 0 };
  return progress.on === 'applied' ? { what: 'steps', done: progress.steps, of: progress.of } : null;
}

/** No rate is told before so long: the first pages say little of the rest. */
const settledMs = 2_000;

/**
 * `, 1,200/s, 40 s left`: the rate since the work began, and what is left at that rate. Nothing while neither is known. `clock`
 * in milliseconds.
 */
export function paceOf(clock: () => number): (progress: Progress) => string {
  const begun = new Map<string, number>();
  return (progress) => {
    const moved = advance(progress);
    if (moved === null) return '';
    const { what, done, of } = moved;
    const now = clock();
    const start = begun.get(what);
    if (start === undefined) begun.set(what, now);
    const passedMs = now - (start ?? now);
    if (passedMs < settledMs || done === 0) return '';
    const rate = done / (passedMs / 1000);
    const left = of > done ? `, ${duration((of - done) / rate)} left` : '';
    return `, ${Math.round(rate).toLocaleString('en')}/s${left}`;
  };
}

/** Whole units, the larger the longer: nobody plans by the second of an hour. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function movingProgress({ errors }: Context): ProgressView {
  const pace = paceOf(() => performance.now());
  // Made anew after each stop: bars that have ended must not come back when the next part of the work begins.
  let bars: { readonly all: MultiBar; readonly byLabel: Map<string, SingleBar> } | null = null;
  const open = (): NonNullable<typeof bars> => {
    const all = new MultiBar({
      format: '{label} {bar} {value}{of}{pace}',
      clearOnComplete: true,
      hideCursor: true,
      stream: errors as NodeJS.WriteStream,
    });
    return { all, byLabel: new Map() };
  };
  /** Without a total, or beyond it, the bar is full: how far it is from the end nobody knows. */
  const show = (label: string, value: number, total: number | null, rate: string): void => {
    bars ??= open();
    const payload = { label: label.padEnd(34), of: total === null ? '' : `/${total}`, pace: rate };
    let bar = bars.byLabel.get(label);
    if (bar === undefined) {
      bar = bars.all.create(total ?? Math.max(value, 1), 0, payload);
      bars.byLabel.set(label, bar);
    }
    bar.setTotal(Math.max(total ?? 1, value, 1));
    bar.update(value, payload);
  };
  return {
    tell: (progress) => {
      const rate = pace(progress);
      if (progress.on === 'reading' || progress.on === 'read') {
        const of = progress.on === 'reading' ? (progress.of ?? 0) : progress.objects;
        show(`reading ${pageOf(progress.type).collection}`, progress.objects, of === 0 ? null : of, rate);
      } else if (progress.on === 'applied') show('applying steps', progress.steps, progress.of, rate);
      else if (bars === null) errors.write(`${lineOf(progress)}\n`);
      else bars.all.log(`${lineOf(progress)}\n`);
    },
    stop: () => {
      bars?.all.stop();
      bars = null;
    },
  };
}
