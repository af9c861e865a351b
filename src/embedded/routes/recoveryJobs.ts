/**
 * The jobs of Microsoft's own backup and recovery service, to be read only: starting one is for people who are signed in.
 * Source: facts on Graph §3 (CSDL, ERS-O, PERM). Last verified: 2026-11-23.
 */
import { type Answer, isFault, ok } from '../answer.ts';
import type { Call } from '../call.ts';
import { segmentNotFound } from '../errors.ts';
import { listBody, pageOf, readPlace } from '../paging.ts';
import { grants } from '../permissions.ts';
import { checkOptions, readTop } from '../query.ts';
import { contextOf } from '../render.ts';
import type { Route } from './route.ts';

const path = '/directory/recovery/jobs';

function list(call: Call): Answer {
  const { recoveries, cloud, pageSizes } = call.tenant;
  if (!cloud.recoveryService) return segmentNotFound('recovery');
  const refused = checkOptions(call, ['$top', '$skiptoken']);
  if (refused !== null) return refused;
  const top = readTop(call.query.get('$top'));
  if (isFault(top)) return top;
  const place = readPlace(call);
  if (isFault(place)) return place;
  const after = place === null ? 0 : recoveries.findIndex(({ id }) => id === place.id) + 1;
  const page = pageOf(
    recoveries.slice(after).map((job, index) => ({ ...job, position: after + index })),
    top ?? pageSizes.page,
  );
  const value = page.items.map(({ position: _, ...job }) => job);
  return ok(listBody(call, contextOf(call, path.slice(1), null, false), value, { next: page.next }));
}

export const recoveryJobRoutes: readonly Route[] = [
  { method: 'GET', path, grant: grants.readRecoveries, handle: list },
];
