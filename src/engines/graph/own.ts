/**
 * The properties that Graph takes in one PATCH of the object. Graph refuses a write as a whole for one value in it; on objects
 * of the directory the others are written all the same, each alone: an account must not stay open because its department has
 * an odd name. What would open something is held back then, because what was refused may have been what closes it: a dynamic
 * group does not start to compute by the rule that was to be replaced. A policy is written whole or not at all.
 */
import type { TypePage } from '../../core/catalog/page.ts';
import type { Body, Value } from '../../core/model.ts';
import { equal } from '../../core/value.ts';
import type { GraphError } from '../../graph/answer.ts';
import type { Work } from './bench.ts';
import { disabledBefore, sentBefore } from './inParts.ts';
import { addressed, isFinal, writeValues } from './values.ts';

/** The errors, with the rest tried where that makes sense. */
export async function writeOwn(work: Work, page: TypePage, own: Body): Promise<readonly GraphError[]> {
  const before = await disabledBefore(work, page, own);
  if (before !== null) {
    const error = await patch(work, page, own, before.first);
    if (error !== null) return [error];
  }
  const refused = await writeParts(work, page, own);
  const errors = [...new Set(refused.values())];
  // What was disabled to make way for something that did not come would be an outage.
  for (const [name, value] of Object.entries(before?.live ?? {})) {
    if (!refused.has(name) || errors.some(isFinal)) continue;
    const error = await patch(work, page, own, { [name]: value });
    if (error !== null) errors.push({ ...error, message: `${name} stays disabled: ${error.message}` });
  }
  return errors;
}

/** The errors by property. */
async function writeParts(work: Work, page: TypePage, own: Body): Promise<ReadonlyMap<string, GraphError>> {
  const error = await writeInOrder(work, page, own, own);
  if (error === null) return new Map();
  const names = Object.keys(own).filter((name) => name !== '@odata.type');
  if (!mayPart(page, names, error)) return new Map(names.map((name) => [name, error]));
  const refused = new Map<string, GraphError>();
  const isOpening = (name: string): boolean => opens(page, name, own[name] as Value);
  for (const name of [...names.filter((name) => !isOpening(name)), ...names.filter(isOpening)]) {
    const others = [...refused.keys()].join(', ');
    if (isOpening(name) && refused.size > 0) {
      refused.set(name, { ...error, message: `${name}: held back, because ${others} was refused` });
      continue;
    }
    const answer = await writeInOrder(work, page, own, { [name]: own[name] as Value });
    if (answer !== null) refused.set(name, { ...answer, message: `${name}: ${answer.message}` });
    if (answer !== null && isFinal(answer)) break;
  }
  return refused;
}

/** One value may be refused for being wrong, or for needing a permission that the others do not need. */
const mayPart = (page: TypePage, names: readonly string[], { kind, status }: GraphError): boolean =>
  page.properties !== 'all' && names.length > 1 && kind === 'refused' && (status === 400 || status === 403);

const opens = ({ properties }: TypePage, name: string, value: Value): boolean =>
  properties !== 'all' &&
  properties.some((property) => property.name === name && property.opens?.some((one) => equal(one, value)) === true);

async function writeInOrder(work: Work, page: TypePage, own: Body, values: Body): Promise<GraphError | null> {
  const early = sentBefore(page, values);
  if (early !== null) {
    const error = await patch(work, page, own, early);
    // What follows repeats it, and tells what is wrong.
    if (error !== null && isFinal(error)) return error;
  }
  return patch(work, page, own, values);
}

/** Graph wants to be told the derived type with every write to one. */
function patch(work: Work, page: TypePage, own: Body, values: Body): Promise<GraphError | null> {
  const type = own['@odata.type'];
  const body: Body = type === undefined ? values : { '@odata.type': type, ...values };
  return writeValues(work, body, { method: 'PATCH', ...addressed(work, page), body });
}
