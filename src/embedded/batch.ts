/** `$batch`: up to 20 requests in one, each answered on its own. Source: facts on Graph §4 (BATCH). Last verified: 2026-11-23. */
import { type Fault, isFault } from './answer.ts';
import { fault } from './errors.ts';
import { type Body, isBody, isText } from './value.ts';

const mostRequests = 20;
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']);

export interface InnerRequest {
  readonly id: string;
  readonly method: string;
  /** Path and query below the version. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | undefined;
  readonly dependsOn: readonly string[];
}

export interface InnerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const invalid = (message: string): Fault => fault(400, 'BadRequest', `Invalid batch payload format. ${message}`);

function readRequest(raw: unknown): InnerRequest | Fault {
  if (!isBody(raw) || !isText(raw.id) || raw.id === '') return invalid('Every request needs an id.');
  if (!isText(raw.method) || !methods.has(raw.method)) return invalid(`Request ${raw.id} has no valid method.`);
  if (!isText(raw.url) || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(raw.url))
    return invalid(`The url of request ${raw.id} must be relative.`);
  const url = raw.url.startsWith('/') ? raw.url : `/${raw.url}`;
  if (url.startsWith('/$batch') || /^\/(?:v1\.0|beta)\//.test(url))
    return invalid(`The url of request ${raw.id} is not allowed.`);
  const headers = isBody(raw.headers) ? raw.headers : {};
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  if (raw.body !== undefined && !isBody(raw.body)) return invalid(`The body of request ${raw.id} must be an object.`);
  if (raw.body !== undefined && !/^application\/json\b/i.test(lower['content-type'] ?? '')) {
    return invalid(`Request ${raw.id} has a body and needs the header Content-Type.`);
  }
  const dependsOn = raw.dependsOn ?? [];
  if (!Array.isArray(dependsOn) || !dependsOn.every(isText))
    return invalid(`dependsOn of request ${raw.id} must be a list of ids.`);
  return { id: raw.id, method: raw.method, url, headers: lower, body: raw.body, dependsOn };
}

export function readBatch(body: Body): readonly InnerRequest[] | Fault {
  if (!Array.isArray(body.requests) || body.requests.length === 0) return invalid('There are no requests.');
  if (body.requests.length > mostRequests) {
    return fault(400, 'BadRequest', `Number of batch request steps exceeds the maximum value of ${mostRequests}.`);
  }
  const requests: InnerRequest[] = [];
  const seen = new Set<string>();
  for (const raw of body.requests) {
    const request = readRequest(raw);
    if (isFault(request)) return request;
    if (seen.has(request.id)) return invalid(`The id ${request.id} is used more than once.`);
    const unknown = request.dependsOn.find((id) => !seen.has(id));
    if (unknown !== undefined) return invalid(`Request ${request.id} depends on ${unknown}, which is not before it.`);
    seen.add(request.id);
    requests.push(request);
  }
  return requests;
}

/** Carries requests out in order, dependants of a failed one not at all, and answers in another order, as Graph may. */
export function runBatch(
  requests: readonly InnerRequest[],
  serve: (request: InnerRequest) => InnerAnswer,
  failed: () => InnerAnswer,
): Body {
  const statuses = new Map<string, number>();
  const responses = requests.map((request) => {
    const blocked = request.dependsOn.some((id) => (statuses.get(id) ?? 0) >= 400);
    const answer = blocked ? failed() : serve(request);
    statuses.set(request.id, answer.status);
    return { id: request.id, ...answer };
  });
  return { responses: responses.toReversed() };
}
