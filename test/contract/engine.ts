/** What every `Engine` must do. Judged by what the tenant says afterwards, not by what was sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printKey } from '../../src/core/canonical/path.ts';
import type { Body, ObjectType, Presence } from '../../src/core/model.ts';
import type { Engine, Tenant } from '../../src/core/ports.ts';
import { Failure } from '../../src/core/problem.ts';
import type { Seed } from '../../src/embedded/seed.ts';
import { linkTo, planOf, receiptsOf, type StepDraft } from '../engines/plan.ts';
import { ids, roles, seed } from './seed.ts';

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

    /** The conditions of the policy, with these users left out. */
    const conditionsOf = async (excludeUsers: readonly string[]): Promise<Body> => {
      const { conditions } = await body('conditionalAccessPolicy', ids.mfa);
      const { users } = conditions as { readonly users: Body };
      return { ...(conditions as Body), users: { ...users, excludeUsers } };
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

    it('adds and removes sponsors and owners, and the same again is done already', async () => {
      const steps: StepDraft[] = [
        { id: ids.ada, links: [linkTo('sponsors', [ids.eve], [ids.bob])] },
        { type: 'application', id: ids.payroll, links: [linkTo('owners', [ids.bob], [ids.ada])] },
      ];
      for (const _ of ['once', 'again']) {
        expect(await outcomes(...steps)).toEqual(['updated', 'updated']);
        expect((await body('user', ids.ada)).sponsors).toEqual([`user/${ids.eve}`]);
        expect((await body('application', ids.payroll)).owners).toEqual([`user/${ids.bob}`]);
      }
    });

    it('gives and takes back app roles and admin consent, and the same again is done already', async () => {
      const scope = (permission: string) => ({ type: 'servicePrincipal', id: ids.graphPrincipal, permission });
      const step: StepDraft = {
        type: 'servicePrincipal',
        id: ids.payrollPrincipal,
        links: [
          {
            name: 'appRoleAssignedTo',
            add: [{ type: 'user', id: ids.bob, permission: roles.reader }],
            remove: [{ type: 'user', id: ids.ada, permission: roles.reader }],
          },
          { name: 'oauth2PermissionGrants', add: [scope('Mail.Read')], remove: [scope('User.Read')] },
        ],
      };
      for (const _ of ['once', 'again']) {
        expect(await run(step)).toMatchObject([{ outcome: 'updated', links: 4 }]);
        expect(await body('servicePrincipal', ids.payrollPrincipal)).toMatchObject({
          appRoleAssignedTo: [`group/${ids.team}/${roles.approver}`, `user/${ids.bob}/${roles.reader}`],
          oauth2PermissionGrants: ['Group.Read.All', 'Mail.Read'].map(
            (permission) => `servicePrincipal/${ids.graphPrincipal}/${permission}`,
          ),
        });
      }
      const all = ['Group.Read.All', 'Mail.Read'].map(scope);
      expect(await outcomes({ ...step, links: [{ name: 'oauth2PermissionGrants', add: [], remove: all }] })).toEqual([
        'updated',
      ]);
      expect(await body('servicePrincipal', ids.payrollPrincipal)).toMatchObject({ oauth2PermissionGrants: [] });
    });

    it('makes, changes and removes children, and the same again changes nothing', async () => {
      const before = await body('application', ids.payroll);
      const { ci } = before.federatedIdentityCredentials as { readonly ci: Body };
      const wanted = {
        ci: { ...ci, description: 'Ours' },
        nightly: { ...ci, name: 'nightly', subject: 'repo:nightly' },
      };
      const change = (children: Body): StepDraft => ({
        type: 'application',
        id: ids.payroll,
        properties: { federatedIdentityCredentials: children },
      });
      for (const _ of ['once', 'again']) {
        expect(await outcomes(change(wanted))).toEqual(['updated']);
        expect((await body('application', ids.payroll)).federatedIdentityCredentials).toEqual(wanted);
      }
      expect(await outcomes(change({ ci, nightly: null }))).toEqual(['updated']);
      expect(await body('application', ids.payroll)).toEqual(before);
    });

    it('writes strengths with their combinations and configurations', async () => {
      const before = await body('authenticationStrengthPolicy', ids.keys);
      const { fido2 } = before.combinationConfigurations as { readonly fido2: Body };
      const combinations = ['fido2', 'x509CertificateMultiFactor'];
      const configured = { fido2: { ...fido2, allowedAAGUIDs: ['90a3ccdf-635c-4729-a248-9b709135078f'] } };
      const change = (properties: Body): StepDraft => ({
        type: 'authenticationStrengthPolicy',
        id: ids.keys,
        properties,
      });
      const properties = {
        description: 'New',
        allowedCombinations: combinations,
        combinationConfigurations: configured,
      };
      expect(await outcomes(change(properties))).toEqual(['updated']);
      expect(await body('authenticationStrengthPolicy', ids.keys)).toMatchObject(properties);
      expect(await outcomes(change({ combinationConfigurations: { fido2: null } }))).toEqual(['updated']);
      expect(await body('authenticationStrengthPolicy', ids.keys)).toMatchObject({ combinationConfigurations: {} });
    });

    it('writes what a tenant has one of', async () => {
      const sms = await body('authenticationMethodsPolicy', 'Sms');
      const state = sms.state === 'enabled' ? 'disabled' : 'enabled';
      const organization = seed.organization?.id as string;
      const mails = ['security@contoso.onmicrosoft.com'];
      expect(
        await outcomes(
          {
            type: 'authenticationMethodsPolicy',
            id: 'Sms',
            properties: { '@odata.type': sms['@odata.type'] as string, state },
          },
          { type: 'authorizationPolicy', id: 'authorizationPolicy', properties: { allowInvitesFrom: 'none' } },
          { type: 'organization', id: organization, properties: { technicalNotificationMails: mails } },
        ),
      ).toEqual(['updated', 'updated', 'updated']);
      expect(await body('authenticationMethodsPolicy', 'Sms')).toEqual({ ...sms, state });
      expect(await body('authorizationPolicy', 'authorizationPolicy')).toMatchObject({ allowInvitesFrom: 'none' });
      expect(await body('organization', organization)).toMatchObject({ technicalNotificationMails: mails });
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

    it('makes objects anew, and writes their new ids where the plan has the old ones', async () => {
      const receipts = await run(
        {
          action: 'recreate',
          id: ids.never,
          properties: {
            displayName: 'Nia',
            userPrincipalName: 'nia@contoso.onmicrosoft.com',
            mailNickname: 'nia',
            accountEnabled: true,
            city: 'Bergen',
          },
        },
        { id: ids.never, links: [linkTo('manager', [ids.ada])], after: [1] },
        { type: 'group', id: ids.team, links: [linkTo('members', [ids.never])], after: [1] },
        {
          type: 'conditionalAccessPolicy',
          id: ids.mfa,
          properties: { conditions: await conditionsOf([ids.never, ids.bob]) },
          after: [1],
        },
      );
      expect(receipts.map(({ outcome }) => outcome)).toEqual(['recreated', 'updated', 'updated', 'updated']);
      expect(receipts.map(({ id }) => id)).toEqual([ids.never, ids.never, ids.team, ids.mfa]);
      const newId = receipts[0]?.newId as string;
      expect(await body('user', newId)).toMatchObject({
        accountEnabled: true,
        city: 'Bergen',
        manager: `user/${ids.ada}`,
      });
      expect((await body('group', ids.team)).members).toContain(`user/${newId}`);
      const { conditions } = await body('conditionalAccessPolicy', ids.mfa);
      expect(conditions).toMatchObject({ users: { excludeUsers: [ids.bob, newId].toSorted() } });
      expect(await now('user', ids.never)).toEqual({ is: 'absent' });
    });

    it('makes nothing when it cannot be put on record before', async () => {
      const plan = planOf({
        action: 'recreate',
        type: 'namedLocation',
        id: ids.never,
        properties: {
          '@odata.type': '#microsoft.graph.countryNamedLocation',
          displayName: 'Home',
          countriesAndRegions: ['NO'],
        },
      });
      const creations = {
        before: () => Promise.reject(new Failure({ code: 'repository', message: 'the journal is away' })),
        begun: () => new Map(),
        taken: () => new Set<string>(),
      };
      const receipts = await receiptsOf(under.engine.carryOut(plan, { creations: creations }));
      expect(receipts).toMatchObject([{ outcome: 'failed', code: 'repository' }]);
      expect(receipts[0]?.newId).toBeUndefined();
      const names = [];
      for await (const { body } of under.tenant.read('namedLocation')) names.push(body.displayName);
      expect(names).not.toContain('Home');
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
      expect(await receiptsOf(under.engine.carryOut(plan, { signal: AbortSignal.abort() }))).toEqual([]);
      expect(await body('user', ids.ada)).toMatchObject({ city: 'Oslo' });
    });
  });
}
