/** What tools/pulumi/bin/pulumi-resource-entra starts, when a person runs Pulumi on a plan file. No command for people. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { guardSettingsIn } from '../../policies/settings.ts';
import { printKey } from '../core/canonical/path.ts';
import { stopsOf } from '../core/guard.ts';
import type { Plan, Presence, Step } from '../core/model.ts';
import { parsePlanFile } from '../core/planFile.ts';
import { fail } from '../core/problem.ts';
import { configurationFile, parseConfiguration } from '../core/settings/configuration.ts';
import { graphSteps } from '../engines/graph/steps.ts';
import { graphTenant } from '../graph/tenant.ts';
import type { AddCommand } from './command.ts';
import type { Context, Ending } from './context.ts';
import { openGraph } from './open.ts';

export const addPulumiProvider: AddCommand = (program, runs) => {
  program
    .command('pulumi-provider', { hidden: true })
    .argument('[engine]', 'where the Pulumi engine listens')
    .action(runs<[string | undefined]>(serve));
};

/** Ends when Pulumi ends it. */
async function serve(context: Context, engine: string | undefined): Promise<Ending> {
  const { serveProvider } = await import('../engines/pulumi/provider/server.ts');
  const { planFile } = await import('../engines/pulumi/provider/configuration.ts');
  const { startRun } = await import('../engines/pulumi/run.ts');
  const configuration = parseConfiguration(await configurationText());
  const client = openGraph(context, configuration);
  const tenant = graphTenant(client, configuration.optionalProperties, configuration.assignments);

  const running = await serveProvider(context.version, async (settings) => {
    const file = planFile(settings) ?? fail('configuration', 'the provider needs the path of a plan file');
    const plan = requireByHand(parsePlanFile(await readFile(file, 'utf8'), file, guardSettingsIn).plan, file);
    const carry = graphSteps(client)();
    const run = startRun({ steps: plan.steps, presences: new Map(), carry, concurrency: 8, signal: context.signal });
    return { ...run, look: (step: Step) => lookAt(step) };
  });
  async function lookAt({ type, id }: Step): Promise<Presence> {
    const presences = await tenant.readByKey([{ type, id }]);
    return presences.get(printKey({ type, id })) ?? { is: 'unknown', reason: 'nobody looked' };
  }

  // The first line tells Pulumi where to call.
  context.out.write(`${running.port}\n`);
  await untilGone(engine, context.signal);
  await running.close();
  return 'done';
}

/** Pulumi ends its providers; when it was killed itself, nobody would. What it has asked for until then is not asked for again. */
async function untilGone(engine: string | undefined, signal: AbortSignal): Promise<void> {
  const port = Number(engine?.split(':').at(-1));
  while (!signal.aborted) {
    // Ends early when told to stop, which is no failure.
    await pause(1_000, undefined, { signal }).catch(() => undefined);
    if (Number.isInteger(port) && !(await listens(port))) return;
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answers: boolean) => (): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });

/** Making anew is put on record before it begins, so that nothing is made twice: Pulumi has no place for that. */
function requireByHand(plan: Plan, file: string): Plan {
  const stops = stopsOf(plan);
  if (stops.length > 0)
    fail('guard', `a guard stops this plan: ${stops.map(({ message }) => message).join('; ')}`, { place: { file } });
  const anew = plan.steps.filter(({ action }) => action === 'recreate');
  if (anew.length === 0) return plan;
  return fail('usage', `the plan makes ${anew.length} objects anew`, {
    place: { file },
    remedy: 'Carry it out with: entra-rewind recover --engine pulumi --recreate',
  });
}

/** Of the folder that Pulumi was started in; a plan file may be used anywhere. */
async function configurationText(): Promise<string> {
  try {
    return await readFile(configurationFile, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    // Everything has a default.
    return '';
  }
}
