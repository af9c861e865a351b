/** Objects of a snapshot → resources, and what is left out. The order is that of the catalog, then of names and ids. */

import { byCodeUnit } from '../canonical/order.ts';
import { printKey } from '../canonical/path.ts';
import { objectTypes, pageOf } from '../catalog/index.ts';
import { displayNameOf } from '../diff.ts';
import type { DirectoryObject } from '../model.ts';
import { at } from '../value.ts';
import { express, lacks } from './express.ts';
import type { ImportIds, Resource, Unexpressed } from './model.ts';
import { typePages } from './types/index.ts';
import type { Adopted, Around } from './types/page.ts';

export interface Resources {
  readonly resources: readonly Resource[];
  readonly unexpressed: readonly Unexpressed[];
}

export function resourcesOf(objects: readonly DirectoryObject[], ids: ImportIds): Resources {
  const sorted = objects
    .map((object) => ({ object, displayName: displayNameOf(object.body, object.key.id) }))
    .toSorted(
      (a, b) =>
        objectTypes.indexOf(a.object.key.type) - objectTypes.indexOf(b.object.key.type) ||
        byCodeUnit(a.displayName, b.displayName) ||
        byCodeUnit(a.object.key.id, b.object.key.id),
    );
  const around = { ids, nameOf: namesAmong(sorted) };
  const made = sorted.map(({ object, displayName }) => resourcesOfOne(object, displayName, around));
  return {
    resources: made.flatMap(({ resources }) => resources),
    unexpressed: made.flatMap(({ unexpressed }) => unexpressed),
  };
}

interface Named {
  readonly object: DirectoryObject;
  readonly displayName: string;
}

function namesAmong(objects: readonly Named[]): Around['nameOf'] {
  const names = new Map(
    objects.flatMap(({ object: { key, body }, displayName }) => {
      const page = typePages[key.type];
      const others = 'whyNone' in page ? [] : page.knownBy(body);
      return [printKey(key), ...others].map((name) => [name, displayName] as const);
    }),
  );
  return (reference) => names.get(reference) ?? reference.slice(reference.indexOf('/') + 1);
}

function resourcesOfOne(object: DirectoryObject, displayName: string, around: Around): Resources {
  const { key, body } = object;
  const page = typePages[key.type];
  const without = (reason: string): Resources => ({ resources: [], unexpressed: [{ ...key, displayName, reason }] });
  if ('whyNone' in page) return without(page.whyNone);
  const why = whyNever(object) ?? page.whyNot(body);
  if (why !== null) return without(why);

  const expressed = express(page.fates, body);
  const args = page.finish(expressed.args, body);
  const broken = expressed.left.filter(({ property }) => page.wholes.includes(property.split('.')[0] ?? ''));
  if (broken.length > 0) {
    const parts = broken.map(({ property, reason }) => `${property} (${reason})`);
    return without(`it would not be the same without ${parts.join('; ')}`);
  }
  const lacking = page.needs.filter((path) => at(args as DirectoryObject['body'], path.split('.')) === undefined);
  if (lacking.length > 0) return without(lacks(lacking));

  const { resources, unexpressed } = page.apart(object, displayName, around);
  return {
    resources: [resourceOf(object, displayName, page, args), ...resources],
    unexpressed: [...expressed.left.map((left) => ({ ...key, displayName, ...left })), ...unexpressed],
  };
}

const resourceOf = (
  { key, body }: DirectoryObject,
  displayName: string,
  page: Adopted,
  args: Resource['args'],
): Resource => ({
  key: printKey(key),
  of: key,
  className: page.className,
  prefix: page.prefix,
  displayName,
  knownBy: [printKey(key), ...page.knownBy(body)],
  importId: page.importId(key.id),
  args,
});

/** What Graph or the source of authority takes no change of is not Pulumi's either. */
function whyNever({ key, body }: DirectoryObject): string | null {
  const page = pageOf(key.type);
  return page.isSynced(body) ? 'synced from on-premises and managed there' : page.whyNeverWritten(body);
}
