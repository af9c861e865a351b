import { type Check, examine } from '../flows/doctor.ts';
import { readProtection } from '../git/protection.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors, typesToRead } from './open.ts';
import { jsonOption } from './options.ts';

interface Flags {
  readonly write?: true;
  readonly json?: true;
}

export const addDoctor: AddCommand = (program, runs) => {
  program
    .command('doctor')
    .summary('checks sign-in, tenant, licence, permissions and protection')
    .description('Checks what backups and recoveries need, and says how to mend what is missing. Writes nothing.')
    .option('--write', 'this sign-in must be able to recover too, not only to back up')
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind doctor', 'entra-rewind doctor --write'))
    .action(runs<[Flags]>(doctor));
};

async function doctor(context: Context, flags: Flags): Promise<Ending> {
  const doors = await openDoors(context);
  const { configuration, repository } = doors.pipeline;
  const checks = [
    ...(await examine(doors.tenant, {
      types: typesToRead(configuration),
      choice: configuration.optionalProperties,
      alsoReads: configuration.assignments === 'audited' ? ['AuditLog.Read.All'] : [],
      mustWrite: flags.write === true,
    })),
    protection(await readProtection(repository)),
  ];
  doors.quiet();
  print(context, flags.json ? JSON.stringify({ checks }, null, 2) : checks.map((one) => line(context, one)).join('\n'));
  return checks.some(({ state }) => state === 'failed') ? 'notAllowed' : 'done';
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
