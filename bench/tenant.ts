/** The embedded tenant of a measurement, in a process of its own so that it takes no time from what is measured. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Shape } from '../src/embedded/seeds/generated.ts';
import type { Span } from './sequence.ts';

export type { Shape };

export interface Served {
  readonly url: string;
  readonly tenantId: string;
}

export interface Told {
  /** HTTP calls, and requests with those inside of batches counted singly. */
  readonly calls: number;
  readonly requests: number;
  readonly spans: readonly Span[];
  /** Those requests: paths with version and query, each with whether it came inside a batch. */
  readonly log: readonly { readonly method: string; readonly path: string; readonly inner: boolean }[];
}

export type Order =
  | { readonly do: 'start'; readonly shape: number | Shape; readonly requestMs: number }
  | { readonly do: 'tell' }
  | { readonly do: 'reset' }
  | { readonly do: 'touch'; readonly share: number };

export interface TenantProcess extends Served {
  /** What happened since the start or the last reset. */
  tell(): Promise<Told>;
  reset(): Promise<void>;
  /** Changes a share of the objects; gives their number. */
  touch(share: number): Promise<number>;
  close(): void;
}

/** `requestMs`: how long each call takes at least, as over a network; nothing unless given. */
export async function startTenantProcess(shape: number | Shape, requestMs = 0): Promise<TenantProcess> {
  const child = fork(fileURLToPath(new URL('./tenantProcess.ts', import.meta.url)), {
    execArgv: ['--max-old-space-size=8192'],
    serialization: 'advanced',
  });
  const served = (await order(child, { do: 'start', shape, requestMs })) as Served;
  return {
    ...served,
    tell: async () => (await order(child, { do: 'tell' })) as Told,
    reset: async () => {
      await order(child, { do: 'reset' });
    },
    touch: async (share) => (await order(child, { do: 'touch', share })) as number,
    close: () => {
      child.kill();
    },
  };
}

/** One order at a time: the answer is the next message. */
function order(child: ChildProcess, asked: Order): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the tenant's process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
    child.send(asked);
  });
}
