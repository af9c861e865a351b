import { pageOf } from '../core/catalog/index.ts';
import { protectionWarning } from '../core/forge/protectionText.ts';
import type { ObjectType } from '../core/model.ts';
import type { Forge } from '../core/ports.ts';
import { Failure, problemLine } from '../core/problem.ts';
import { prose } from '../core/report/escape.ts';
import { type BackupOptions, type BackupResult, takeBackup } from '../flows/backup.ts';
import { isReport } from '../flows/forge/doors.ts';
import { type Published, publishReport } from '../flows/forge/publishReport.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import type { HowRead } from '../flows/readType.ts';
import { readProtection } from '../git/protection.ts';
import { artifactsOption, reportFiles, summaryLimit, writeArtifacts } from './artifacts.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { summarize } from './github/event.ts';
import { type OpenDoors, openDoors, typesToRead } from './open.ts';
import { jsonOption, typeOption } from './options.ts';

interface Flags {
  readonly type?: readonly ObjectType[];
  readonly full?: true;
  readonly artifacts?: string;
  readonly json?: true;
}

export const addBackup: AddCommand = (program, runs) => {
  program
    .command('backup')
    .summary('back up the tenant: the nightly job')
    .description(
      'Reads what changed in the tenant since the backup before, or all of it where that cannot be told, and commits it as canonical YAML on a branch of its own. On GitHub it then opens the difference report as a pull request, or replaces an older one.',
    )
    .addOption(typeOption('read only objects of this type'))
    .option('--full', 'read every type in full, whatever the backup before left to go on from')
    .addOption(artifactsOption())
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
  const published = await publish(context, doors, flags.artifacts);
  const unprotected = await protectionFound(context, doors);

  const { checkout } = result;
  const isAudited =
    configuration.assignments === 'audited' &&
    result.reading.some(({ type, read }) => type === 'servicePrincipal' && read === 'changes');
  const warnings = [
    ...result.warnings,
    ...(published?.warnings ?? []),
    ...(unprotected === null ? [] : [unprotected]),
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
          ...(published === null ? {} : { report: reportData(published) }),
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
    if (published !== null) print(context, reportLine(published));
  }
  for (const warning of warnings) context.errors.write(`warning: ${warning}\n`);
  for (const { type, reason } of result.notRead) context.errors.write(`not read: ${type}: ${reason}\n`);
  return result.notRead.length > 0 ? 'incomplete' : 'done';
}

/** The difference report of what was just backed up, where the repository is a forge's. */
export async function publish(context: Context, doors: OpenDoors, artifacts?: string): Promise<Published | null> {
  const { forge, pipeline, store } = doors;
  if (forge === null) return null;
  const published = await publishReport({ ...doors, forge }, pipeline.configuration.github?.review ?? 'required');
  const { report } = published;
  if (report !== null) {
    const nameOf = await namesIn(store, await store.main(), mentionedIn(report.objects));
    const files = reportFiles(report, nameOf);
    await writeArtifacts(artifacts, files);
    await summarize(context, fitting(files['report.md'] ?? '', published));
  } else await summarize(context, reportLine(published));
  return published;
}

/**
 * A warning, or null. The backup is made and stays good, whatever protects it: this fails nothing. On a forge alone: a remote on
 * this machine has its hooks, of which `status` tells.
 */
async function protectionFound(context: Context, { forge, pipeline }: OpenDoors): Promise<string | null> {
  if (forge === null) return null;
  const warning = await protectionSeen(context, forge, pipeline.configuration.github?.appId ?? null);
  if (warning !== null) await summarize(context, `\n${prose(`Warning: ${warning}`)}`);
  return warning;
}

async function protectionSeen({ signal }: Context, forge: Forge, appId: number | null): Promise<string | null> {
  try {
    return protectionWarning(await forge.protection(appId));
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted) throw error;
    return `what protects the record could not be looked at: ${error.problems.map(problemLine).join('; ')}`;
  }
}

/** A summary that is too long would not be shown at all. */
function fitting(markdown: string, published: Published): string {
  if (summaryLimit.sizeOf(markdown) <= summaryLimit.size) return markdown;
  return `${reportLine(published)}: too long for this page; the artifact has all of it.`;
}

const reportData = ({ did, pullRequest }: Published) => ({
  did,
  pullRequest: pullRequest === null ? null : { number: pullRequest.number, url: pullRequest.url },
});

function reportLine({ did, pullRequest }: Published): string {
  const which = pullRequest === null ? '' : ` #${pullRequest.number} ${pullRequest.url}`;
  const words: { readonly [did in Published['did']]: string } = {
    nothing: 'no difference report: the tenant is as main says',
    opened: `difference report opened:${which}`,
    replaced: `difference report opened in place of an older one:${which}`,
    updated: `difference report told anew:${which}`,
    kept: `difference report is open already:${which}`,
    leftClosed: `difference report stays closed, as somebody left it:${which}`,
    merged: `difference report merged without review:${which}`,
  };
  return words[did];
}

/** Backups under an open report keep their branches: deleting one would close its report. */
async function underReport({ forge }: Pick<OpenDoors, 'forge'>): Promise<ReadonlySet<string>> {
  if (forge === null) return new Set();
  const open = (await forge.openPullRequests()).filter(isReport);
  return new Set(open.map(({ head }) => head.branch.slice('backup/'.length)));
}

/** What the configuration asks of a backup. On a forge it asks first who may see the repository: it must not be public. */
export async function backupOptions(context: Context, { pipeline, forge }: OpenDoors): Promise<BackupOptions> {
  const { configuration, repository } = pipeline;
  const keeps = await underReport({ forge });
  const isLocal = (await readProtection(repository)).kind === 'local';
  return {
    types: typesToRead(configuration),
    retentionDays: configuration.retentionDays,
    ...(configuration.tenantId === undefined ? {} : { tenantId: configuration.tenantId }),
    // A person's merge moves it.
    movesMain: forge === null,
    keeps,
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
