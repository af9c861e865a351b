/** What every `Engine` must do. Judged by what the tenant says afterwards, not by what was sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printKey } from '../../src/core/canonical/path.ts';
import type { Body, ObjectType, Presence } from '../../src/core/model.ts';
import type { Engine, Tenant } from '../../src/core/ports.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { linkTo, planOf, receiptsOf, type StepDraft } from '../engines/plan.ts';
import { ids, seed } from './seed.ts';

export interface EngineUnderTest {
  readonly engine: Engine;
  /** The tenant that it works on. */
  readonly tenant: Tenant;
  close(): Promise<void>;
}

/** `make` gives an engine on a tenant with what the seed holds. */
export function engineContract(make: (seed: Seed) => Promise<EngineUnderTest>): void {
  describe('as an engine', () => {
    let under: EngineUnderTest;
    beforeEach(async () => {
      under = await make(seed);
    });
    afterEach(() => under.close());

    const run = (...steps: StepDraft[]) => receiptsOf(under.engine.carryOut(planOf(...steps)));
    const outcomes = async (...steps: StepDraft[]) => (await run(...steps)).map(({ outcome }) => outcome);
    const now = async (type: ObjectType, id: string): Promise<Presence> =>
      (await under.tenant.readByKey([{ type, id }])).get(printKey({ type, id })) as Presence;
    const body = async (type: ObjectType, id: string): Promise<Body> => {
      const presence = await now(type, id);
      if (presence.is !== 'present') throw new Error(`${type}/${id} is ${presence.is}`);
      return presence.body;
    };

    it('writes properties, only those, and the same again changes nothing', async () => {
      const before = await body('user', ids.ada);
      const step = { id: ids.ada, properties: { city: 'Bergen', department: null } };
      expect(await outcomes(step)).toEqual(['updated']);
      const after = await body('user', ids.ada);
      expect(after).toMatchObject({ ...before, city: 'Bergen' });
      expect(await outcomes(step)).toEqual(['updated']);
      expect(await body('user', ids.ada)).toEqual(after);
    });

    it('adds and removes links, and the same again is done already', async () => {
      const step: StepDraft = {
        type: 'group',
        id: ids.team,
        links: [linkTo('members', [ids.eve, ids.ada], [ids.bob])],
      };
      expect(await outcomes(step)).toEqual(['updated']);
      const members = [`user/${ids.ada}`, `user/${ids.eve}`];
      expect((await body('group', ids.team)).members).toEqual(members);
      expect(await run(step)).toMatchObject([{ outcome: 'updated', links: 3 }]);
      expect((await body('group', ids.team)).members).toEqual(members);
    });

    it('sets and clears a manager', async () => {
      expect(await outcomes({ id: ids.ada, links: [linkTo('manager', [ids.bob])] })).toEqual(['updated']);
      expect((await body('user', ids.ada)).manager).toBe(`user/${ids.bob}`);
      expect(await outcomes({ id: ids.ada, links: [linkTo('manager', [], [ids.bob])] })).toEqual(['updated']);
      expect((await body('user', ids.ada)).manager).toBeNull();
    });

    it('deletes so that it can be restored to what it was', async () => {
      const before = await body('user', ids.bob);
      expect(await outcomes({ action: 'softDelete', id: ids.bob })).toEqual(['softDeleted']);
      expect((await now('user', ids.bob)).is).toBe('softDeleted');
      expect(await outcomes({ action: 'softDelete', id: ids.bob })).toEqual(['softDeleted']);
      expect(await outcomes({ action: 'restore', id: ids.bob })).toEqual(['restored']);
      expect(await body('user', ids.bob)).toEqual(before);
      expect(await outcomes({ action: 'restore', id: ids.bob })).toEqual(['restored']);
    });

    it('restores in one step with the links that go to it in the next', async () => {
      expect(
        await outcomes(
          { action: 'restore', id: ids.gone, properties: { city: 'Bergen' } },
          { type: 'group', id: ids.team, links: [linkTo('members', [ids.gone])], after: [1] },
        ),
      ).toEqual(['restored', 'updated']);
      expect(await body('user', ids.gone)).toMatchObject({ city: 'Bergen' });
      expect((await body('group', ids.team)).members).toContain(`user/${ids.gone}`);
    });

    it('writes policies and locations', async () => {
      expect(
        await outcomes(
          { type: 'conditionalAccessPolicy', id: ids.mfa, properties: { state: 'enabledForReportingButNotEnforced' } },
          {
            type: 'namedLocation',
            id: ids.office,
            properties: { '@odata.type': '#microsoft.graph.ipNamedLocation', displayName: 'Head office' },
          },
        ),
      ).toEqual(['updated', 'updated']);
      expect(await body('conditionalAccessPolicy', ids.mfa)).toMatchObject({
        state: 'enabledForReportingButNotEnforced',
      });
      expect(await body('namedLocation', ids.office)).toMatchObject({ displayName: 'Head office', isTrusted: true });
    });

    it('goes on after a failure and skips only what hangs on it', async () => {
      const receipts = await run(
        { id: ids.never, properties: { city: 'Bergen' } },
        { id: ids.ada, properties: { city: 'Bergen' } },
        { id: ids.bob, properties: { city: 'Bergen' }, after: [1] },
        { action: 'restore', id: ids.never },
      );
      expect(receipts.map(({ outcome }) => outcome)).toEqual(['failed', 'updated', 'skipped', 'failed']);
      for (const receipt of receipts.filter(({ outcome }) => outcome !== 'updated')) {
        expect(receipt.code).toEqual(expect.any(String));
        expect(receipt.message).toEqual(expect.any(String));
      }
      expect(await body('user', ids.bob)).toMatchObject({ city: 'Oslo' });
    });

    it('does nothing for an empty plan, and nothing when told to stop before', async () => {
      expect(await run()).toEqual([]);
      const plan = planOf({ id: ids.ada, properties: { city: 'Bergen' } });
      expect(await receiptsOf(under.engine.carryOut(plan, AbortSignal.abort()))).toEqual([]);
      expect(await body('user', ids.ada)).toMatchObject({ city: 'Oslo' });
    });
  });
}
