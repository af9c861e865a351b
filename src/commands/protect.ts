import { fail } from '../core/problem.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openPipeline, requireForge } from './open.ts';
import { jsonOption } from './options.ts';

interface Flags {
  readonly app?: number;
  readonly reviewer?: readonly string[];
  readonly json?: true;
}

export const addProtect: AddCommand = (program, runs) => {
  program
    .command('protect')
    .summary('set the rules of the repository on GitHub, so that nobody rewrites the record')
    .description(
      'Sets rulesets: backup/** and journal are written by the app alone and never rewritten, the journal is never deleted, main changes by reviewed pull request whose plan has passed. Sets the environments entra-backup and entra-recovery, which deploy from main alone. Needs the token of a person who may administer the repository (GITHUB_TOKEN): the app itself must not be able to lift its own rules.',
    )
    .option('--app <id>', 'id of the app (default: github.appId of the configuration)', Number)
    .option(
      '--reviewer <name>',
      'who is asked before a recovery runs: a login, or owner/team (repeatable)',
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind protect --app 12345 --reviewer contoso/identity'))
    .action(runs<[Flags]>(protect));
};

async function protect(context: Context, flags: Flags): Promise<Ending> {
  const { forge, configuration } = requireForge(await openPipeline(context));
  const appId = flags.app ?? configuration.github?.appId;
  if (appId === undefined || !Number.isSafeInteger(appId) || appId < 1) {
    return fail('usage', 'which app writes backups and journal?', {
      remedy: 'Give --app <id>, or github.appId in entra-rewind.yaml. The id stands on the page of the app.',
    });
  }
  const changes = await forge.protect({ appId, reviewers: flags.reviewer ?? [] });
  const powers = await forge.remainingPowers();
  if (flags.json) {
    print(context, JSON.stringify({ changes, remainingPowers: powers }, null, 2));
    return 'done';
  }
  const { bold, dim } = context.paint;
  for (const { did, what, note } of changes) {
    print(context, `${bold(did.padEnd(8))} ${what}${note === undefined ? '' : dim(` (${note})`)}`);
  }
  print(context, '\nWhat somebody could still do:');
  for (const { role, can, evidence } of powers) print(context, `  ${bold(role)}: ${can}\n    ${dim(evidence)}`);
  return 'done';
}
