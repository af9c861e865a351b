/**
 * A step as Pulumi sees it: one resource, whose inputs are what the step writes and nothing else. What the object has of that now
 * is said in the same words, so that Pulumi's own diff shows what will change.
 */
import { printKey } from '../../core/canonical/path.ts';
import { printReference } from '../../core/canonical/reference.ts';
import { pageOf } from '../../core/catalog/index.ts';
import type { Body, LinkWrite, ObjectType, Presence, Step, Value } from '../../core/model.ts';
import { visible } from '../../core/report/visible.ts';
import { equal, isBody } from '../../core/value.ts';

export const packageName = 'entra';

export interface StepResource {
  /** `entra:index:User`; a deletion is a type of its own, which Pulumi makes and never deletes. */
  readonly type: string;
  /** Unique within a plan, and the same whenever the plan is the same. */
  readonly name: string;
  readonly inputs: Body;
}

export const resourceOf = (step: Step): StepResource => ({
  type: `${packageName}:index:${step.action === 'softDelete' ? 'SoftDeletion' : typeNameOf(step.type)}`,
  name: resourceName(step),
  inputs: inputsOf(step),
});

const typeNameOf = (type: ObjectType): string => `${type.charAt(0).toUpperCase()}${type.slice(1)}`;

/** Pulumi parts names at `::`, and terminals show them as they are. */
const resourceName = ({ n, id, displayName }: Step): string =>
  `${visible(displayName).replaceAll('::', ': :')} ${id} #${n}`;

/** The number of the step that a resource's URN names, or null. */
export function stepNumberIn(urn: string): number | null {
  const found = /#(\d+)$/.exec(urn);
  return found === null ? null : Number(found[1]);
}

export const linked = 'linked';
export const notLinked = 'not linked';

function inputsOf(step: Step): Body {
  const { n, action, displayName, writes } = step;
  return {
    step: n,
    action,
    object: printKey(step),
    displayName,
    properties: writes.properties,
    links: Object.fromEntries(writes.links.map((link) => [link.name, wantedLinks(link)])),
    // Whatever the object has: a step of the plan is always carried out, and its receipt says what came of it.
    carriedOut: true,
  };
}

const wantedLinks = ({ add, remove }: LinkWrite): Body => ({
  ...Object.fromEntries(remove.map((target) => [printReference(target), notLinked])),
  ...Object.fromEntries(add.map((target) => [printReference(target), linked])),
});

/** The same of the object as it is: what Pulumi takes in when it imports. */
export function observed(step: Step, body: Body): Body {
  const page = pageOf(step.type);
  const valueNow = (name: string, wanted: Value): Value => {
    if (name === '@odata.type') return wanted;
    const value = body[name] ?? null;
    if (!isBody(wanted) || !page.children.some(({ property }) => property === name)) return value;
    const children = isBody(value) ? value : {};
    return Object.fromEntries(Object.keys(wanted).map((key) => [key, children[key] ?? null]));
  };
  const properties = Object.entries(step.writes.properties);
  return {
    ...inputsOf(step),
    properties: Object.fromEntries(properties.map(([name, wanted]) => [name, valueNow(name, wanted)])),
    links: Object.fromEntries(step.writes.links.map((link) => [link.name, linksNow(link, body[link.name])])),
    carriedOut: false,
  };
}

function linksNow({ add, remove }: LinkWrite, value: Value | undefined): Body {
  const there = new Set(Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);
  const references = [...remove, ...add].map(printReference);
  return Object.fromEntries(references.map((one) => [one, there.has(one) ? linked : notLinked]));
}

/** Whether Pulumi takes the object in as it is and then changes it; it makes everything else. */
export const isImported = (step: Step, presence: Presence | undefined): boolean =>
  step.action === 'update' && presence?.is === 'present';

/** Paths as Pulumi prints them, of what two states have otherwise: properties and links each on their own. */
export function differences(before: Body, after: Body): readonly string[] {
  const parts = ['properties', 'links'] as const;
  const top = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !(parts as readonly string[]).includes(name),
  );
  return [
    ...top.filter((name) => !same(before[name], after[name])),
    ...parts.flatMap((part) => differencesIn(part, before[part], after[part], part === 'links' ? 2 : 1)),
  ];
}

function differencesIn(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  depth: number,
): readonly string[] {
  if (same(before, after)) return [];
  if (depth === 0 || !isBody(before) || !isBody(after)) return [path];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    differencesIn(`${path}[${JSON.stringify(name)}]`, before[name], after[name], depth - 1),
  );
}

/** Pulumi does not tell null from absent. */
export const same = (a: Value | undefined, b: Value | undefined): boolean => equal(withoutNulls(a), withoutNulls(b));

function withoutNulls(value: Value | undefined): Value | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one as Value) ?? null);
  if (!isBody(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const kept = withoutNulls(one);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}
