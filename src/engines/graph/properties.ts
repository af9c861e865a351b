/** Writing the properties of an object, each where Graph takes it. */
import { pageOf } from '../../core/catalog/index.ts';
import type { TypePage } from '../../core/catalog/page.ts';
import type { Body, Value } from '../../core/model.ts';
import { equal, isBody } from '../../core/value.ts';
import { elsewherePath, itemPath } from '../../graph/addresses.ts';
import type { GraphError } from '../../graph/answer.ts';
import type { GraphRequest } from '../../graph/request.ts';
import { type Trouble, troubleOf, type Work } from './bench.ts';
import { writeChildren } from './children.ts';
import { disabledBefore, sentBefore } from './inParts.ts';
import { lookAt } from './look.ts';
import { sendPatiently } from './patience.ts';

/**
 * Writes what the step names and nothing else; gives the first error, having tried the rest where that makes sense. An authentication strength goes out as our bodies
 * have it, nested in `grantControls` as `{ "id" }`: the `@odata.bind` form is answered with 400 (public reports; Last verified:
 * 2026-11-23).
 */
export async function writeProperties(work: Work): Promise<GraphError | null> {
  const page = pageOf(work.step.type);
  const { own, others, children } = sorted(page, work.step.writes.properties);
  const refused: GraphError[] = [];
  if (Object.keys(own).some((name) => name !== '@odata.type')) {
    const first = await disabledBefore(work, page, own);
    if (first !== null) {
      const error = await write(work, first, { method: 'PATCH', ...addressed(work, page), body: first });
      if (error !== null) return error;
    }
    const early = sentBefore(page, own);
    if (early !== null) {
      const error = await write(work, early, { method: 'PATCH', ...addressed(work, page), body: early });
      // What follows repeats it, and tells what is wrong.
      if (error !== null && isFinal(error)) return error;
    }
    const error = await write(work, own, { method: 'PATCH', ...addressed(work, page), body: own });
    if (error !== null) refused.push(...(await oneByOne(work, page, own, error)));
  }
  if (refused.some(isFinal)) return refused[0] ?? null;
  // What goes, goes first: an action may not take away what a child still builds on.
  for (const [declared, wanted] of children) {
    const error = await writeChildren(work, declared, only(wanted, true));
    if (error !== null) refused.push(error);
  }
  for (const [name, value] of others) {
    const error = await write(work, { [name]: value }, requestFor(work, page, name, value));
    if (error !== null) refused.push(error);
  }
  for (const [declared, wanted] of children) {
    const error = await writeChildren(work, declared, only(wanted, false));
    if (error !== null) refused.push(error);
  }
  return refused[0] ?? null;
}

/** The children that are to go, or the others. */
const only = (wanted: Value, going: boolean): Value =>
  isBody(wanted)
    ? Object.fromEntries(Object.entries(wanted).filter(([, child]) => (child === null) === going))
    : wanted;

/**
 * Graph refuses a write as a whole for one value in it. On objects of the directory the others are written all the same, each
 * alone: an account must not stay open because its department has an odd name. A policy is written whole or not at all.
 */
async function oneByOne(work: Work, page: TypePage, own: Body, error: GraphError): Promise<readonly GraphError[]> {
  const names = Object.keys(own).filter((name) => name !== '@odata.type');
  const mayPart = page.properties !== 'all' && names.length > 1 && error.kind === 'refused' && error.status === 400;
  if (!mayPart) return [error];
  const errors: GraphError[] = [];
  const type = own['@odata.type'];
  for (const name of names) {
    const one: Body = { ...(type === undefined ? {} : { '@odata.type': type }), [name]: own[name] as Value };
    const answer = await write(work, one, { method: 'PATCH', ...addressed(work, page), body: one });
    if (answer !== null) errors.push({ ...answer, message: `${name}: ${answer.message}` });
    if (answer !== null && isFinal(answer)) break;
  }
  return errors;
}

/** Nothing that follows would fare better. */
export const isFinal = (error: GraphError): boolean =>
  error.kind === 'canceled' || error.kind === 'signIn' || error.status === 403 || error.status === 404;

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

type Request = Omit<GraphRequest, 'expects'>;

const addressed = (work: Work, page: TypePage): Pick<Request, 'version' | 'path' | 'lane'> => ({
  version: page.read.version,
  path: itemPath(page, work.step.id),
  lane: page.read.pace,
});

function requestFor(work: Work, page: TypePage, name: string, value: Value): Request {
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

async function write(work: Work, written: Body, request: Request): Promise<GraphError | null> {
  const answer = await sendPatiently(work, request);
  return answer.ok || (await isWritten(work, written, answer.error)) ? null : answer.error;
}

/** After a lost answer: whether the tenant has the values all the same. */
async function isWritten(work: Work, written: Body, error: GraphError): Promise<boolean> {
  if (!error.mayHaveHappened || error.kind === 'canceled' || error.kind === 'signIn') return false;
  // What is optional to read is looked at all the same when it was written.
  const choice = Object.fromEntries(Object.keys(written).map((name) => [name, true]));
  const presence = await lookAt(work.bench.client, work.step, choice);
  if (presence.is !== 'present') return false;
  const { body } = presence;
  return Object.keys(written).every((name) => equal(body[name], written[name]));
}

export const propertiesTrouble = (error: GraphError, before?: string): Trouble =>
  troubleOf(error, before === undefined ? undefined : `${before}, but its properties were not written`);
