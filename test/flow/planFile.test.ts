/** `plan --out`: the guards find in the file what they found when the plan was made. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guards } from '../../policies/index.ts';
import { guardSettingsIn } from '../../policies/settings.ts';
import { writerToken } from '../../src/commands/tenant/identities.ts';
import { runGuards } from '../../src/core/guard.ts';
import { contextIn, parsePlanFile, printPlanFile } from '../../src/core/planFile.ts';
import { contoso } from '../../src/embedded/seeds/contoso.ts';
import { type Scene, setScene } from './scene.ts';

const night = '2026-11-01T02:00:00Z';
const later = '2026-11-01T09:00:00Z';

/** Policies off, an exclusion group emptied, an application granted more: guards have something to say. */
async function attacked(): Promise<Scene> {
  const scene = await setScene({ seed: contoso() });
  expect(await scene.run(night, 'backup')).toMatchObject({ exitCode: 0 });
  const { value } = (await scene.person.get('/v1.0/groups')) as {
    readonly value: readonly { readonly id: string; readonly displayName: string }[];
  };
  const group = value.find(({ displayName }) => displayName === 'CA-Exclude-BreakGlass');
  await scene.person.patch(`/v1.0/groups/${group?.id}`, { description: 'not what it was' });
  const policies = (await scene.person.get('/beta/identity/conditionalAccess/policies')) as {
    readonly value: readonly { readonly id: string; readonly state: string }[];
  };
  const on = policies.value.find(({ state }) => state === 'enabled');
  await scene.person.patch(`/beta/identity/conditionalAccess/policies/${on?.id}`, { state: 'disabled' });
  return scene;
}

describe('plan --out', () => {
  it('keeps the plan, and all that its guards went by', async () => {
    const scene = await attacked();
    const ran = await scene.run(later, 'plan', '--from', 'newest', '--json', '--out', 'plan.json');
    const shown = JSON.parse(ran.out) as { readonly id: string; readonly findings: readonly unknown[] };
    expect(shown.findings.length).toBeGreaterThan(0);

    const text = await scene.file('plan.json');
    const file = parsePlanFile(text, 'plan.json', guardSettingsIn);
    expect(file.plan.id).toBe(shown.id);
    expect(file.tenantId).toBe(scene.server.tenantId);
    const again = runGuards(guards, contextIn(file), file.allowances);
    expect(JSON.parse(JSON.stringify(again.findings))).toEqual(shown.findings);
    expect(printPlanFile(file)).toBe(text);
    expect(text).not.toContain(writerToken(scene.server.tenantId));
    expect((await stat(join(scene.directory, 'plan.json'))).mode & 0o777).toBe(0o600);
  });

  it('says where it cannot write', async () => {
    const scene = await attacked();
    expect(await scene.run(later, 'plan', '--from', 'newest', '--out', 'nowhere/plan.json')).toMatchObject({
      exitCode: 2,
      errors: expect.stringMatching(/^error: nowhere\/plan\.json: ENOENT/m),
    });
  });
});
