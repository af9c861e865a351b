/** What the provider says to each call about a resource. It writes nothing that is not a step of the plan, as it stands. */
import { printKey } from '../../../core/canonical/path.ts';
import { hasSucceeded } from '../../../core/carrying.ts';
import { pageOf } from '../../../core/catalog/index.ts';
import type { Body, Receipt, Step } from '../../../core/model.ts';
import { differences, observed, resourceOf, same, stepNumberIn } from '../resource.ts';
import type { Desk } from './desk.ts';
import { hasUnknown } from './values.ts';

/** A refusal with a sentence for people. Codes are gRPC's. */
export class Refusal extends Error {
  readonly code: 'invalid' | 'missing' | 'precondition' | 'permission' | 'failed' | 'canceled';

  constructor(code: Refusal['code'], message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** No network: Pulumi checks one resource after the other. */
export function check(desk: Desk, urn: string, news: Body): readonly CheckFailure[] {
  if (hasUnknown(news))
    return [{ property: '', reason: 'a recovery writes what is known: it takes no outputs of others' }];
  const step = stepIn(desk, urn);
  if (step === undefined) return [{ property: 'step', reason: 'the plan has no such step' }];
  const { type, name, inputs } = resourceOf(step);
  if (!urn.endsWith(`::${type}::${name}`)) {
    return [{ property: 'step', reason: `step ${step.n} of the plan is ${type} ${name}` }];
  }
  return differences(news, inputs).map((property) => ({
    property,
    reason: `not what step ${step.n} of the plan says`,
  }));
}

export const diff = differences;

/** On import; and on refresh, where a missing object is null. */
export async function read(desk: Desk, urn: string, isRefresh: boolean, state: Body): Promise<Body | null> {
  const step = stepIn(desk, urn);
  if (step === undefined) {
    if (isRefresh) return state;
    throw new Refusal('missing', `${urn} is no step of the plan`);
  }
  // What was deleted is not to be there, and what was brought back or made is told by its own steps.
  if (isRefresh && step.action !== 'update') return state;
  const presence = await desk.look(step);
  if (presence.is === 'present') {
    const now = observed(step, presence.body);
    const wanted = resourceOf(step).inputs;
    const isAsWanted = same(now.properties, wanted.properties) && same(now.links, wanted.links);
    return isRefresh ? { ...now, carriedOut: isAsWanted && state.carriedOut === true } : now;
  }
  if (presence.is === 'unknown') throw new Refusal('failed', `${printKey(step)} could not be read: ${presence.reason}`);
  if (isRefresh) return null;
  const where = presence.is === 'softDeleted' ? 'is among the deleted items' : 'is not there';
  throw new Refusal('missing', `${printKey(step)} ${where}: there is nothing to import`);
}

/** Carries the step out, or says why it was not. Gives the id of the object and what it is now, in the words of the inputs. */
export async function carryOut(
  desk: Desk,
  urn: string,
  inputs: Body,
): Promise<{ readonly id: string; readonly state: Body }> {
  const step = stepIn(desk, urn);
  const [failure] = check(desk, urn, inputs);
  if (step === undefined || failure !== undefined) {
    throw new Refusal('invalid', failure?.reason ?? `${urn} is no step of the plan`);
  }
  const receipt = await desk.carryOut(step);
  if (!hasSucceeded(receipt)) throw refusalOf(step, receipt);
  return { id: receipt.newId ?? step.id, state: resourceOf(step).inputs };
}

function refusalOf(step: Step, { outcome, code = 'failed', message = 'no reason was given' }: Receipt): Refusal {
  const isPermission = code === 'Authorization_RequestDenied' || /^(?:\S+: )*403\b/.test(message);
  const needs = isPermission ? ` Writing it needs ${pageOf(step.type).permissions.write.join(', ')}.` : '';
  return new Refusal(
    isPermission ? 'permission' : 'failed',
    `${printKey(step)} ${outcome} (${code}): ${message}${needs}`,
  );
}

/** Pulumi's word for taking an object away for good. */
export function refuseDelete(urn: string): never {
  throw new Refusal(
    'precondition',
    `${urn}: nothing is deleted for good here. A deletion of the plan is a step of its own, which can be undone; to forget the resource, take it out of the state.`,
  );
}

function stepIn(desk: Desk, urn: string): Step | undefined {
  const n = stepNumberIn(urn);
  return n === null ? undefined : desk.step(n);
}
