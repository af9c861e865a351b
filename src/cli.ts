/** The front door: argv → one command → exit code. The only table of exit codes, the only `process.exit`. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAdopt } from './commands/adopt.ts';
import { addBackup } from './commands/backup.ts';
import { addBackups } from './commands/backups.ts';
import { addCancel } from './commands/cancel.ts';
import type { AddCommand, Runs, Work } from './commands/command.ts';
import { contextFrom, type Ending } from './commands/context.ts';
import { addDemo } from './commands/demo.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addGitHub } from './commands/github.ts';
import { addHistory } from './commands/history.ts';
import { addInit } from './commands/init.ts';
import { keepLastEnd } from './commands/lastEnd.ts';
import { addPlan } from './commands/plan.ts';
import { addProtect } from './commands/protect.ts';
import { addPulumiProvider } from './commands/pulumiProvider.ts';
import { addRecover } from './commands/recover.ts';
import { addReport, addReports } from './commands/reports.ts';
import { addRevert } from './commands/revert.ts';
import { addStatus } from './commands/status.ts';
import { addTenant } from './commands/tenant.ts';
import { describeProblem, Failure, type ProblemCode, problemLine } from './core/problem.ts';

const exitCodeOfEnding: { readonly [ending in Ending]: number } = {
  done: 0,
  differences: 3,
  stopped: 4,
  incomplete: 5,
  failedChanges: 7,
  notAllowed: 9,
};

const ourFault = 1;
const usage = 2;
const unreadable = 5;
const notUsable = 8;
const notAllowed = 9;
const interrupted = 130;

/** Public, and listed in docs/operating.md. */
const exitCodeOfProblem: { readonly [code in ProblemCode]: number } = {
  usage,
  configuration: usage,
  wrongTenant: usage,
  dirtyWorkTree: usage,
  divergedBranch: usage,
  rangeNotReviewed: usage,
  repository: usage,
  protectedRef: usage,
  backupExists: usage,
  guard: 4,
  tenantUnreadable: unreadable,
  lyingAnswer: unreadable,
  // A permission that is missing while reading means that the tenant could not be read completely.
  permission: unreadable,
  jobRunning: 6,
  failedChanges: 7,
  engine: 7,
  backupNotFound: notUsable,
  jobNotFound: notUsable,
  notCanonical: notUsable,
  notYaml: notUsable,
  hostileYaml: notUsable,
  unknownPath: notUsable,
  signIn: notAllowed,
  tenantType: notAllowed,
  licence: notAllowed,
  forge: usage,
  forgeNotFound: usage,
  forgeNotAllowed: notAllowed,
  canceled: interrupted,
};

const commands: readonly AddCommand[] = [
  addDemo,
  addTenant,
  addInit,
  addProtect,
  addDoctor,
  addBackup,
  addBackups,
  addDiff,
  addReports,
  addReport,
  addRevert,
  addPlan,
  addRecover,
  addHistory,
  addCancel,
  addStatus,
  addGitHub,
  addAdopt,
  addPulumiProvider,
];

const exitCodesHelp = `
Exit codes: 0 done, 1 our fault, 2 usage or configuration, 3 differences found (only with --exit-code), 4 stopped by a
guard, 5 the tenant could not be read completely (nothing was written but what is said), 6 another job is running, 7 finished with failed
changes, 8 backup not found or not usable, 9 not allowed, 130 stopped: Ctrl-C or cancel.`;

async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Failure({ code: 'canceled', message: 'interrupted' }));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);

  let ending: Ending = 'done';
  const version = versionOf(new URL('../package.json', import.meta.url));
  const program = new Command('entra-rewind')
    .description('Git-native backup and recovery for Microsoft Entra ID')
    .version(version)
    .option('-C <dir>', 'pipeline repository', '.')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', exitCodesHelp)
    .exitOverride();
  const runs: Runs = <Parameters extends readonly unknown[]>(work: Work<Parameters>) => {
    return async (...parameters: readonly unknown[]) => {
      const { C: directory } = program.opts<{ C: string }>();
      const streams = { out: process.stdout, errors: process.stderr, input: process.stdin };
      const context = contextFrom(process.env, directory, streams, stop.signal, version);
      // The parser hands over arguments, flags, and then itself.
      ending = await work(context, ...(parameters.slice(0, -1) as unknown as Parameters));
    };
  };
  for (const add of commands) add(program, runs);
  for (const command of program.commands) exitByThrowing(command);

  try {
    await program.parseAsync(argv);
    keepLastEnd(process.env, { exitCode: exitCodeOfEnding[ending], said: [] });
    return exitCodeOfEnding[ending];
  } catch (error) {
    const exitCode = report(error, stop.signal);
    keepLastEnd(process.env, { exitCode, said: error instanceof Failure ? error.problems.map(problemLine) : [] });
    return exitCode;
  }
}

/** Subcommands do not inherit it when they are added before it is set. */
function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) exitByThrowing(below);
}

function report(error: unknown, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usage;
  if (error instanceof Failure) {
    for (const problem of error.problems) process.stderr.write(`error: ${describeProblem(problem)}\n`);
    return exitCodeOfProblem[error.problems[0]?.code ?? 'usage'];
  }
  if (signal.aborted) {
    process.stderr.write('interrupted\n');
    return interrupted;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a fault of entra-rewind, not yours:\n${told}\n`);
  return ourFault;
}

const versionOf = (file: URL): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

// Whoever reads our output may have seen enough (`| head`): that is no failure, but there is nobody left to write to.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

process.exitCode = await main(process.argv);
// Idle keep-alive connections would hold the process for seconds; output is flushed by then on pipes and terminals alike.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
process.exit();
