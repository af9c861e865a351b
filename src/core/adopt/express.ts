/** An object's body, by the fates of its properties → arguments, and what is left out. */
import type { Body, Value } from '../model.ts';
import { isBody, isNothing } from '../value.ts';
import { type Fate, type Fates, isSomething, noPlace } from './fate.ts';
import type { Argument, Arguments } from './model.ts';

export interface Left {
  /** Dotted path in the object. */
  readonly property: string;
  readonly reason: string;
}

export interface Expressed {
  readonly args: Arguments;
  readonly left: readonly Left[];
}

const otherValue = 'azuread has no way to say this value';

/** Null, empty lists and empty texts are left out: an argument that is not given leaves things as they are. */
export function express(fates: Fates, body: Body, path = ''): Expressed {
  let args: Arguments = {};
  const left: Left[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (isNothing(value) || value === '') continue;
    const at = path === '' ? name : `${path}.${name}`;
    const made = expressOne(fates[name], value, at);
    for (const [where, argument] of made.args) args = withArgument(args, where.split('.'), argument);
    left.push(...made.left);
  }
  return { args, left };
}

interface Made {
  readonly args: readonly (readonly [to: string, argument: Argument])[];
  readonly left: readonly Left[];
}

const nothing: Made = { args: [], left: [] };
const leaving = (property: string, reason: string): Made => ({ args: [], left: [{ property, reason }] });

function expressOne(fate: Fate | undefined, value: Value, at: string): Made {
  // A property that nobody declared: Graph has more to say than this version knows.
  if (fate === undefined) return at.includes('@') || !isSomething(value) ? nothing : leaving(at, noPlace);
  switch (fate.is) {
    case 'apart':
    case 'computed':
      return nothing;
    case 'lost':
      return fate.matters(value) ? leaving(at, fate.why) : nothing;
    case 'argument': {
      const argument = fate.as(value);
      return argument === null ? leaving(at, otherValue) : { args: [[fate.to, argument]], left: [] };
    }
    case 'several': {
      const several = fate.as(value);
      return several === null ? leaving(at, otherValue) : { args: Object.entries(several), left: [] };
    }
    case 'parts':
      return Array.isArray(value) ? expressList(fate, value, at) : expressParts(fate, value, at);
  }
}

type Parts = Extract<Fate, { is: 'parts' }>;

function expressParts({ to, parts, needs }: Parts, value: Value, at: string): Made {
  if (!isBody(value)) return leaving(at, otherValue);
  const { args, left } = express(parts, value, at);
  if (to === null) return { args: Object.entries(args), left };
  if (Object.keys(args).length === 0) return { args: [], left };
  const lacking = needs.filter((name) => args[name] === undefined);
  return lacking.length > 0
    ? { args: [], left: [...left, { property: at, reason: lacks(lacking) }] }
    : { args: [[to, args]], left };
}

/** All of its elements or none: a list with one missing would take that one away. */
function expressList(fate: Parts, values: readonly Value[], at: string): Made {
  if (fate.to === null) return leaving(at, otherValue);
  const made = values.map((value) => expressParts(fate, value, at));
  const left = distinct(made.flatMap((one) => one.left));
  const elements = made.flatMap(({ args }) => args.map(([, argument]) => argument));
  if (elements.length === values.length) return { args: [[fate.to, elements]], left };
  return { args: [], left: left.length > 0 ? left : [{ property: at, reason: otherValue }] };
}

export const lacks = (names: readonly string[]): string =>
  `azuread takes it only with ${names.join(', ')}, which is not set here`;

const distinct = (left: readonly Left[]): readonly Left[] => [
  ...new Map(left.map((one) => [`${one.property} ${one.reason}`, one])).values(),
];

function withArgument(args: Arguments, path: readonly string[], argument: Argument): Arguments {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return { ...args, [name]: argument };
  const inside = args[name];
  const below = typeof inside === 'object' && !Array.isArray(inside) ? (inside as Arguments) : {};
  return { ...args, [name]: withArgument(below, rest, argument) };
}
