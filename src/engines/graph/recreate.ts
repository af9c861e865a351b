/**
 * Making an object anew that is gone for good: with what Graph insists on, harmless at first, then all the rest as any other
 * update. No object is made twice: that a creation begins is on record before it is sent, and one whose answer was lost is
 * looked for before it is tried again.
 */
import { randomBytes } from 'node:crypto';
import { isObjectId, printKey } from '../../core/canonical/path.ts';
import { pageOf } from '../../core/catalog/index.ts';
import type { Creation, TypePage } from '../../core/catalog/page.ts';
import { whyReadOnly } from '../../core/diff.ts';
import { propertiesNow } from '../../core/identities/rewrite.ts';
import { withRecreated } from '../../core/identities/table.ts';
import type { Body, Value } from '../../core/model.ts';
import { describeProblem, Failure } from '../../core/problem.ts';
import { equal } from '../../core/value.ts';
import type { GraphError } from '../../graph/answer.ts';
import type { JsonObject } from '../../graph/request.ts';
import { send, type Trouble, troubleOf, type Work } from './bench.ts';
import { findAgain, type Made } from './findAgain.ts';
import { buildsOnRestored, mayBeTooEarly } from './patience.ts';
import { update } from './update.ts';

export async function recreate(work: Work): Promise<Trouble | null> {
  const { bench, step } = work;
  const page = pageOf(step.type);
  const { creation } = page;
  if (creation === null) throw new Error(`${step.type} is never made anew`);
  const sent = bodyToCreate(creation, step.writes.properties);

  const since = bench.creations.begun().get(printKey(step));
  const found = since === undefined ? null : await findAgain(work, page, sent, since);
  if (found !== null && 'outcome' in found) return found;
  let made: JsonObject | null = found?.object ?? null;
  if (made === null) {
    const unrecorded = await putOnRecord(work);
    if (unrecorded !== null) return unrecorded;
    const created = await create(work, page, creation, sent);
    if ('outcome' in created) return created;
    made = created.object;
  }
  const trouble = noteMade(work, page, made);
  if (trouble !== null) return trouble;
  // One that was found again may be written in part.
  return writeTheRest(work, page, found === null ? sent : {});
}

/** What is not on record could be made twice: it is not made. */
async function putOnRecord({ bench, step }: Work): Promise<Trouble | null> {
  try {
    await bench.creations.before(step);
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const reason = error.problems.map(describeProblem).join('; ');
    const code = error.problems[0]?.code ?? 'repository';
    return { outcome: 'failed', code, message: `not made, because that could not be put on record: ${reason}` };
  }
}

async function create(work: Work, page: TypePage, creation: Creation, sent: Body): Promise<Made> {
  const { bench } = work;
  const { version, path, pace: lane } = page.read;
  // Graph takes no second one of the same name, so asking again cannot make two.
  const isUnique = creation.foundBy !== 'displayName';
  for (let attempt = 1; ; attempt += 1) {
    const body = creation.password === true ? { ...sent, passwordProfile: passwordNobodyKnows() } : sent;
    const answer = await send(work, { method: 'POST', version, path, lane, body, repeatable: isUnique }, 'json');
    if (answer.ok) return { object: answer.body ?? {} };
    const { error } = answer;
    if (mayBeMade(error) || (isUnique && error.mayHaveHappened && isClash(error)))
      return (await lookForLost(work, page, sent)) ?? troubleOf(error);
    if (!buildsOnRestored(work) || !mayBeTooEarly(error) || attempt >= bench.patience.tries) return troubleOf(error);
    await bench.client.sleep(bench.patience.waitMs);
  }
}

/** No answer came, or none that can be trusted. */
const mayBeMade = (error: GraphError): boolean =>
  error.mayHaveHappened && error.kind !== 'refused' && error.kind !== 'canceled';

/** Somebody has the name: the object itself, where an earlier try was heard after all. */
const isClash = ({ kind, status }: GraphError): boolean => kind === 'refused' && (status === 400 || status === 409);

/** Null where it cannot be found now: only the next try, which looks first, can tell. */
async function lookForLost(work: Work, page: TypePage, sent: Body): Promise<Made | null> {
  const since = work.bench.creations.begun().get(printKey(work.step));
  return since === undefined ? null : findAgain(work, page, sent, since);
}

/** From here on every step knows the object by its new id. */
function noteMade(work: Work, page: TypePage, { id, appId }: JsonObject): Trouble | null {
  const { bench, step } = work;
  if (typeof id !== 'string' || !isObjectId(id)) {
    return { outcome: 'unknown', code: 'lyingAnswer', message: 'it was made, but Graph did not say under which id' };
  }
  const isOther = step.appId !== undefined && typeof appId === 'string' && appId !== step.appId;
  const renewed = isOther ? { appId: { before: step.appId as string, now: appId as string } } : {};
  work.made = { newId: id, ...renewed };
  const recreated = { type: page.type, oldId: step.id, newId: id, ...renewed, recovery: 'this one' };
  bench.identities = withRecreated(bench.identities, [recreated]);
  bench.restored.add(id);
  if (isOther) bench.restored.add(appId as string);
  return null;
}

/** What only creation takes is not sent again, nor what went with it. */
function writeTheRest(work: Work, page: TypePage, sent: Body): Promise<Trouble | null> {
  const { bench, step } = work;
  const properties = propertiesNow(bench.identities, page, step.writes.properties);
  const names = Object.keys(properties).filter(
    (name) => whyReadOnly(page, [name]) === undefined && !equal(sent[name], properties[name]),
  );
  const odataType = properties['@odata.type'];
  const rest = {
    ...(odataType === undefined || names.length === 0 ? {} : { '@odata.type': odataType }),
    ...Object.fromEntries(names.map((name) => [name, properties[name] as Value])),
  };
  const id = work.made?.newId ?? step.id;
  return update({ ...work, step: { ...step, id, writes: { properties: rest, links: [] } } }, 'it was made anew');
}

/** The properties that go with the request. Null says nothing of a new object. */
export function bodyToCreate({ takes, initially }: Creation, properties: Body): Body {
  const taken = Object.entries(properties).filter(
    ([name, value]) => value !== null && (takes === 'all' || takes.includes(name) || name === '@odata.type'),
  );
  return { ...Object.fromEntries(taken), ...initially(properties) };
}

/** Made at the last moment and kept nowhere. Its form is what every password policy of Entra's takes. */
const passwordNobodyKnows = (): Body => ({
  password: `aA1-${randomBytes(32).toString('base64url')}`,
  forceChangePasswordNextSignIn: true,
});
