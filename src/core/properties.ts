/** Whether the properties and links of a scope are ones that anything has: a slip must not read as "no differences". */
import { pages } from './catalog/index.ts';
import type { TypePage } from './catalog/page.ts';
import type { Body, Presence, Scope } from './model.ts';
import { fail } from './problem.ts';
import { objectTypesIn } from './scope.ts';
import { isBody } from './value.ts';

/** Fails with `usage`. `presences`: both sides of what is compared, for types that keep whatever Graph gives them. */
export function requireKnownProperties(scope: Scope, presences: readonly Presence[]): void {
  if (scope.properties.length === 0) return;
  const types = objectTypesIn(scope);
  const chosen = pages.filter(({ type }) => types.length === 0 || types.includes(type));
  const known = new Set([...chosen.flatMap(namesOf), ...presences.flatMap(namesIn)]);
  const unknown = scope.properties.filter((name) => !known.has(name) && !isWithin(name, known, presences));
  if (unknown.length === 0) return;
  const near = [...known].filter((name) => unknown.some((one) => isNear(one, name))).toSorted();
  fail('usage', `nothing that was chosen has ${unknown.join(', ')}`, {
    remedy:
      near.length > 0
        ? `Did you mean ${near.slice(0, 5).join(', ')}?`
        : 'Properties have the names that Graph gives them.',
  });
}

/** A part of a value is known by the bodies that have the value; where none has it, only the value's own name is. */
function isWithin(name: string, known: ReadonlySet<string>, presences: readonly Presence[]): boolean {
  const top = topOf(name);
  if (!known.has(top)) return false;
  const values = presences.flatMap((presence) => ('body' in presence ? (presence.body[top] ?? []) : [])).filter(isBody);
  return values.length === 0 || values.some((value) => hasPart(value, name.slice(top.length + 1)));
}

/** A name in a body may itself hold dots. */
const hasPart = (value: Body, rest: string): boolean =>
  Object.entries(value).some(([name, part]) => {
    return (
      rest === name || (rest.startsWith(`${name}.`) && (!isBody(part) || hasPart(part, rest.slice(name.length + 1))))
    );
  });

function namesOf({ properties, known, links, children }: TypePage): readonly string[] {
  const declared =
    properties === 'all' ? known.map((path) => path.replace(/\.\*$/, '')) : properties.map(({ name }) => name);
  return [...declared, ...links.map(({ name }) => name), ...children.map(({ property }) => property)];
}

const namesIn = (presence: Presence): readonly string[] =>
  'body' in presence ? Object.keys(presence.body satisfies Body) : [];

const topOf = (name: string): string => name.split('.')[0] ?? name;

/** Whatever its capitals, or a part of it, or with one letter too many or too few at the end. */
function isNear(given: string, name: string): boolean {
  const [a, b] = [topOf(given).toLowerCase(), name.toLowerCase()];
  if (a === b) return true;
  return Math.min(a.length, b.length) > 3 && (b.includes(a) || a.includes(b) || b.startsWith(a.slice(0, -2)));
}
