import type { RemainingPower } from '../core/ports.ts';
import { Failure } from '../core/problem.ts';
import { type Check, examine } from '../flows/doctor.ts';
import { readProtection } from '../git/protection.ts';
import type { GithubForge } from '../github/forge.ts';
import { compareSubject } from '../github/oidc.ts';
import { idToken } from '../graph/signIn.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { type OpenDoors, openDoors, typesToRead } from './open.ts';
import { jsonOption } from './options.ts';

interface Flags {
  readonly write?: true;
  readonly json?: true;
}

export const addDoctor: AddCommand = (program, runs) => {
  program
    .command('doctor')
    .summary('checks sign-in, tenant, licence, permissions, repository, protection and clock')
    .description('Checks what backups and recoveries need, and says how to mend what is missing. Writes nothing.')
    .option('--write', 'this sign-in must be able to recover too, not only to back up')
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind doctor', 'entra-rewind doctor --write'))
    .action(runs<[Flags]>(doctor));
};

async function doctor(context: Context, flags: Flags): Promise<Ending> {
  const doors = await openDoors(context);
  const { configuration } = doors.pipeline;
  const wanted = {
    types: typesToRead(configuration),
    choice: configuration.optionalProperties,
    alsoReads: configuration.assignments === 'audited' ? ['AuditLog.Read.All'] : [],
    mustWrite: flags.write === true,
  };
  const repository = await tried('repository', () => protections(doors));
  // Where not even the repository can be seen, all else would say the same again.
  const isSeen = doors.forge !== null && repository.length > 1;
  const checks = [
    ...(await tried('sign-in', () => examine(doors.tenant, wanted))),
    ...repository,
    ...(isSeen ? await tried('subjects', () => subjects(context, doors)) : []),
    clock(context, doors.client.clockSkewMs()),
  ];
  const powers = isSeen ? await doors.forge.remainingPowers() : [];
  doors.quiet();
  if (flags.json) print(context, JSON.stringify({ checks, remainingPowers: powers }, null, 2));
  else {
    print(context, checks.map((one) => line(context, one)).join('\n'));
    for (const power of powers) print(context, powerLine(context, power));
  }
  return checks.some(({ state }) => state === 'failed') ? 'notAllowed' : 'done';
}

/** What keeps one thing from being looked at is found like anything else; the others are still looked at. */
async function tried(name: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Failure) || error.problems.some(({ code }) => code === 'canceled')) throw error;
    return error.problems.map(({ message, remedy }): Check => {
      return { name, state: 'failed', message, ...(remedy === undefined ? {} : { remedy }) };
    });
  }
}

/** Of the forge where there is one, else of a remote on this machine. */
async function protections({ forge, pipeline }: OpenDoors): Promise<readonly Check[]> {
  if (forge === null) return [protection(await readProtection(pipeline.repository))];
  const { owner, name, visibility, url } = await forge.repository();
  const checks = await forge.protection(pipeline.configuration.github?.appId ?? null);
  return [
    {
      name: 'repository',
      state: visibility === 'public' ? 'failed' : 'ok',
      message: `${owner}/${name}, ${visibility}, ${url}`,
    },
    ...checks.map(({ name, state, message, remedy }): Check => {
      const found = { ok: 'ok', weaker: 'failed', unknown: 'unknown' } as const;
      return { name, state: found[state], message, ...(remedy === undefined ? {} : { remedy }) };
    }),
  ];
}

/** What a federated credential at Entra must name; in a job, compared with what that job's token says. */
async function subjects({ environment }: Context, { forge }: OpenDoors): Promise<readonly Check[]> {
  if (forge === null) return [];
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  const told = await Promise.all(
    ['entra-backup', 'entra-recovery'].map(async (name): Promise<Check> => {
      const { sub, isCertain, unknownClaims } = await forge.oidcSubject(name);
      if (sub === null) {
        const message = `a job's subject holds claims that only a run has: ${unknownClaims.join(', ')}`;
        return { name: `subject ${name}`, state: 'unknown', message };
      }
      const form = isCertain ? '' : '; its form could not be asked for: newer repositories have ids in it';
      return { name: `subject ${name}`, state: isCertain ? 'ok' : 'unknown', message: `${sub}${form}` };
    }),
  );
  if (url === undefined || bearer === undefined) return told;
  return [...told, await ownSubject(forge, await idToken(url, bearer))];
}

async function ownSubject(forge: GithubForge, token: string): Promise<Check> {
  const name = "this job's subject";
  const expected = await Promise.all(['entra-backup', 'entra-recovery'].map((one) => forge.oidcSubject(one)));
  const verdicts = expected.map((subject) => compareSubject(subject, token));
  const same = verdicts.find(({ is }) => is === 'same');
  const [found] = verdicts;
  if (same !== undefined || found === undefined) return { name, state: 'ok', message: same?.sub ?? '' };
  return {
    name,
    state: 'failed',
    message: `${found.sub}, which is that of neither environment`,
    remedy:
      'The job needs environment: entra-backup or entra-recovery, and the credentials at Entra this very subject.',
  };
}

/** Tokens are refused when clocks are five minutes apart; names of backups are times. */
function clock({ hasSetClock }: Context, skewMs: number | null): Check {
  const name = 'clock';
  if (hasSetClock) return { name, state: 'limited', message: 'set by hand: ENTRA_REWIND_NOW' };
  if (skewMs === null) return { name, state: 'unknown', message: 'Graph did not say what time it is' };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const message = `${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Graph's`;
  if (seconds <= 5) return { name, state: 'ok', message: "agrees with Graph's" };
  if (seconds < 60) return { name, state: 'ok', message };
  const remedy = 'Set the clock of this machine by NTP.';
  return { name, state: seconds < 300 ? 'limited' : 'failed', message, remedy };
}

function powerLine({ paint }: Context, { role, can, evidence }: RemainingPower): string {
  return `${paint.warning('could'.padEnd(8))} ${paint.bold(role.padEnd(18))} ${can}\n${' '.repeat(28)}${paint.dim(evidence)}`;
}

function protection(found: Awaited<ReturnType<typeof readProtection>>): Check {
  const name = 'protection';
  if (found.kind === 'remote') {
    return { name, state: 'unknown', message: 'the rules of the remote are not read from here' };
  }
  if (found.hooks === 'in place') {
    return { name, state: 'ok', message: 'local: backups and journal cannot be rewritten or deleted by a push' };
  }
  const message = found.hooks === 'missing' ? 'the hooks of the local remote are missing' : 'its hooks were changed';
  return { name, state: 'failed', message, remedy: 'Make the repository anew with: entra-rewind init DIR --local' };
}

const words = { ok: 'ok', limited: 'limited', failed: 'failed', unknown: 'unknown' } as const;

function line({ paint }: Context, { name, state, message, remedy }: Check): string {
  const colour = state === 'ok' ? paint.added : state === 'failed' ? paint.removed : paint.warning;
  const head = `${colour(words[state].padEnd(8))} ${paint.bold(name.padEnd(18))} ${message}`;
  return remedy === undefined ? head : `${head}\n${' '.repeat(28)}${paint.dim(remedy)}`;
}
