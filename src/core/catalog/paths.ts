/** A path and those right below it: `below('conditions.users', 'includeUsers')` is both, as a page's `known` wants them. */
export const below = (path: string, ...names: readonly string[]): readonly string[] => [
  path,
  ...names.map((name) => `${path}.${name}`),
];
