/** Writing the properties of an object, each where Graph takes it. */
import { pageOf } from '../../core/catalog/index.ts';
import type { TypePage } from '../../core/catalog/page.ts';
import type { Body, Value } from '../../core/model.ts';
import { isBody } from '../../core/value.ts';
import { elsewherePath } from '../../graph/addresses.ts';
import type { GraphError } from '../../graph/answer.ts';
import type { Work } from './bench.ts';
import { writeChildren } from './children.ts';
import { lookAt } from './look.ts';
import { writeOwn } from './own.ts';
import { addressed, isFinal, type WriteRequest, writeValues } from './values.ts';

/**
 * Writes what the step names and nothing else; gives the errors, having tried the rest where that makes sense. An
 * authentication strength of a policy goes out as our bodies have it, nested in `grantControls` as `{ "id" }`: the
 * `@odata.bind` form is answered with 400 (public reports; Last verified: 2026-11-23).
 */
export async function writeProperties(work: Work): Promise<readonly GraphError[]> {
  const page = pageOf(work.step.type);
  const { properties } = work.step.writes;
  // Combinations of an authentication strength and what restricts them are separate writes: with one of the two alone the
  // strength would be weaker than it was and than it is to be.
  const isOne = Object.keys(page.actions).length > 0 && writesOf(page, properties) > 1;
  const before = isOne ? await lookAt(work.bench.client, work.step) : null;
  const errors = await writeInOrder(work, page, properties);
  if (errors.length === 0 || errors.some(isFinal) || before?.is !== 'present') return errors;
  const back = await writeInOrder(work, page, valuesBefore(page, properties, before.body));
  return [...errors, ...back.map((error) => ({ ...error, message: `it is not as it was before: ${error.message}` }))];
}

async function writeInOrder(work: Work, page: TypePage, properties: Body): Promise<readonly GraphError[]> {
  const { own, others, children } = sorted(page, properties);
  const refused: GraphError[] = [];
  if (Object.keys(own).some((name) => name !== '@odata.type')) refused.push(...(await writeOwn(work, page, own)));
  if (refused.some(isFinal)) return refused;
  // What goes, goes first: an action may not take away what a child still builds on.
  for (const [declared, wanted] of children) {
    const error = await writeChildren(work, declared, only(wanted, true));
    if (error !== null) refused.push(error);
  }
  for (const [name, value] of others) {
    const error = await writeValues(work, { [name]: value }, requestFor(work, page, name, value));
    if (error !== null) refused.push(error);
  }
  for (const [declared, wanted] of children) {
    const error = await writeChildren(work, declared, only(wanted, false));
    if (error !== null) refused.push(error);
  }
  return refused;
}

/** Writes of their own that a step takes, beside the one of the object. */
const writesOf = (page: TypePage, properties: Body): number => {
  const { others, children } = sorted(page, properties);
  return others.length + children.reduce((sum, [, named]) => sum + (isBody(named) ? Object.keys(named).length : 1), 0);
};

/** What the properties of a step held before it, child by child where it names children. */
function valuesBefore(page: TypePage, properties: Body, before: Body): Body {
  const valueBefore = (name: string, written: Value): Value => {
    const value = before[name] ?? null;
    if (!isBody(written) || !page.children.some(({ property }) => property === name)) return value;
    const children = isBody(value) ? value : {};
    return Object.fromEntries(Object.keys(written).map((key) => [key, children[key] ?? null]));
  };
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, valueBefore(name, value)]));
}

/** The children that are to go, or the others. */
const only = (wanted: Value, going: boolean): Value =>
  isBody(wanted)
    ? Object.fromEntries(Object.entries(wanted).filter(([, child]) => (child === null) === going))
    : wanted;

interface Sorted {
  /** What one PATCH of the object takes. */
  readonly own: Body;
  /** What has an address of its own. */
  readonly others: readonly (readonly [string, Value])[];
  readonly children: readonly (readonly [TypePage['children'][number], Value])[];
}

function sorted(page: TypePage, properties: Body): Sorted {
  const own: { [name: string]: Value } = {};
  const others: [string, Value][] = [];
  const children: [TypePage['children'][number], Value][] = [];
  for (const [name, value] of Object.entries(properties)) {
    const declared = page.children.find(({ property }) => property === name);
    if (declared !== undefined) children.push([declared, value]);
    else if (Object.hasOwn(page.actions, name) || page.elsewhere.some(({ property }) => property === name)) {
      others.push([name, value]);
    } else own[name] = value;
  }
  return { own, others, children };
}

function requestFor(work: Work, page: TypePage, name: string, value: Value): WriteRequest {
  const address = addressed(work, page);
  const elsewhere = page.elsewhere.find(({ property }) => property === name);
  if (elsewhere !== undefined) {
    const { version, path } = elsewhere;
    const at = elsewherePath(page, work.step.id, path);
    return { method: 'PATCH', ...address, version, path: at, body: { [name]: value } };
  }
  // These actions set a value: a second time changes nothing.
  const path = `${address.path}/${page.actions[name]}`;
  return { method: 'POST', ...address, path, body: { [name]: value }, repeatable: true };
}
