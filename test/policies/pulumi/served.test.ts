/** The pack as Pulumi starts it: a program of its own, asked over Pulumi's protocol. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentials } from '@grpc/grpc-js';
import analyzerService from '@pulumi/pulumi/proto/analyzer_grpc_pb.js';
import analyzerMessages from '@pulumi/pulumi/proto/analyzer_pb.js';
import protobuf from 'google-protobuf/google/protobuf/struct_pb.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printPlanFile } from '../../../src/core/planFile.ts';
import { stoppedPlan } from './stoppedPlan.ts';

const { Struct } = protobuf;

/** Pulumi starts a pack in its own folder. */
const pack = fileURLToPath(new URL('../../../policies/pulumi', import.meta.url));
const { main } = createRequire(import.meta.url)(join(pack, 'package.json')) as { readonly main: string };
const running: ChildProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-rewind-pack-'));
});
afterAll(async () => {
  for (const child of running) child.kill();
  await rm(folder, { recursive: true, force: true });
});

/** The first line it prints, which is the port it serves at; or how it ended. */
async function start(plan: string | undefined): Promise<{ readonly port: string } | { readonly ended: string }> {
  const env = { PATH: process.env.PATH, ...(plan === undefined ? {} : { ENTRA_REWIND_PLAN: plan }) };
  const child = spawn(process.execPath, [main], { env, cwd: pack, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const port = once(child.stdout, 'data').then(([chunk]) => ({ port: String(chunk).trim() }));
  const ended = once(child, 'close').then(([code]) => ({ ended: `${code}: ${errors}` }));
  return Promise.race([port, ended]);
}

async function analyze(port: string, type: string, properties: object): Promise<readonly string[]> {
  const client = new analyzerService.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const request = new analyzerMessages.AnalyzeRequest();
  request.setType(type);
  request.setName('one');
  request.setUrn(`urn:pulumi:stack::project::${type}::one`);
  request.setProperties(Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]));
  const options = new analyzerMessages.AnalyzerResourceOptions();
  options.setCustomtimeouts(new analyzerMessages.AnalyzerResourceOptions.CustomTimeouts());
  options.setDeletebeforereplace(false);
  request.setOptions(options);
  try {
    const response = await new Promise<analyzerMessages.AnalyzeResponse>((resolve, reject) => {
      client.analyze(request, (error: Error | null, answer: analyzerMessages.AnalyzeResponse) =>
        error === null ? resolve(answer) : reject(error),
      );
    });
    return response.getDiagnosticsList().map((one) => `${one.getEnforcementlevel()} ${one.getMessage()}`);
  } finally {
    client.close();
  }
}

describe('the policy pack, served', () => {
  it('answers for the stack and for each resource', async () => {
    const plan = join(folder, 'plan.json');
    await writeFile(plan, printPlanFile(stoppedPlan()));
    const started = await start(plan);
    if (!('port' in started)) throw new Error(started.ended);
    // 1 is mandatory, 0 advisory.
    const found = await analyze(started.port, 'pulumi:pulumi:Stack', {});
    expect(found).toEqual([
      expect.stringMatching(/^1 .*\n?.*break-glass: Ada: is an emergency account and would be soft-deleted$/),
    ]);
    expect(await analyze(started.port, 'entra:index:User', { step: 9 })).toEqual([
      expect.stringMatching(/^1 .*\n?.*is no step of plan [0-9a-f]{12}$/),
    ]);
  });

  it.each<[string, string | undefined, RegExp]>([
    ['no plan', undefined, /^1: .*ENTRA_REWIND_PLAN names no plan file/s],
    ['a relative path', 'plan.json', /^1: .*must be an absolute path, not plan\.json/s],
  ])('does not start with %s', async (_, plan, said) => {
    expect(await start(plan)).toEqual({ ended: expect.stringMatching(said) });
  });

  it('does not start with a plan that was edited', async () => {
    const plan = join(folder, 'edited.json');
    await writeFile(plan, printPlanFile(stoppedPlan()).replaceAll('Ada', 'Eve'));
    expect(await start(plan)).toEqual({ ended: expect.stringMatching(/^1: .*was changed after it was written/s) });
  });
});
