/**
 * Secrets are taken out where a text is born, so that no later message, receipt or log needs to think of it.
 */
const bearer = /\b(bearer)\s+[^\s"',;]+/gi;
/** JSON web tokens, the only shape in which Entra's tokens travel. */
const webToken = /\beyJ[\w-]*\.[\w-]*(?:\.[\w-]*)?/g;

const longestMessage = 600;

/** A text of Graph's or of the network's, safe to show: without tokens, on one line, of bounded length. */
export function redact(text: string, secret?: string): string {
  const withoutSecret = secret === undefined || secret === '' ? text : text.replaceAll(secret, '[redacted]');
  const clean = withoutSecret
    .replace(bearer, '$1 [redacted]')
    .replace(webToken, '[redacted]')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length <= longestMessage ? clean : `${clean.slice(0, longestMessage)}… (${clean.length} characters)`;
}
