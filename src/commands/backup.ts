import { pageOf } from '../core/catalog/index.ts';
import type { ObjectType } from '../core/model.ts';
import { type BackupOptions, type BackupResult, takeBackup } from '../flows/backup.ts';
import type { HowRead } from '../flows/readType.ts';
import { readProtection } from '../git/protection.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { type OpenDoors, openDoors, typesToRead } from './open.ts';
import { jsonOption, typeOption } from './options.ts';

interface Flags {
  readonly type?: readonly ObjectType[];
  readonly full?: true;
  readonly json?: true;
}

export const addBackup: AddCommand = (program, runs) => {
  program
    .command('backup')
    .summary('back up the tenant: the nightly job')
    .description(
      'Reads what changed in the tenant since the backup before, or all of it where that cannot be told, and commits it as canonical YAML on a branch of its own.',
    )
    .addOption(typeOption('read only objects of this type'))
    .option('--full', 'read every type in full, whatever the backup before left to go on from')
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind backup'))
    .action(runs<[Flags]>(backup));
};

async function backup(context: Context, flags: Flags): Promise<Ending> {
  const doors = await openDoors(context);
  const { configuration } = doors.pipeline;
  const options = await backupOptions(context, doors);
  const result = await takeBackup(doors, {
    ...options,
    types: flags.type ?? options.types,
    isFull: flags.full === true,
  }).finally(doors.quiet);

  const { checkout } = result;
  const isAudited =
    configuration.assignments === 'audited' &&
    result.reading.some(({ type, read }) => type === 'servicePrincipal' && read === 'changes');
  const warnings = [
    ...result.warnings,
    ...(isAudited ? ['app role assignments were read only where the audit log names them (assignments: audited)'] : []),
    ...(checkout.moved || checkout.reason === undefined ? [] : [`main here was left as it is: ${checkout.reason}`]),
  ];
  if (flags.json) {
    print(
      context,
      JSON.stringify(
        {
          ...result.backup,
          byType: result.byType,
          reading: result.reading,
          pruned: result.pruned,
          warnings,
          notRead: result.notRead,
        },
        null,
        2,
      ),
    );
  } else {
    const { name, objects, changed, commit } = result.backup;
    const { bold, dim } = context.paint;
    print(context, `${bold(name)}  ${objects} objects, ${changed} changed  ${dim(commit.slice(0, 12))}`);
    for (const line of readingLines(result.reading)) print(context, dim(line));
    for (const pruned of result.pruned) print(context, dim(`removed branch backup/${pruned}: past the retention`));
  }
  for (const warning of warnings) context.errors.write(`warning: ${warning}\n`);
  for (const { type, reason } of result.notRead) context.errors.write(`not read: ${type}: ${reason}\n`);
  return result.notRead.length > 0 ? 'incomplete' : 'done';
}

/** What the configuration asks of a backup. */
export async function backupOptions(context: Context, { pipeline }: OpenDoors): Promise<BackupOptions> {
  const { configuration, repository } = pipeline;
  const isLocal = (await readProtection(repository)).kind === 'local';
  return {
    types: typesToRead(configuration),
    retentionDays: configuration.retentionDays,
    ...(configuration.tenantId === undefined ? {} : { tenantId: configuration.tenantId }),
    movesMain: true,
    isFull: false,
    // A clock set by hand must not make a forge's branches look old.
    prunes: isLocal || !context.hasSetClock,
  };
}

/** Types that were read in the same way share a line. */
function readingLines(reading: BackupResult['reading']): readonly string[] {
  const groups = Map.groupBy(reading, (how) => (how.read === 'changes' ? `since ${how.since}` : how.why));
  return [...groups.values()].map((hows) => {
    const names = hows.map(({ type }) => pageOf(type).collection).join(', ');
    const [how] = hows as [HowRead];
    if (how.read === 'inFull') return `read in full: ${names} (${how.why})`;
    const objects = hows.reduce((sum, one) => sum + (one.read === 'changes' ? one.objects : 0), 0);
    return `read by changes since ${how.since}: ${names} (${objects} objects looked at)`;
  });
}
