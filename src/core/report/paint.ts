/** Colours stay outside core: a rendering says what a text is, whoever prints it decides how that looks. */
export interface Paint {
  readonly added: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const asItIs = (text: string): string => text;

export const plainPaint: Paint = {
  added: asItIs,
  changed: asItIs,
  removed: asItIs,
  warning: asItIs,
  dim: asItIs,
  bold: asItIs,
};
