/** Patterns of refs (rulesets, deployment branches) and of paths (CODEOWNERS). */

const quoted = (text: string): string => text.replace(/[.+^${}()|\\]/g, '\\$&');

/**
 * Ruby's `File.fnmatch` with FNM_PATHNAME, which GitHub's rulesets go by: `*` and a `**` that no slash follows stay within a
 * segment, a `**` before a slash takes any number of them. So `backup/**` takes `backup/a` and not `backup/a/b`.
 */
export function fnmatch(pattern: string, name: string): boolean {
  const source = pattern.replace(/\*\*\/|\*+|\?|\[[^\]]*\]|[^*?[]+|\[/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^');
    return part === '[' ? '\\[' : quoted(part);
  });
  return new RegExp(`^${source}$`).test(name);
}

/** Does a ruleset's or an environment's pattern take a full ref (`refs/heads/…`)? */
export function takesRef(pattern: string, ref: string, defaultBranch: string): boolean {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`;
  return fnmatch(pattern, ref);
}

/** A line of CODEOWNERS: as in .gitignore, without negation and sets. */
export function ownsPath(pattern: string, path: string): boolean {
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
  const source = bare.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : quoted(part);
  });
  // `docs/*` owns the files right below, `docs` and `docs/` all that is below.
  const below = pattern.endsWith('/') ? '/.*' : /(^|\/)\*$/.test(pattern) && pattern !== '*' ? '' : '(?:/.*)?';
  return new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${source}${below}$`).test(path);
}
