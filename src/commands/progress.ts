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
  return {
    tell: (progress) => {
      const line = lineOf(progress);
      if (line !== null) errors.write(`${line}\n`);
    },
    stop: () => undefined,
  };
}

/** Steady streams of small news are left out where lines stay: a log wants ends, not ticks. */
function lineOf(progress: Progress): string | null {
  switch (progress.on) {
    case 'reading':
      return progress.objects % 50_000 === 0
        ? `reading ${pageOf(progress.type).collection}: ${progress.objects}`
        : null;
    case 'read':
      return `read ${pageOf(progress.type).collection}: ${progress.objects}`;
    case 'applied':
      return progress.steps === progress.of || progress.steps % 100 === 0
        ? `applied ${progress.steps} of ${progress.of} steps`
        : null;
    case 'settling':
      return 'waiting for the tenant to show what was written';
    case 'warning':
      return `warning: ${progress.message}`;
  }
}

function movingProgress({ errors }: Context): ProgressView {
  // Made anew after each stop: bars that have ended must not come back when the next part of the work begins.
  let bars: { readonly all: MultiBar; readonly byLabel: Map<string, SingleBar> } | null = null;
  const open = (): NonNullable<typeof bars> => {
    const all = new MultiBar({
      format: '{label} {bar} {value}{of}  {duration_formatted}',
      clearOnComplete: true,
      hideCursor: true,
      stream: errors as NodeJS.WriteStream,
    });
    return { all, byLabel: new Map() };
  };
  const show = (label: string, value: number, total: number | null): void => {
    bars ??= open();
    const payload = { label: label.padEnd(34), of: total === null ? '' : `/${total}` };
    let bar = bars.byLabel.get(label);
    if (bar === undefined) {
      bar = bars.all.create(total ?? Math.max(value, 1), 0, payload);
      bars.byLabel.set(label, bar);
    }
    if (total === null) bar.setTotal(Math.max(value, 1));
    bar.update(value, payload);
  };
  return {
    tell: (progress) => {
      if (progress.on === 'reading' || progress.on === 'read') {
        show(`reading ${pageOf(progress.type).collection}`, progress.objects, null);
      } else if (progress.on === 'applied') show('applying steps', progress.steps, progress.of);
      else if (bars === null) errors.write(`${lineOf(progress)}\n`);
      else bars.all.log(`${lineOf(progress)}\n`);
    },
    stop: () => {
      bars?.all.stop();
      bars = null;
    },
  };
}
