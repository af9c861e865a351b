/** References in requests: `@odata.id` and `@odata.bind`, and what they lead to. */
import { type Fault, isFault } from '../answer.ts';
import type { Call } from '../call.ts';
import { badRequest, notFound } from '../errors.ts';
import { rulesOf } from '../rules/index.ts';
import type { Entry } from '../store.ts';
import { isGuid, isText } from '../value.ts';

/** Policies and their parts are no directory objects. */
export const isDirectoryObject = ({ type }: Entry): boolean => rulesOf(type).area === 'directory';

const graphOrigin = 'https://graph.microsoft.com';
const malformed = (): Fault => badRequest('Invalid URL format specified in @odata.id / @odata.bind.');

/** The id in a reference: an absolute URL of an object at Graph's or this tenant's own origin. */
export function readReference(reference: unknown, call: Call): string | Fault {
  if (!isText(reference) || !URL.canParse(reference)) return malformed();
  const url = new URL(reference);
  if (url.origin !== graphOrigin && url.origin !== call.tenant.origin) return malformed();
  const id = /^\/(?:v1\.0|beta)\/(?:directoryObjects|users|groups|servicePrincipals|devices)\/([^/]+)$/.exec(
    url.pathname,
  )?.[1];
  return id !== undefined && isGuid(id) ? id.toLowerCase() : malformed();
}

/** The living directory object that a reference leads to. */
export function readTarget(reference: unknown, call: Call): Entry | Fault {
  const id = readReference(reference, call);
  if (isFault(id)) return id;
  const entry = call.tenant.store.entry(id);
  return entry?.alive === true && isDirectoryObject(entry) ? entry : notFound(id);
}

/** A link right after its ends were created may find one of them missing on the replica it reaches (GUPD). */
export function laggingFault(call: Call, ...entries: readonly Entry[]): Fault | null {
  const views = entries.map((entry) => call.tenant.store.read(entry));
  return views.every((view) => view.alive)
    ? null
    : badRequest("The source resource object or one of the objects being referenced don't exist.");
}
