/**
 * What changed of a type since a mark: objects that a delta query names, and the parts that it does not tell, swept anew. The
 * contract is `Tenant.catchUp`'s.
 */
import { keep } from '../core/canonical/keep.ts';
import { type PropertyChoice, untrackedParts } from '../core/catalog/index.ts';
import type { TypePage } from '../core/catalog/page.ts';
import type { Mark } from '../core/marks.ts';
import type { Presence, Value } from '../core/model.ts';
import type { CatchUp, Lost } from '../core/ports.ts';
import { partNamed } from './addresses.ts';
import { agrees } from './agreement.ts';
import { auditedAssignments } from './audited.ts';
import { presencesOf } from './byKey.ts';
import type { GraphClient } from './client.ts';
import { isLost, type Round, roundSince } from './delta.ts';
import { completed, type Sweep, sweepParts } from './sweep.ts';

/** Before each further look at objects that do not show yet what was told. Replicas mostly agree within seconds. */
const waitsMs: readonly number[] = [1_000, 3_000];

/** What the audit log may stand in for. */
const auditedPart = 'appRoleAssignedTo';

export interface ReadingChoices {
  readonly choice: PropertyChoice;
  /** How changes of app role assignments are found: `swept`, or only those that the audit log names. */
  readonly assignments: 'swept' | 'audited';
}

export interface CatchUpLimits {
  /** When the mark was set. */
  readonly taken: Date;
  readonly most: number;
  readonly apart: readonly string[] | null;
}

export async function catchUp(
  client: GraphClient,
  page: TypePage,
  mark: Mark,
  { choice, assignments }: ReadingChoices,
  { taken, most, apart }: CatchUpLimits,
): Promise<CatchUp | Lost> {
  const round = await roundSince(client, page, mark, choice, most);
  if (isLost(round)) return round;
  const isAudited = (name: string): boolean => assignments === 'audited' && name === auditedPart;
  const audited = untrackedParts(page).some(isAudited) ? await auditedAssignments(client, taken) : [];
  const parts = untrackedParts(page).filter((name) => !isAudited(name));
  const swept = await sweepParts(
    client,
    page,
    parts.map((name) => partNamed(page, name)),
    apart,
  );
  const sweeps = await Promise.all(swept.map((one) => completed(client, page, one)));
  return {
    mark: round.mark,
    ids: new Set([...round.told.keys(), ...audited, ...sweeps.flatMap(openIn)]),
    parts: new Map(sweeps.map((sweep) => [sweep.part.name, valuesOf(page, sweep)])),
    read: (ids) => readSettled(client, page, ids, { round, choice, sweeps }),
  };
}

/** In canonical form, as they stand in the bodies of objects. */
function valuesOf(page: TypePage, { part, found }: Sweep): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [id, targets] of found()) {
    if (targets === null) continue;
    const value = keep(page, { [part.name]: targets })[part.name];
    if (value !== undefined) values.set(id, value);
  }
  return values;
}

/** Objects of which Graph did not find the part: where they stand is read by id. */
const openIn = ({ found }: Sweep): readonly string[] =>
  [...found()].flatMap(([id, targets]) => (targets === null ? [id] : []));

interface Known {
  readonly round: Round;
  readonly choice: PropertyChoice;
  readonly sweeps: readonly Sweep[];
}

async function readSettled(
  client: GraphClient,
  page: TypePage,
  ids: readonly string[],
  { round, choice, sweeps }: Known,
): ReturnType<CatchUp['read']> {
  const presences = new Map<string, Presence>();
  let open = ids;
  for (const waitMs of [0, ...waitsMs]) {
    if (waitMs > 0) await client.sleep(waitMs);
    for (const [id, presence] of await presencesOf(client, page, open, choice, sweeps)) presences.set(id, presence);
    open = open.filter((id) => !agrees(page, round.told.get(id), presences.get(id)));
    if (open.length === 0) break;
  }
  return { presences, unsettled: open };
}
