/** The tenant behind the server: sign-in, permissions, weather, throttling, the table of requests, and the log. */
import { randomUUID } from 'node:crypto';
import { type Answer, isFault } from './answer.ts';
import { AuditLog } from './audits.ts';
import { type InnerAnswer, type InnerRequest, readBatch, runBatch } from './batch.ts';
import type { Call, Cloud, PageSizes, TenantState } from './call.ts';
import type { Crowd } from './crowd.ts';
import { dump } from './dump.ts';
import { badRequest, denied, errorBody, fault, segmentNotFound } from './errors.ts';
import { guidFrom } from './identity.ts';
import { type Inbound, isWrite, readBody, segmentsOf } from './inbound.ts';
import { type NativeChange, type NativeJob, recoverNatively } from './nativeRecovery.ts';
import { domainsOf, isLicensed } from './organization.ts';
import { PageCache } from './pageCache.ts';
import { allows } from './permissions.ts';
import type { LoadedSeed } from './readSeed.ts';
import { Relations } from './relations.ts';
import { resourceUnits } from './resourceUnits.ts';
import { findRoute, isMatch } from './router.ts';
import type { Seed } from './seed.ts';
import { Store } from './store.ts';
import { strikeAnswer, strikeStatus } from './strike.ts';
import { openThrottle, type ThrottleLimits } from './throttle.ts';
import { type Caller, isCaller, readToken } from './token.ts';
import { touch } from './touch.ts';
import type { Body, Version } from './value.ts';
import { openSky, type Weather } from './weather.ts';

export interface TenantSettings {
  readonly now?: () => Date;
  /** Order of lists: as inserted, or shuffled by a seed. Graph promises none. */
  readonly order?: 'insertion' | { readonly shuffled: number };
  readonly weather?: Weather;
  /** Users and groups beside those of the seed, made as they are read. Listed as they are counted, never shuffled. */
  readonly crowd?: Crowd;
  /** Keeps the answers of lists until the next write, for measurements. Not with weather, limits or novelties. */
  readonly keepsPages?: boolean;
  /** Graph's limits, enforced; none unless given. */
  readonly throttle?: ThrottleLimits;
  /** How long an answer takes; nothing unless given. */
  readonly latency?: Latency;
  /** Milliseconds, for throttling only. */
  readonly clock?: () => number;
  readonly cloud?: Partial<Cloud>;
  /** How late an entry of the audit log can be read; at once unless given. */
  readonly auditDelayMs?: number;
  /** Delta queries repeat, replay and shuffle what they tell, by this seed. */
  readonly deltaWeather?: number;
  readonly pageSizes?: Partial<PageSizes>;
  /** Properties that this Graph has and no schema: by type, with the value that every object of it shows. */
  readonly novelties?: Readonly<Record<string, Body>>;
}

export interface LoggedRequest {
  readonly method: string;
  /** With version and query. */
  readonly path: string;
  readonly status: number;
  /** Whether it came inside a `$batch`. */
  readonly inner: boolean;
}

/** For tests and demonstrations. */
export interface EmbeddedTenant {
  readonly id: string;
  /** The newest 10,000 requests, inner ones of a batch too; one that got no answer has status 0. */
  readonly requests: readonly LoggedRequest[];
  /** HTTP calls, and requests with the inner ones of batches counted singly. */
  readonly counts: { readonly calls: number; readonly requests: number };
  dump(): Seed;
  /**
   * Changes a share of the users, groups, applications and service principals, as a night of work would: properties of all,
   * members of groups. For measurements. Gives the number of objects.
   */
  touch(share: number): number;
  /** What Microsoft's own service would do; delta queries tell nothing of it. */
  recoverNatively(changes: readonly NativeChange[]): void;
}

export type Outbound =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  | 'drop';

/** In milliseconds of the clock. */
export interface Latency {
  readonly requestMs: number;
  /** For each object of a list. */
  readonly objectMs: number;
  /** So many milliseconds of the clock in a real one; 1 unless given. */
  readonly scale?: number;
}

const mostLogged = 10_000;
interface Request {
  readonly method: string;
  readonly version: Version;
  /** Below the version, with query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly caller: Caller;
}

interface Served {
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;
}

export function openTenant(seed: LoadedSeed, origin: () => string, settings: TenantSettings) {
  const now = settings.now ?? (() => new Date());
  const sky = openSky(settings.weather);
  const shuffle = settings.order === undefined || settings.order === 'insertion' ? null : settings.order.shuffled;
  const store = new Store({ shuffle, delayOf: sky.delayOf });
  store.fill(seed.objects);
  if (settings.crowd !== undefined) store.join(settings.crowd);
  const relations = new Relations(store, { shuffle, delayOf: sky.delayOf }, seed.relations);
  // Its own copy: the tenant may change what the seed said.
  const policies = { ...seed.policies, methods: new Map(seed.policies.methods) };
  const throttle = openThrottle(settings.throttle ?? {}, settings.clock ?? (() => performance.now()));
  const domains = domainsOf(seed.policies.organization);
  const { id } = seed.policies.organization;
  const recoveries: NativeJob[] = [];
  const isPlain = settings.weather === undefined && settings.throttle === undefined && settings.latency === undefined;
  const pages = settings.keepsPages === true && isPlain ? new PageCache() : null;
  let touches = 0;
  let made = 0;
  let served = 0;
  const requests: LoggedRequest[] = [];
  const counts = { calls: 0, requests: 0 };

  const state: TenantState = {
    id,
    store,
    relations,
    policies,
    subscribedSkus: seed.subscribedSkus,
    verifiedDomains: domains.all,
    defaultDomain: domains.byDefault,
    licensed: isLicensed(seed.subscribedSkus),
    cloud: { securityGroupsRestorable: true, policyDeletedItems: true, recoveryService: true, ...settings.cloud },
    recoveries,
    audits: new AuditLog(),
    auditDelayMs: settings.auditDelayMs ?? 0,
    pageSizes: { page: 100, deltaLinks: 200, ...settings.pageSizes },
    novelties: settings.novelties ?? {},
    run: randomUUID(),
    deltaWeather: settings.deltaWeather ?? null,
    get origin() {
      return origin();
    },
    now,
    newId(kind) {
      made += 1;
      return guidFrom('made', id, kind, made);
    },
  };

  const log = (request: LoggedRequest): void => {
    counts.requests += 1;
    requests.push(request);
    if (requests.length > mostLogged) requests.splice(0, mostLogged / 2);
  };

  function serve(request: Request): Served {
    store.tick();
    relations.tick();
    const [pathname = '', search = ''] = request.url.split(/\?(.*)/s);
    const segments = segmentsOf(pathname);
    if (segments === undefined) return { answer: segmentNotFound(pathname), headers: {} };
    const query = new URLSearchParams(search);
    const match = findRoute(request.method, segments);
    if (!isMatch(match)) return { answer: match, headers: {} };
    const { route, parameters } = match;
    const units = resourceUnits(route, query);
    const isPolicy = route.path.startsWith('/identity/conditionalAccess/');
    const toll = throttle({ units, isWrite: isWrite(request.method), isPolicy });
    const headers = { ...toll.headers, 'x-ms-resource-unit': String(units) };
    if (toll.refused !== null) return { answer: toll.refused, headers };
    if (!allows(route.grant, request.caller.roles)) return { answer: denied(), headers };
    if ((request.method === 'PATCH' || request.method === 'PUT') && Object.keys(request.body).length === 0) {
      return { answer: badRequest('Empty Payload. JSON content expected.'), headers };
    }
    const path = `/${segments.map(encodeURIComponent).join('/').replaceAll('%24', '$')}`;
    const call: Call = { ...request, path, parameters, query, roles: request.caller.roles, tenant: state };
    return { answer: route.handle(call), headers };
  }

  function identify(headers: Readonly<Record<string, string>>) {
    served += 1;
    const requestId = guidFrom('request', id, served);
    return { requestId, clientRequestId: headers['client-request-id'] ?? requestId, date: now().toISOString() };
  }

  /** Status, headers and body of an answer, dressed with ids. */
  function dress(result: Served, headers: Readonly<Record<string, string>>) {
    const ids = identify(headers);
    const { answer } = result;
    return {
      status: answer.status,
      headers: {
        ...result.headers,
        ...answer.headers,
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
        Date: new Date(ids.date).toUTCString(),
      },
      body: isFault(answer) ? errorBody(answer, ids) : answer.body,
      text: isFault(answer) ? undefined : answer.text,
    };
  }

  function serveInner(inner: InnerRequest, version: Version, caller: Caller): InnerAnswer {
    const path = `/${version}${inner.url}`;
    const strike = sky.strike(inner.method, path);
    // A connection or a body cannot break inside a batch; the item fails instead.
    const status = strike === null ? null : strikeStatus(strike.fault, true);
    const request: Request = { ...inner, version, caller, body: inner.body ?? {} };
    const result = status !== null && strike?.when === 'before' ? null : serve(request);
    const answer =
      status ??
      (strike === null || result === null ? result?.answer : strikeAnswer(strike.fault, result.answer, path, state));
    if (answer === undefined || answer === null) throw new Error('an inner request was neither served nor struck');
    const dressed = dress({ answer, headers: result?.headers ?? {} }, inner.headers);
    log({ method: inner.method, path, status: dressed.status, inner: true });
    const { Date: _, ...own } = dressed.headers as Record<string, string>;
    const body = dressed.body ?? dressed.text;
    return {
      status: dressed.status,
      headers: body === undefined ? own : { ...own, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    };
  }

  function serveBatch(request: Request): Served {
    const inner = readBatch(request.body);
    if (isFault(inner)) return { answer: inner, headers: {} };
    const failed = (): InnerAnswer => {
      const answer = fault(424, 'FailedDependency', 'A request that this one depends on failed.');
      return { status: 424, headers: {}, body: errorBody(answer, identify({})) };
    };
    const body = runBatch(inner, (item) => serveInner(item, request.version, request.caller), failed);
    return { answer: { status: 200, body }, headers: {} };
  }

  function serveOuter(inbound: Inbound): Served {
    const found = /^\/(v1\.0|beta)(\/[^?]*)(\?.*)?$/s.exec(inbound.url);
    const caller = readToken(inbound.headers.authorization, id, now());
    if (!isCaller(caller)) return { answer: caller, headers: {} };
    if (found === null) return { answer: fault(400, 'BadRequest', 'Invalid version.'), headers: {} };
    const body = readBody(inbound);
    if (isFault(body)) return { answer: body, headers: {} };
    const { method, headers } = inbound;
    const url = `${found[2]}${found[3] ?? ''}`;
    const request: Request = { method, version: found[1] as Version, url, headers, body, caller };
    return found[2] === '/$batch' && method === 'POST' ? serveBatch(request) : serve(request);
  }

  /** One HTTP exchange. */
  function exchange(inbound: Inbound): Outbound {
    counts.calls += 1;
    if (pages !== null && inbound.method === 'GET') return fromPages(inbound, pages);
    // A batch of reads writes nothing.
    const writes = !inbound.url.endsWith('/$batch') || /"method":"(?:POST|PATCH|PUT|DELETE)"/.test(inbound.text);
    if (writes && !inbound.url.includes('getByIds')) pages?.forget();
    return answerTo(inbound);
  }

  /** A page that was made since the last write, or one that is made now. */
  function fromPages(inbound: Inbound, kept: PageCache): Outbound {
    const { authorization = '', prefer = '', consistencylevel = '' } = inbound.headers;
    const key = [inbound.url, authorization, prefer, consistencylevel].join('\n');
    const page = kept.get(key);
    if (page !== undefined) {
      log({ method: 'GET', path: inbound.url, status: 200, inner: false });
      return { status: 200, ...page };
    }
    const outbound = answerTo(inbound);
    const isList = outbound !== 'drop' && outbound.status === 200 && !inbound.url.includes('/delta');
    if (isList) kept.keep(key, { headers: outbound.headers, text: outbound.text });
    return outbound;
  }

  function answerTo(inbound: Inbound): Outbound {
    const isBatch = /^\/(?:v1\.0|beta)\/\$batch$/.test(inbound.url);
    const strike = sky.strike(inbound.method, inbound.url);
    const status = strike === null ? null : strikeStatus(strike.fault, false);
    const skipped =
      strike !== null && strike.when === 'before' && (status !== null || strike.fault === 'dropConnection');
    const result = skipped ? null : serveOuter(inbound);
    if (strike?.fault === 'dropConnection') {
      if (!isBatch) log({ method: inbound.method, path: inbound.url, status: 0, inner: false });
      return 'drop';
    }
    const plain = result?.answer;
    const answer =
      status ??
      (strike === null || plain === undefined ? plain : strikeAnswer(strike.fault, plain, inbound.url, state));
    if (answer === undefined) throw new Error('a request was neither served nor struck');
    const dressed = dress({ answer, headers: result?.headers ?? {} }, inbound.headers);
    // The batch itself is no request: its inner ones are counted.
    if (!isBatch) log({ method: inbound.method, path: inbound.url, status: dressed.status, inner: false });
    const contentType =
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
    const text = dressed.body === undefined ? (dressed.text ?? '') : JSON.stringify(dressed.body);
    const headers = { ...dressed.headers, ...(dressed.body === undefined ? {} : { 'Content-Type': contentType }) };
    if (strike?.fault === 'halfJson')
      return { status: dressed.status, headers, text: text.slice(0, Math.floor(text.length / 2)) };
    if (strike?.fault === 'notJson') {
      return {
        status: 200,
        headers: { ...headers, 'Content-Type': 'text/html' },
        text: '<html><body>Service page</body></html>',
      };
    }
    return { status: dressed.status, headers, text };
  }

  const tenant: EmbeddedTenant = {
    id,
    requests,
    counts,
    dump: () => dump(store, relations, policies, seed.subscribedSkus),
    touch: (share) => {
      pages?.forget();
      touches += 1;
      return touch(store, share, touches);
    },
    recoverNatively: (changes) => {
      pages?.forget();
      recoveries.push(recoverNatively(store, changes, state.newId('recovery'), now().toISOString()));
    },
  };
  return { tenant, exchange };
}
