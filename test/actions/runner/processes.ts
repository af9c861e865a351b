/** Starts a process with exactly the environment given, and reads what it says until it ends. */
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

export interface Ended {
  /** Null: it was stopped, because its time was up. */
  readonly exitCode: number | null;
  /** Both streams, as they came. */
  readonly said: string;
}

export interface Start {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly timeLeftMs?: number;
}

/** As GitHub stops a step: an interrupt, and 10 seconds later the end. The whole group, so that nothing is left behind. */
export async function run(command: string, args: readonly string[], start: Start): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: start.cwd,
    env: start.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const stop = new AbortController();
  const isLate = stopAfter(child.pid, start.timeLeftMs, stop.signal);
  const exitCode = await ended.finally(() => stop.abort());
  return { exitCode: (await isLate) ? null : exitCode, said: Buffer.concat(chunks).toString('utf8') };
}

async function stopAfter(pid: number | undefined, afterMs: number | undefined, ended: AbortSignal): Promise<boolean> {
  if (pid === undefined || afterMs === undefined) return false;
  // Ends early when the process does.
  const pause = (ms: number): Promise<unknown> => wait(ms, undefined, { signal: ended }).catch(() => undefined);
  await pause(afterMs);
  if (ended.aborted) return false;
  process.kill(-pid, 'SIGINT');
  await pause(10_000);
  if (!ended.aborted) process.kill(-pid, 'SIGKILL');
  return true;
}
