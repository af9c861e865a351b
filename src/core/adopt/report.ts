/** What an adoption made and could not say: for other programs, and for people on a terminal. */
import { byCodeUnit } from '../canonical/order.ts';
import type { Body, ObjectType } from '../model.ts';
import { printJson } from '../report/json.ts';
import { visible } from '../report/visible.ts';
import { count } from '../report/words.ts';
import type { Adoption } from './adoption.ts';
import type { Unexpressed } from './model.ts';

type Made = Omit<Adoption, 'files'>;

export function adoptionData({ origin, objects, resources, unexpressed }: Made): Body {
  return {
    backup: origin.backup,
    tenantId: origin.tenantId,
    objects,
    resources,
    notExpressed: unexpressed.map(({ type, id, displayName, property, reason }) => ({
      type,
      id,
      displayName,
      ...(property === undefined ? {} : { property }),
      reason,
    })),
  };
}

export const adoptionJson = (made: Made): string => printJson(adoptionData(made));

/** What is left out for the same reason, counted. */
export interface Kind {
  readonly type: ObjectType;
  /** Null: whole objects. */
  readonly property: string | null;
  readonly reason: string;
  readonly objects: readonly Unexpressed[];
}

/** Of whole objects each is told by itself where the reason is its own. */
export function kindsOf(unexpressed: readonly Unexpressed[]): readonly Kind[] {
  const groups = Map.groupBy(unexpressed, ({ type, property, reason }) =>
    JSON.stringify([type, property === undefined ? null : nameIn(property), reason]),
  );
  return [...groups]
    .toSorted(([a], [b]) => byCodeUnit(a, b))
    .map(([key, objects]) => {
      const [type, property, reason] = JSON.parse(key) as [ObjectType, string | null, string];
      const unique = new Map(objects.map((one) => [one.id, one]));
      return { type, property, reason, objects: [...unique.values()] };
    });
}

/** Children are one property. */
const nameIn = (property: string): string =>
  property.startsWith('federatedIdentityCredentials.') ? 'federatedIdentityCredentials' : property;

export function adoptionText(made: Made, out: string): string {
  const kinds = kindsOf(made.unexpressed);
  const lines = kinds.map(({ type, property, reason, objects }) => {
    const what = property === null ? type : `${type}.${property}`;
    const [only] = objects;
    const whose = objects.length === 1 && only !== undefined ? only.displayName : count(objects.length, 'object');
    return `  ${visible(`${what} (${whose}): ${reason}`)}`;
  });
  return [
    `${count(made.resources, 'resource')} from ${count(made.objects, 'object')} of backup ${visible(made.origin.backup)}, in ${visible(out)}`,
    ...(lines.length === 0 ? [] : ['', 'Not in the program:', ...lines]),
    '',
    `Go on with ${visible(out)}/README.md.`,
  ].join('\n');
}
