/**
 * Delta queries of users, groups, applications and service principals; links are told of the first two only, of the others
 * navigation properties are not tracked. Source: facts on Graph §4 (DELTA, DELTAG): tokens live 7 days and carry the options of
 * the first request; `$select` limits what is tracked; links are told by id when they are selected, a large group's on
 * several pages; a property that was never set is not in an answer. Last verified: 2026-11-23.
 */
import { type Answer, type Fault, isFault, ok } from '../answer.ts';
import { type Call, prefers } from '../call.ts';
import type { ChangeRecord } from '../changeLog.ts';
import { disturbed, hasEmptyPage } from '../deltaWeather.ts';
import { fault } from '../errors.ts';
import type { Place } from '../ordered.ts';
import { badToken, parseToken, writeToken } from '../paging.ts';
import { readGrantOf } from '../permissions.ts';
import { checkOptions, readFilter, readSelect } from '../query.ts';
import { contextOf, graphTypeOf, showBody } from '../render.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry, View } from '../store.ts';
import { type Body, odataTypeOf, textsOf, type Version } from '../value.ts';
import { selectFault } from './collection.ts';
import type { Route } from './route.ts';

type TrackedType = 'user' | 'group' | 'application' | 'servicePrincipal';
const linksOf: Readonly<Record<TrackedType, readonly string[]>> = {
  user: ['manager'],
  group: ['members', 'owners'],
  application: [],
  servicePrincipal: [],
};
const livesMs = 7 * 24 * 3_600_000;

/** All that a round needs to know, carried in its token. */
interface Round {
  /** The tenant forgets its history when it ends. */
  readonly run: string;
  readonly type: TrackedType;
  readonly version: Version;
  readonly select: readonly string[] | null;
  readonly ids: readonly string[] | null;
  readonly minimal: boolean;
  /** Everything that is, or what changed after a sequence number. */
  readonly since: number | null;
  readonly upTo: number;
  readonly issuedAt: number;
  /** Where the next page starts: in the list of objects, or after a sequence number. */
  readonly place: Place | null;
  readonly after: number;
  /** Links of the object at that place that were told already. */
  readonly toldLinks: number;
  /** Whether the page without anything, which may come before this one, has come. */
  readonly afterEmpty?: boolean;
}

const expired = (call: Call): Fault => {
  const location = `${call.tenant.origin}/${call.version}${call.path}?$deltatoken=`;
  return fault(410, 'syncStateNotFound', 'The sync state is no longer available. Start again without a token.', {
    headers: { Location: location },
  });
};

function readRound(call: Call, type: TrackedType): Round | Fault {
  const { query, tenant } = call;
  const text = query.get('$skiptoken') ?? query.get('$deltatoken');
  const fresh = text === null || text === '' || text === 'latest';
  const refused = checkOptions(call, fresh ? ['$select', '$filter', '$deltatoken'] : ['$skiptoken', '$deltatoken']);
  if (refused !== null) return refused;
  const upTo = tenant.store.horizon();
  const issuedAt = tenant.now().getTime();
  if (!fresh) {
    const round = parseToken(text) as unknown as Round | null;
    if (round === null || round.type !== type || typeof round.upTo !== 'number') return badToken();
    if (round.run !== tenant.run || issuedAt - round.issuedAt > livesMs) return expired(call);
    if (query.has('$skiptoken')) return round;
    return { ...round, since: round.upTo, after: round.upTo, upTo, issuedAt, place: null, toldLinks: 0 };
  }
  const select = readSelect(query.get('$select'), type, call, linksOf[type]);
  if (isFault(select)) return select;
  const filter = readFilter(query.get('$filter'), (name) => name === 'id');
  if (isFault(filter)) return filter;
  const ids = filter === null ? null : textsOf(filter.values).map((id) => id.toLowerCase());
  const since = text === 'latest' ? upTo : null;
  const minimal = prefers(call, 'return=minimal');
  return {
    run: tenant.run,
    type,
    version: call.version,
    select,
    ids,
    minimal,
    since,
    upTo,
    issuedAt,
    place: null,
    after: upTo,
    toldLinks: 0,
  };
}

interface Told {
  readonly item: Body;
  /** Links that are still to be told on a later page. */
  readonly rest: number;
}

const trackedLinks = (round: Round): readonly string[] =>
  linksOf[round.type].filter((name) => round.select?.includes(name) === true);
const trackedProperties = (round: Round): readonly string[] =>
  (round.select ?? rulesOf(round.type).returnedByDefault(round.version)).filter(
    (name) => !trackedLinks(round).includes(name),
  );

const linkedIds = (view: View, name: string): readonly string[] =>
  name === 'manager' ? (view.manager === null ? [] : [view.manager]) : [...view[name as 'members' | 'owners']];

/** Every link, or those that changed, each with whether it is there now. */
function linksToTell(
  call: Call,
  round: Round,
  view: View,
  records: readonly ChangeRecord[] | null,
): { name: string; item: Body }[] {
  const { store } = call.tenant;
  const typed = (id: string, fallback: string): string => {
    const target = store.entry(id);
    return odataTypeOf(target === undefined ? fallback : graphTypeOf(target.type, target.body));
  };
  const whole = records === null || records.some((record) => record.properties === 'whole');
  return trackedLinks(round).flatMap((name) => {
    const there = linkedIds(view, name).filter((id) => store.isAlive(id));
    const present = new Set(there);
    const changes = new Map(
      (records ?? [])
        .flatMap((record) => record.links)
        .filter((link) => link.name === name)
        .map((link) => [link.target, link]),
    );
    const removed = [...changes.values()]
      .filter((link) => !present.has(link.target))
      .map((link) => ({
        '@odata.type': typed(link.target, link.targetType),
        id: link.target,
        '@removed': { reason: 'deleted' },
      }));
    const added = there
      .filter((id) => whole || changes.has(id))
      .map((id) => ({ '@odata.type': typed(id, 'user'), id }));
    return [...added, ...removed].map((item) => ({ name, item }));
  });
}

function tell(
  call: Call,
  round: Round,
  entry: Entry,
  records: readonly ChangeRecord[] | null,
  most: number,
): Told | null {
  const view = call.tenant.store.listed(entry);
  const changed = new Set(records?.flatMap((record) => (record.properties === 'whole' ? [] : record.properties)));
  const whole = records === null || records.some((record) => record.properties === 'whole');
  const links = linksToTell(call, round, view, records);
  const tracked = trackedProperties(round);
  if (!whole && links.length === 0 && !tracked.some((name) => changed.has(name))) return null;

  const first = round.toldLinks === 0;
  const names = tracked.filter((name) => name in view.body && (whole || !round.minimal || changed.has(name)));
  const shown = showBody(
    entry.type,
    entry.id,
    view.body,
    { ...call, version: round.version },
    { select: first ? names : [] },
  );
  // A cleared property is told as null even where the body has forgotten it.
  for (const name of first ? tracked : []) if (changed.has(name) && !(name in shown)) shown[name] = null;
  const now = links.slice(round.toldLinks, round.toldLinks + most);
  for (const name of new Set(now.map((link) => link.name))) {
    shown[`${name}@delta`] = now.filter((link) => link.name === name).map((link) => link.item);
  }
  return { item: shown, rest: links.length - round.toldLinks - now.length };
}

const removal = (id: string, isGone: boolean): Body => ({ id, '@removed': { reason: isGone ? 'deleted' : 'changed' } });

interface Step {
  readonly entry: Entry | undefined;
  readonly id: string;
  readonly records: readonly ChangeRecord[] | null;
  readonly at: Partial<Round>;
}

/** What is left of the round, from its place on; the object at the place first when it has links left. */
function* steps(call: Call, round: Round): Generator<Step> {
  const { store } = call.tenant;
  const wanted = (id: string): boolean => round.ids === null || round.ids.includes(id);
  if (round.since === null) {
    for (const entry of store.living(round.type).after(round.place)) {
      const at = { place: { position: entry.position, id: entry.id } };
      if (wanted(entry.id) && store.listed(entry).alive) yield { entry, id: entry.id, records: null, at };
    }
    return;
  }
  const log = store.log(round.type);
  for (const record of log.changed(round.after, round.upTo)) {
    if (!wanted(record.id)) continue;
    const records = log.of(record.id, round.since, round.upTo);
    yield { entry: store.entry(record.id), id: record.id, records, at: { after: record.sequence } };
  }
}

function delta(call: Call, type: TrackedType): Answer {
  const round = readRound(call, type);
  if (isFault(round)) return round;
  const refused = selectFault(call, round.select, false);
  if (refused !== null) return refused;

  const { pageSizes, origin, store, deltaWeather: seed } = call.tenant;
  const link = (option: string, token: Round): string =>
    `${origin}/${call.version}${call.path}?${option}=${writeToken({ ...token })}`;
  const context = contextOf(call, `${type}s`, round.select, false);
  const told = (): readonly Body[] => (seed === null ? value : disturbed(seed, value, store.log(type), round.since));
  const value: Body[] = [];
  let at = { ...round, afterEmpty: false };
  if (seed !== null && round.afterEmpty !== true && hasEmptyPage(seed, writeToken({ ...round }))) {
    return ok({
      '@odata.context': context,
      '@odata.nextLink': link('$skiptoken', { ...round, afterEmpty: true }),
      value: [],
    });
  }
  for (const step of steps(call, round)) {
    if (value.length >= pageSizes.page) {
      return ok({ '@odata.context': context, '@odata.nextLink': link('$skiptoken', at), value: told() });
    }
    const { entry } = step;
    if (entry === undefined || !call.tenant.store.listed(entry).alive) {
      value.push(removal(step.id, entry === undefined));
      at = { ...at, ...step.at, toldLinks: 0 };
      continue;
    }
    const one = tell(call, at, entry, step.records, pageSizes.deltaLinks);
    if (one === null) {
      at = { ...at, ...step.at, toldLinks: 0 };
      continue;
    }
    value.push(one.item);
    const toldNow = Object.entries(one.item).flatMap(([name, list]) =>
      name.endsWith('@delta') && Array.isArray(list) ? list : [],
    );
    // With links left the place stays before this object, which is told again with the next ones.
    if (one.rest > 0) {
      at = { ...at, toldLinks: at.toldLinks + toldNow.length };
      return ok({ '@odata.context': context, '@odata.nextLink': link('$skiptoken', at), value: told() });
    }
    at = { ...at, ...step.at, toldLinks: 0 };
  }
  return ok({
    '@odata.context': context,
    '@odata.deltaLink': link('$deltatoken', { ...round, afterEmpty: false }),
    value: told(),
  });
}

const routesOf = (type: TrackedType): readonly Route[] => {
  const grant = readGrantOf(type);
  const handle = (call: Call): Answer => delta(call, type);
  // The short name, the full one, and both as a function call are the same request.
  return ['delta', 'delta()', 'microsoft.graph.delta', 'microsoft.graph.delta()'].map((name) => ({
    method: 'GET',
    path: `/${type}s/${name}`,
    grant,
    handle,
  }));
};

export const deltaRoutes: readonly Route[] = (Object.keys(linksOf) as readonly TrackedType[]).flatMap(routesOf);
