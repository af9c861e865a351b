/**
 * Where an application sends its users back to, and the names it goes by. Sources: Microsoft's pages "Redirect URI (reply URL)
 * restrictions", "Restrictions on identifier URIs" and "What's new for authentication" (October 2021); the code from public
 * reports (microsoft-graph-docs-contrib pull 9317, Azure/Industrial-IoT pull 1432). Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, fault } from '../errors.ts';
import { type Body, isBody, isText, textsOf } from '../value.ts';

const longestRedirect = 256;
const mostRedirects = 256;
const mostRedirectsWithPersonal = 100;
const longestIdentifier = 255;

const invalid = (property: string): Fault =>
  badRequest(`Invalid value specified for property '${property}' of resource 'Application'.`);

const redirectsOf = (part: unknown): readonly string[] => (isBody(part) ? textsOf(part.redirectUris) : []);

const isLocal = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '[::1]';

function isRedirect(uri: string, part: string): boolean {
  if (uri.length > longestRedirect || !/^[a-z][a-z0-9+.-]*:/i.test(uri)) return false;
  // Installed clients make up schemes of their own.
  if (part === 'publicClient') return true;
  // As public tools found by trying: web takes URNs, spa does not (terraform-provider-azuread issue 575).
  if (/^urn:/i.test(uri)) return part === 'web';
  // A wildcard is no host that URL knows, and Graph takes it for work and school accounts.
  const url = uri.replace('://*.', '://wildcard.');
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLocal(hostname));
}

function redirectFault(before: Body | null, after: Body): Fault | null {
  const parts = ['web', 'spa', 'publicClient'];
  for (const part of parts) {
    const known = new Set(redirectsOf(before?.[part]));
    const uris = redirectsOf(after[part]);
    if (new Set(uris).size < uris.length) return invalid(part);
    if (!uris.every((uri) => known.has(uri) || isRedirect(uri, part))) return invalid(part);
  }
  const all = parts.flatMap((part) => redirectsOf(after[part]));
  const isPersonal = isText(after.signInAudience) && after.signInAudience.includes('Personal');
  return all.length > (isPersonal ? mostRedirectsWithPersonal : mostRedirects)
    ? badRequest('The application has too many redirect URIs.')
    : null;
}

/** Whether the URI may name an application of this tenant. Only web addresses must be the tenant's own, and not in v2 tokens. */
function isOwnName(uri: string, after: Body, call: Call): boolean {
  const { verifiedDomains } = call.tenant;
  const version = isBody(after.api) ? after.api.requestedAccessTokenVersion : null;
  if (!/^https?:/i.test(uri) || verifiedDomains.size === 0 || version === 2) return true;
  if (!URL.canParse(uri)) return false;
  const { hostname } = new URL(uri);
  return [...verifiedDomains].some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

/** Names that are there already stay, whatever the rules have become since. */
function identifierFault(before: Body | null, after: Body, call: Call): Fault | null {
  const uris = textsOf(after.identifierUris);
  const known = new Set(textsOf(before?.identifierUris));
  const lower = uris.map((uri) => uri.toLowerCase());
  if (new Set(lower).size < lower.length) {
    const isExact = new Set(uris).size < uris.length;
    const code = isExact ? 'DuplicateValue' : 'DuplicateValueInDifferentCase';
    const message = 'Request contains a property with duplicate values.';
    return fault(400, code, message, { details: [{ code, message, target: 'identifierUris' }] });
  }
  for (const uri of uris) {
    if (known.has(uri)) continue;
    if (uri.length > longestIdentifier || uri.endsWith('/') || !/^[a-z][a-z0-9+.-]*:\S/i.test(uri)) {
      return invalid('identifierUris');
    }
    if (!isOwnName(uri, after, call)) {
      return fault(
        400,
        'HostNameNotOnVerifiedDomain',
        `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
      );
    }
  }
  return null;
}

/** Why an application may not come to have these addresses, or null. */
export const uriFault = (before: Body | null, after: Body, call: Call): Fault | null =>
  redirectFault(before, after) ?? identifierFault(before, after, call);
