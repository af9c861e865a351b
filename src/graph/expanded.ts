/** What `$expand` gives of a collection, and when that may not be all. */

/** `$expand` gives so many of a collection and says nothing of the rest. Source: facts on Graph §4. Last verified: 2026-11-23. */
const mostExpanded = 20;

/** The targets of a part, or null when they are not known to be all. */
export type Targets = readonly unknown[] | null;

/** What `$expand` gave of one object, or null when there may be more. */
export const expandedWhole = (value: unknown): Targets =>
  Array.isArray(value) && value.length < mostExpanded ? value : null;
