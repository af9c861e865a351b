/** What the provider is asked to do, without the protocol: look at the objects of a plan's steps, and carry the steps out. */
import type { Presence, Receipt, Step } from '../../../core/model.ts';

export interface Desk {
  /** Undefined for numbers that the plan does not have. */
  step(n: number): Step | undefined;
  /** Where the step's object stands now. Reads; writes nothing. */
  look(step: Step): Promise<Presence>;
  /** Rejects with `Stopped` when the step was not begun and will not be. */
  carryOut(step: Step): Promise<Receipt>;
  /** Begins no further step. */
  stop(): void;
}

export class Stopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Stopped';
  }
}
