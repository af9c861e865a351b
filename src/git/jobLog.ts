/**
 * What a job intends and what came of it, on the disk of the machine it runs on: one line of JSON each, in the order in which it
 * happened, below the repository's own git folder, so that it is never committed or pushed.
 *
 * A line is the operating system's when `write` returns, before the request that it announces leaves: a process that is killed
 * loses none. `settle` also waits until the disk has it, for what must survive a power cut.
 */
import { closeSync, fdatasync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { JobLog, JobLogEntry, OpenJobLog } from '../core/ports.ts';
import type { Repository } from './repository.ts';
import { requireSafePath } from './safePath.ts';

const sync = promisify(fdatasync);

export function jobLog({ objects }: Pick<Repository, 'objects'>): JobLog {
  const folder = join(dirname(objects), 'entra-rewind', 'jobs');
  const fileOf = (job: string): string => join(folder, `${requireSafePath(job)}.jsonl`);
  return {
    open: (job) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return new OpenFile(openSync(fileOf(job), 'a', 0o600));
    },
    read: (job) => {
      const text = textOf(fileOf(job));
      return text === null ? null : entriesOf(text);
    },
    forget: (job) => rmSync(fileOf(job), { force: true }),
  };
}

class OpenFile implements OpenJobLog {
  readonly #file: number;

  constructor(file: number) {
    this.#file = file;
  }

  write(entry: JobLogEntry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    for (let done = 0; done < line.length; ) done += writeSync(this.#file, line, done);
  }

  async settle(): Promise<void> {
    await sync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The last line may be half a line: whoever wrote it was killed at it, and nothing of it was sent. */
function entriesOf(text: string): readonly JobLogEntry[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JobLogEntry);
}
