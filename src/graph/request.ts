/**
 * What may be asked of Graph. The shapes of a request, and the wall in front of the requests that this tool must never make.
 */
export type JsonObject = { readonly [name: string]: unknown };

export type Version = 'v1.0' | 'beta';
export type LaneName = 'directory' | 'policies';
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface GraphRequest {
  readonly method: Method;
  readonly version: Version;
  /** From `/` on, query included; or a whole `@odata.nextLink` that was checked to be at the endpoint's own origin. */
  readonly path: string;
  readonly lane: LaneName;
  readonly body?: JsonObject;
  readonly headers?: { readonly [name: string]: string };
  /**
   * Whether sending it twice does what sending it once does. Only then is it sent again when no answer came. POST is not,
   * unless the caller knows better; everything else is.
   */
  readonly repeatable?: boolean;
  /** `json`: a success must carry a JSON object. `nothing`: whatever comes with a success is not looked at. */
  readonly expects: 'json' | 'nothing';
}

/**
 * Of every read, alone or in a batch. Without it Graph says `unknownFutureValue` for newer values of its enums
 * (`riskRemediation` among the grant controls), which a snapshot would keep and a recovery write back. Source:
 * conditionalAccessGrantControls, beta, on learn.microsoft.com. Last verified: 2026-11-23.
 */
export const readHeaders = { prefer: 'include-unknown-enum-members' } as const;

export const isRepeatable = (request: GraphRequest): boolean => request.repeatable ?? request.method !== 'POST';

/** For messages: method and path without the endpoint, and without paging tokens that say nothing to people. */
export function describeRequest(request: Pick<GraphRequest, 'method' | 'path'>): string {
  const path = request.path.replace(/^https?:\/\/[^/]+(?:\/(?:v1\.0|beta)(?=\/))?/, '');
  return `${request.method} ${path.replace(/([?&]\$(?:skiptoken|deltatoken|select)=)[^&]*/gi, '$1…')}`;
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray percent sign decodes to nothing: then the raw text is what Graph sees too.
    return path;
  }
};

/**
 * Deleting a deleted item, or `permanentDelete`, ends an object for good. No flow wants that, so a request for it is our
 * own mistake and throws. The dot segments of a path count as Graph's server would resolve them.
 */
export function assertPermitted(request: Pick<GraphRequest, 'method' | 'path'>): void {
  const path = decoded(new URL(request.path, 'https://graph.invalid').pathname).toLowerCase();
  const endsForGood =
    path.includes('permanentdelete') ||
    (request.method === 'DELETE' && noSoftDelete.test(path)) ||
    (request.method === 'DELETE' && /\/(?:deleteditems|conditionalaccess\/deleteditems)(?:\/|$)/.test(path));
  if (endsForGood) throw new Error(`refused to send ${describeRequest(request)}: nothing is ever deleted for good`);
}

/** Objects that Graph keeps nowhere once they are deleted. What lies below them are their parts and links. */
const noSoftDelete =
  /\/(?:authenticationstrengthpolicies|authenticationmethodconfigurations|organization)\/[^/]+\/?$|\/policies\/(?:authenticationmethodspolicy|authorizationpolicy)\/?$/;

/** The whole URL of a request below an endpoint without trailing slash. */
export function urlOf(endpoint: string, request: Pick<GraphRequest, 'version' | 'path'>): string {
  if (request.path.startsWith('/')) return `${endpoint}/${request.version}${request.path}`;
  if (new URL(request.path).origin !== new URL(endpoint).origin) {
    throw new Error(`a request may only go to ${endpoint}`);
  }
  return request.path;
}
