/** One line of the benchmark: what was measured, against what, and whether it is good enough. */

export interface Row {
  /** `requests`, `fullBackup`… */
  readonly id: string;
  readonly what: string;
  readonly measured: number;
  /** What it is compared with, in the same unit; null where the measure stands alone. */
  readonly floor: number | null;
  /** measured / floor, where there is a floor. */
  readonly ratio: number | null;
  readonly unit: string;
  readonly reach: string;
  /** Null where the goal is for another size than the one measured. */
  readonly pass: boolean | null;
  readonly note: string;
  /** Which part of the run it came from. */
  readonly part?: string;
}

/** How much of its part a run measures. */
export interface PartOptions {
  readonly isFull: boolean;
  /** Whether it is the only part of the run. */
  readonly isAlone: boolean;
}

export interface Goal {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly note?: string;
}

/** A measure that must not be above a bound. */
export const atMost = (goal: Goal, measured: number, most: number): Row => ({
  ...bare(goal),
  measured,
  floor: null,
  ratio: null,
  reach: `at most ${text(most)} ${goal.unit}`,
  pass: measured <= most,
});

export const atLeast = (goal: Goal, measured: number, least: number): Row => ({
  ...bare(goal),
  measured,
  floor: null,
  ratio: null,
  reach: `at least ${text(least)} ${goal.unit}`,
  pass: measured >= least,
});

/** A measure that must not be more than so many times its floor. */
export const ratioAtMost = (goal: Goal, measured: number, floor: number, most: number): Row => ({
  ...bare(goal),
  measured,
  floor,
  ratio: measured / floor,
  reach: `at most ${text(most)} × the floor`,
  pass: measured / floor <= most,
});

export const ratioAtLeast = (goal: Goal, measured: number, floor: number, least: number): Row => ({
  ...bare(goal),
  measured,
  floor,
  ratio: measured / floor,
  reach: `at least ${text(least)} × the other`,
  pass: measured / floor >= least,
});

/** Told for what it is worth, without a bound of its own. */
export const told = (goal: Goal, measured: number): Row => ({
  ...bare(goal),
  measured,
  floor: null,
  ratio: null,
  reach: '–',
  pass: true,
});

/** A goal that names a size says nothing of smaller ones, where what every run costs is most of it. */
export const judgedIf = (isItsSize: boolean, row: Row): Row => (isItsSize ? row : { ...row, pass: null });

const bare = ({ id, what, unit, note = '' }: Goal) => ({ id, what, unit, note });

/** Three significant digits, thousands apart. */
export function text(number: number): string {
  if (Number.isInteger(number) || Math.abs(number) >= 1000) return Math.round(number).toLocaleString('en');
  return Number(number.toPrecision(3)).toString();
}
