/** Letters, digits, dots, dashes and underscores, each part beginning with a letter or digit: no path tricks. */
const pattern = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Throws: a path is made by our own code, from ids that were checked before. */
export function requireSafePath(path: string): string {
  if (!pattern.test(path)) throw new Error(`unsafe path: ${JSON.stringify(path)}`);
  return path;
}
