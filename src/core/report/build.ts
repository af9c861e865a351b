// Provisional
export const buildReport = (parts: any): any => ({
  ...parts,
  objects: parts.changes,
  totals: { objects: parts.changes.length, attributes: 0, links: 0, byType: {} },
});
