export interface Paint {
  readonly added: (t: string) => string;
  readonly changed: (t: string) => string;
  readonly removed: (t: string) => string;
  readonly warning: (t: string) => string;
  readonly dim: (t: string) => string;
  readonly bold: (t: string) => string;
}
const same = (t: string): string => t;
export const plainPaint: Paint = { added: same, changed: same, removed: same, warning: same, dim: same, bold: same };
