/** What a fault of the weather does to an answer. */
import { type Answer, type Fault, isFault } from './answer.ts';
import type { TenantState } from './call.ts';
import { fault } from './errors.ts';
import type { WeatherFault } from './weather.ts';

const words: Readonly<Record<number, readonly [string, string]>> = {
  401: ['InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  429: ['TooManyRequests', 'Too many requests.'],
  500: ['InternalServerError', 'An internal server error occurred.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The gateway timed out.'],
};

function statusFault(status: number, retryAfter: number | undefined): Fault {
  const [code, message] = words[status] ?? ['UnknownError', ''];
  return fault(
    status,
    code,
    message,
    retryAfter === undefined ? {} : { headers: { 'Retry-After': String(retryAfter) } },
  );
}

/** The fault as an error answer, or null when it spoils an answer rather than taking its place. */
export function strikeStatus(weather: WeatherFault, inner: boolean): Fault | null {
  if (typeof weather === 'object') return statusFault(weather.status, weather.retryAfter);
  if (!inner) return null;
  if (weather === 'dropConnection') return statusFault(504, undefined);
  return weather === 'halfJson' || weather === 'notJson' ? statusFault(503, undefined) : null;
}

/** A page with another link to go on by. Other answers stay as they are. */
export function strikeAnswer(weather: WeatherFault, answer: Answer, path: string, tenant: TenantState): Answer {
  if (isFault(answer) || !Array.isArray(answer.body?.value)) return answer;
  const { '@odata.nextLink': next, '@odata.deltaLink': _, ...page } = answer.body;
  const here = new URL(`${tenant.origin}${path}`);
  const links: Partial<Record<string, () => string>> = {
    repeatPage: () => here.href,
    endlessNextLink: () => {
      // Another link each time: a client that only looks for links it has seen would go on for ever.
      here.searchParams.set('turn', String(Number(here.searchParams.get('turn') ?? 0) + 1));
      return here.href;
    },
    foreignNextLink: () => {
      const url = new URL(typeof next === 'string' ? next : here.href);
      return `https://graph.example.invalid${url.pathname}${url.search}`;
    },
  };
  const link = typeof weather === 'string' ? links[weather] : undefined;
  return link === undefined ? answer : { ...answer, body: { ...page, '@odata.nextLink': link() } };
}
