/** What counts as a preview that equals the plan, and what a run does with steps, without the CLI. */
import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';
import { describe, expect, it } from 'vitest';
import type { Receipt, Step } from '../../src/core/model.ts';
import { foresee } from '../../src/engines/pulumi/preview.ts';
import { Stopped } from '../../src/engines/pulumi/provider/desk.ts';
import { resourceOf } from '../../src/engines/pulumi/resource.ts';
import { startRun } from '../../src/engines/pulumi/run.ts';
import { problemOf } from '../contract/failure.ts';
import { planOf, receiptsOf } from './plan.ts';

const event = (op: string, step: Step, inputs: object = resourceOf(step).inputs): EngineEvent => {
  const { type, name } = resourceOf(step);
  const urn = `urn:pulumi:stack::project::${type}::${name}`;
  return { resourcePreEvent: { metadata: { op, urn, type, new: { inputs } } } } as unknown as EngineEvent;
};

const { steps } = planOf({ id: 'a', properties: { city: 'Bergen' } }, { action: 'restore', id: 'b' });
const [changed, restored] = steps as [Step, Step];
const isImported = (step: Step): boolean => step === changed;

function judged(...events: readonly EngineEvent[]) {
  const foresight = foresee();
  for (const one of events) foresight.hear(one);
  return () => foresight.mustEqual(steps, isImported);
}

describe('a preview', () => {
  const asPlanned = [event('import', changed), event('update', changed), event('create', restored)];

  it('that is the plan lets it go on, with the stack that Pulumi makes for itself', () => {
    const stack = {
      metadata: { op: 'create', urn: 'urn:pulumi:s::p::pulumi:pulumi:Stack::p-s', type: 'pulumi:pulumi:Stack' },
    };
    expect(judged({ resourcePreEvent: stack } as unknown as EngineEvent, ...asPlanned)).not.toThrow();
  });

  it('that a policy pack forbids begins nothing, and advice keeps nobody from it', async () => {
    const foresight = foresee();
    const said = (enforcementLevel: string, message: string): EngineEvent =>
      ({ policyEvent: { policyPackName: 'guards', enforcementLevel, message } }) as unknown as EngineEvent;
    foresight.hear(said('advisory', 'is a lot'));
    expect(() => foresight.mustBeAllowed()).not.toThrow();
    foresight.hear(said('mandatory', 'mass-deletion:\n  would delete all\n'));
    foresight.hear(said('mandatory', 'mass-deletion:\n  would delete all\n'));
    expect(await problemOf((async () => foresight.mustBeAllowed())())).toMatchObject({
      code: 'engine',
      text: expect.stringMatching(/nothing was begun: guards: mass-deletion: would delete all$/),
    });
  });

  it.each<readonly [string, readonly EngineEvent[], RegExp]>([
    ['lacks a step', asPlanned.slice(0, 2), /step 2 .* Pulumi would nothing, not create/],
    ['deletes', [...asPlanned, event('delete', restored)], /step 2 .* Pulumi would create, delete, not create/],
    ['replaces', [event('import', changed), event('replace', changed), event('create', restored)], /import, replace/],
    [
      'makes what is to be changed',
      [event('create', changed), event('create', restored)],
      /would create, not import, update/,
    ],
    [
      'would write other values',
      [event('import', changed), event('update', changed, {}), event('create', restored)],
      /other values/,
    ],
    [
      'has more',
      [...asPlanned, event('create', { ...restored, n: 3 })],
      /#3: Pulumi would create, which is not planned/,
    ],
  ])('that %s stops it', async (_, events, message) => {
    const problem = await problemOf((async () => judged(...events)())());
    expect(problem).toMatchObject({ code: 'engine', text: expect.stringMatching(message) });
  });
});

describe('a run', () => {
  const gate = () => {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open: () => open(), opened };
  };
  const ok = ({ n, type, id, action }: Step): Receipt => {
    return { n, type, id, action, outcome: 'updated', links: 0, requestIds: [] };
  };
  const many = planOf(...['a', 'b', 'c', 'd'].map((id) => ({ id }))).steps;

  it('begins no more at once than it may, and gives every receipt', async () => {
    let [now, most] = [0, 0];
    const carry = async (step: Step): Promise<Receipt> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return ok(step);
    };
    const run = startRun({ steps: many, presences: new Map(), carry, concurrency: 2 });
    const receipts = receiptsOf(run.receipts());
    await Promise.all(many.map((step) => run.carryOut(step)));
    await run.close();
    expect(most).toBe(2);
    expect((await receipts).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect(run.open()).toEqual([]);
  });

  it('puts on record before it sends; when that fails, begins nothing more, and what is under way ends', async () => {
    const { open, opened } = gate();
    const sent: number[] = [];
    const run = startRun({
      steps: many,
      presences: new Map(),
      concurrency: 2,
      before: ({ n }) => (n === 2 ? Promise.reject(new Error('the disk is full')) : undefined),
      carry: async (step) => {
        await opened;
        sent.push(step.n);
        return ok(step);
      },
    });
    const asked = many.map((step) => run.carryOut(step));
    const ends = Promise.allSettled(asked);
    await expect(asked[1]).rejects.toThrow('the disk is full');
    await expect(asked[2]).rejects.toThrow(Stopped);
    open();
    expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    await run.close();
    expect(sent).toEqual([1]);
    expect(run.broken()?.error).toMatchObject({ message: 'the disk is full' });
    expect((await receiptsOf(run.receipts())).map(({ n }) => n)).toEqual([1]);
  });

  it('never carries a step out twice', async () => {
    const run = startRun({ steps: many, presences: new Map(), carry: async (step) => ok(step), concurrency: 1 });
    const [first] = many as [Step];
    const once = run.carryOut(first);
    await expect(run.carryOut(first)).rejects.toThrow(/already/);
    expect(await run.carryOut(first).catch(() => once)).toEqual(await once);
    expect(await run.carryOut(first)).toEqual(await once);
    await run.close();
  });

  it('lets go of whoever waits when it is stopped', async () => {
    const stop = new AbortController();
    const { steps } = planOf({ id: 'a' }, { id: 'b', behind: [1] });
    const run = startRun({
      steps,
      presences: new Map(),
      carry: async (step) => ok(step),
      concurrency: 1,
      signal: stop.signal,
    });
    const waiting = run.isTurnOf(steps[1] as Step);
    stop.abort();
    await expect(waiting).rejects.toThrow(Stopped);
    await expect(run.carryOut(steps[0] as Step)).rejects.toThrow(Stopped);
    await run.close();
  });
});
