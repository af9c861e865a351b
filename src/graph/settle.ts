/**
 * Graph is eventually consistent: a read after a write may show the state before it. So what must be certain is read again
 * until it agrees, within a limit. `inARow` agreeing reads guard against replicas that lag one behind the other (the
 * practice of Terraform's Azure AD provider).
 */
export interface Patience {
  readonly tries: number;
  /** Between two reads. */
  readonly waitMs: number;
  /** Reads that must agree one after the other; 1 unless told. */
  readonly inARow?: number;
}

export interface Settled<T> {
  readonly agreed: boolean;
  readonly last: T;
  readonly reads: number;
}

export async function readUntil<T>(
  read: () => Promise<T>,
  agrees: (value: T) => boolean,
  patience: Patience & { readonly sleep: (ms: number) => Promise<void> },
): Promise<Settled<T>> {
  const needed = patience.inARow ?? 1;
  let streak = 0;
  for (let reads = 1; ; reads += 1) {
    const last = await read();
    streak = agrees(last) ? streak + 1 : 0;
    if (streak >= needed) return { agreed: true, last, reads };
    if (reads >= patience.tries) return { agreed: false, last, reads };
    await patience.sleep(patience.waitMs);
  }
}
