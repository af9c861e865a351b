/** When a call was under way, in milliseconds of one clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The most calls of which each began after the one before had ended: what a run would still have to wait for, one by one,
 * if everything else cost nothing. Taking the call that ends first is best (interval scheduling).
 */
export function longestSequence(spans: readonly Span[]): number {
  let count = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((a, b) => a.to - b.to)) {
    if (from < free) continue;
    count += 1;
    free = to;
  }
  return count;
}
