import { type Command, InvalidArgumentError } from 'commander';
import { type AddCommand, example } from './command.ts';
import type { Context, Ending } from './context.ts';

export interface TenantFlags {
  readonly port: number;
  readonly seed?: string;
  readonly size?: number;
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };

export const addTenant: AddCommand = (program, runs) => {
  const tenant: Command = program
    .command('tenant')
    .summary('an embedded tenant to try things on')
    .description(
      'A tenant you can hold in your hand: Microsoft Graph over HTTP on this machine, as strict as the real one.',
    );
  tenant
    .command('start')
    .summary('serve an embedded tenant as a Graph endpoint')
    .description(
      'Prints the endpoint on standard output, and what to set to use it on standard error. Serves until Ctrl-C.',
    )
    .option('--port <port>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--seed <seed>', 'contoso, a JSON or YAML file, or a ScubaGear report (default: contoso)')
    .option('--size <n>', 'generate a tenant of this many objects instead', wholeNumber(1, 10_000_000))
    .addHelpText('after', example('entra-rewind tenant start --port 4510 --seed contoso'))
    .action(runs<[TenantFlags]>(start));
};

/** The embedded tenant is loaded only here and in the demo: no other command should wait for it. */
async function start(context: Context, flags: TenantFlags): Promise<Ending> {
  const { serve } = await import('./tenant/serve.ts');
  return serve(context, flags);
}
