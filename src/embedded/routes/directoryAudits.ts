/** The audit log, to be read only. Source: Graph's pages on directoryAudit. Last verified: 2026-11-23. */
import { type Answer, type Fault, isFault, ok } from '../answer.ts';
import type { AuditEntry } from '../audits.ts';
import type { Call } from '../call.ts';
import { unsupportedQuery } from '../errors.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { grants } from '../permissions.ts';
import { checkOptions, readTop } from '../query.ts';
import { contextOf } from '../render.ts';
import type { Route } from './route.ts';

const path = '/auditLogs/directoryAudits';

type Test = (entry: AuditEntry) => boolean;

/** `activityDateTime ge …`, `activityDisplayName eq '…'`, `startswith(activityDisplayName,'…')`, all of them with `and`. */
function readTests(text: string | null): readonly Test[] | Fault {
  const tests: Test[] = [];
  for (const part of text === null ? [] : text.split(/\s+and\s+/)) {
    const since = /^\s*activityDateTime\s+ge\s+(\S+)\s*$/.exec(part)?.[1];
    const [, equal, start] =
      /^\s*(?:activityDisplayName\s+eq\s+'([^']*)'|startswith\(activityDisplayName,\s*'([^']*)'\))\s*$/.exec(part) ??
      [];
    if (since !== undefined && !Number.isNaN(Date.parse(since))) {
      tests.push(({ activityDateTime }) => Date.parse(activityDateTime) >= Date.parse(since));
    } else if (equal !== undefined) tests.push(({ activityDisplayName }) => activityDisplayName === equal);
    else if (start !== undefined) tests.push(({ activityDisplayName }) => activityDisplayName.startsWith(start));
    else return unsupportedQuery();
  }
  return tests;
}

function list(call: Call): Answer {
  const refused = checkOptions(call, ['$filter', '$top', '$skiptoken']);
  if (refused !== null) return refused;
  const tests = readTests(call.query.get('$filter'));
  if (isFault(tests)) return tests;
  const top = readTop(call.query.get('$top'));
  if (isFault(top)) return top;
  const place = readPlace(call);
  if (isFault(place)) return place;
  const { audits, auditDelayMs, pageSizes } = call.tenant;
  const seen = audits.until(new Date(call.tenant.now().getTime() - auditDelayMs).toISOString());
  const found = seen.filter((entry) => tests.every((test) => test(entry)));
  const after = place === null ? 0 : found.findIndex(({ id }) => id === place.id) + 1;
  const page = pageOf(
    found.slice(after).map((entry, index) => ({ entry, id: entry.id, position: after + index })),
    top ?? pageSizes.page,
  );
  const value = page.items.map(({ entry }) => entry);
  return ok(listBody(call, contextOf(call, path.slice(1), null, false), value, { next: page.next }));
}

export const directoryAuditRoutes: readonly Route[] = [{ method: 'GET', path, grant: grants.readAudits, handle: list }];
