/** From method and path to the line of the table that answers. */
import { type Fault, isFault } from './answer.ts';
import { fault, segmentNotFound } from './errors.ts';
import { deletedItemRoutes } from './routes/deletedItems.ts';
import { deltaRoutes } from './routes/delta.ts';
import { directoryRoutes } from './routes/directory.ts';
import { groupLinkRoutes } from './routes/groupLinks.ts';
import { groupRoutes } from './routes/groups.ts';
import { policyRoutes } from './routes/policies.ts';
import type { Route } from './routes/route.ts';
import { userRoutes } from './routes/users.ts';

/** Fixed names before `{id}`: the first that fits is taken. */
const table = [
  ...deltaRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...groupLinkRoutes,
  ...policyRoutes,
  ...deletedItemRoutes,
  ...directoryRoutes,
].map((route) => ({ route, segments: route.path.slice(1).split('/') }));

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

function fits(segments: readonly string[], path: readonly string[]): Record<string, string> | null {
  if (segments.length !== path.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = path[index] ?? '';
    if (segment.startsWith('{')) {
      if (part === '' || part.startsWith('$')) return null;
      parameters[segment.slice(1, -1)] = part;
    } else if (segment !== part) return null;
  }
  return parameters;
}

/** `path` is decoded, below the version. */
export function findRoute(method: string, path: readonly string[]): Match | Fault {
  let known = false;
  for (const { route, segments } of table) {
    const parameters = fits(segments, path);
    if (parameters === null) continue;
    if (route.method === method) return { route, parameters };
    known = true;
  }
  return known
    ? fault(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')
    : segmentNotFound(path.at(-1) ?? '');
}

export const isMatch = (value: Match | Fault): value is Match => !isFault(value);
