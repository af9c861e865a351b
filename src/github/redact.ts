/** GitHub's words, safe to show: without anything that opens a door, on one line, of bounded length. */

/** Tokens of GitHub (`ghp_…`, `ghs_…`, `github_pat_…`), signed assertions, and what stands behind an authorization word. */
const secrets = [
  /\b(?:gh[a-z]_|github_pat_)\w+/g,
  /\beyJ[\w-]*\.[\w-]*(?:\.[\w-]*)?/g,
  /(?<=\b(?:bearer|basic)\s+)[^\s"',;]+/gi,
  /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g,
];

const longestMessage = 600;

export function redact(text: string): string {
  const clean = secrets
    .reduce((rest, secret) => rest.replace(secret, '[redacted]'), text)
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length <= longestMessage ? clean : `${clean.slice(0, longestMessage)}… (${clean.length} characters)`;
}
