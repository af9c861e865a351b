/**
 * A soft delete must be reversible. Whether it is depends on the type, the cloud and the day (facts on Graph §1: Microsoft's
 * own pages disagree), so the first of each kind in a job runs alone and must be seen among the deleted items before a
 * second one follows.
 */
import type { Trouble } from './bench.ts';

/** What one deletion says about its kind. `open`: nothing, the next one must prove it. */
export type Proof = 'proven' | 'open' | { readonly refused: string };

export interface Deletion {
  readonly trouble: Trouble | null;
  readonly proof: Proof;
}

export interface DeletionGate {
  /** Runs a deletion when its kind's turn has come. `mustProve`: nobody has seen one of this kind come back yet. */
  pass(kind: string, deletion: (mustProve: boolean) => Promise<Deletion>): Promise<Trouble | null>;
}

interface Turn {
  proof: Proof;
  /** Ends when the one that is proving has ended. */
  queue: Promise<unknown>;
}

export function openDeletionGate(): DeletionGate {
  const turns = new Map<string, Turn>();

  async function pass(kind: string, deletion: (mustProve: boolean) => Promise<Deletion>): Promise<Trouble | null> {
    const turn = turns.get(kind) ?? { proof: 'open' as Proof, queue: Promise.resolve() };
    turns.set(kind, turn);
    if (turn.proof === 'open') {
      const before = turn.queue;
      const own = before.then(async (): Promise<Trouble | null | 'proven'> => {
        if (turn.proof === 'proven') return 'proven';
        if (turn.proof !== 'open') return notReversible(turn.proof.refused);
        const { trouble, proof } = await deletion(true);
        turn.proof = proof;
        return trouble;
      });
      // The next in line waits for the end, not for the outcome; that reaches the caller below.
      turn.queue = own.catch(() => undefined);
      const result = await own;
      if (result !== 'proven') return result;
    }
    if (turn.proof !== 'proven' && turn.proof !== 'open') return notReversible(turn.proof.refused);
    return (await deletion(false)).trouble;
  }

  return { pass };
}

export const notReversible = (reason: string): Trouble => ({
  outcome: 'skipped',
  code: 'notReversible',
  message: `kept, because the deletion could not be undone: ${reason}`,
});
