import type { ObjectType } from '../core/model.ts';
import { takeBackup } from '../flows/backup.ts';
import { readProtection } from '../git/protection.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openDoors, typesToRead } from './open.ts';
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
    .description('Reads the tenant completely and commits it as canonical YAML on a branch of its own.')
    .addOption(typeOption('read only objects of this type'))
    .option('--full', 'read every type from its beginning, which is what every backup does so far')
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind backup'))
    .action(runs<[Flags]>(backup));
};

async function backup(context: Context, flags: Flags): Promise<Ending> {
  const doors = await openDoors(context);
  const { configuration, repository } = doors.pipeline;
  const isLocal = (await readProtection(repository)).kind === 'local';
  const result = await takeBackup(doors, {
    types: flags.type ?? typesToRead(configuration),
    retentionDays: configuration.retentionDays,
    ...(configuration.tenantId === undefined ? {} : { tenantId: configuration.tenantId }),
    movesMain: true,
    // A clock set by hand must not make a forge's branches look old.
    prunes: isLocal || !context.hasSetClock,
  }).finally(doors.quiet);

  const checkout = await doors.store.advanceCheckout();
  const warnings = [
    ...result.warnings,
    ...(checkout.moved || checkout.reason === undefined ? [] : [`main here was left as it is: ${checkout.reason}`]),
  ];
  if (flags.json) {
    print(
      context,
      JSON.stringify(
        { ...result.backup, byType: result.byType, pruned: result.pruned, warnings, notRead: result.notRead },
        null,
        2,
      ),
    );
  } else {
    const { name, objects, changed, commit } = result.backup;
    const { bold, dim } = context.paint;
    print(context, `${bold(name)}  ${objects} objects, ${changed} changed  ${dim(commit.slice(0, 12))}`);
    for (const pruned of result.pruned) print(context, dim(`removed branch backup/${pruned}: past the retention`));
  }
  for (const warning of warnings) context.errors.write(`warning: ${warning}\n`);
  for (const { type, reason } of result.notRead) context.errors.write(`not read: ${type}: ${reason}\n`);
  return result.notRead.length > 0 ? 'incomplete' : 'done';
}
