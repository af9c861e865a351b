import type { Forge, ProtectionCheck } from '../core/ports.ts';
import { visible } from '../core/report/visible.ts';
import { makeOverview, type Overview } from '../flows/overview.ts';
import { type Protection, readProtection } from '../git/protection.ts';
import { type AddCommand, example } from './command.ts';
import { type Context, type Ending, print } from './context.ts';
import { openPipeline } from './open.ts';
import { jsonOption } from './options.ts';

export const addStatus: AddCommand = (program, runs) => {
  program
    .command('status')
    .summary('the overview: last backup and its age, protection, running job, last recovery')
    .description('Shows whether backups are made, kept and protected, what runs now, and what was recovered last.')
    .addOption(jsonOption())
    .addHelpText('after', example('entra-rewind status'))
    .action(runs<[{ readonly json?: true }]>(status));
};

async function status(context: Context, { json }: { readonly json?: true }): Promise<Ending> {
  const { store, journal, log, repository, configuration, forge } = await openPipeline(context);
  const overview = await makeOverview({ store, journal, log, clock: context.clock });
  const protection = await readProtection(repository);
  const github = forge === null ? null : await githubNow(forge, configuration.github?.appId ?? null);
  const { retentionDays } = configuration;
  print(
    context,
    json
      ? JSON.stringify({ ...overview, retentionDays, protection, ...(github === null ? {} : { github }) }, null, 2)
      : statusText(context, overview, { protection, github }, retentionDays),
  );
  return 'done';
}

function statusText(
  { paint, clock }: Context,
  overview: Overview,
  { protection, github }: { readonly protection: Protection; readonly github: GitHubNow | null },
  retentionDays: number,
): string {
  const { newest, running, lastRecovery, isLate } = overview;
  const now = clock.now();
  const rows: readonly (readonly [string, string])[] = [
    ['Tenant', overview.tenantId ?? 'none yet'],
    [
      'Newest backup',
      newest === null
        ? paint.warning('none yet')
        : `${newest.name}, ${ageInWords(newest.ageHours)} old, ${newest.objects} objects${isLate ? paint.warning(', a night was missed') : ''}`,
    ],
    ['Backups', `${overview.backups}, branches kept ${retentionDays} days${foreignInWords(overview, paint.warning)}`],
    [
      'Protection',
      github === null ? protectionInWords(protection, paint.warning) : rulesInWords(github, paint.warning),
    ],
    ...(github === null ? [] : [['Open', openInWords(github)] as const]),
    ['Running', running === null ? 'nothing' : runningInWords(running, now, paint.warning)],
    [
      'Last recovery',
      lastRecovery === null
        ? 'none'
        : `${lastRecovery.id}: ${lastRecovery.status}, ${lastRecovery.totals.objectsModified} objects, ${lastRecovery.totals.linksModified} links`,
    ],
  ];
  return rows.map(([name, value]) => `${paint.bold(name.padEnd(14))}  ${value}`).join('\n');
}

interface GitHubNow {
  /** Open difference reports and reverts. */
  readonly open: readonly { readonly number: number; readonly url: string; readonly title: string }[];
  readonly protection: readonly ProtectionCheck[];
}

async function githubNow(forge: Forge, appId: number | null): Promise<GitHubNow> {
  const pulls = (await forge.openPullRequests()).filter(
    ({ head }) => !head.isFork && /^(backup|revert)\//.test(head.branch),
  );
  const open = pulls.map(({ number, url, title }) => ({ number, url, title }));
  return { open, protection: await forge.protection(appId) };
}

const openInWords = ({ open }: GitHubNow): string =>
  open.length === 0
    ? 'no report and no revert'
    : open.map(({ number, title }) => `#${number} ${visible(title)}`).join(', ');

function rulesInWords({ protection }: GitHubNow, warn: (text: string) => string): string {
  const weaker = protection.filter(({ state }) => state === 'weaker').length;
  const unknown = protection.filter(({ state }) => state === 'unknown').length;
  if (weaker > 0)
    return warn(`GitHub: ${weaker} of ${protection.length} rules are weaker than they should be: entra-rewind doctor`);
  if (unknown > 0) return `GitHub: ${unknown} of ${protection.length} rules cannot be seen by this sign-in`;
  return 'GitHub: every rule is as it should be';
}

function runningInWords(running: NonNullable<Overview['running']>, now: Date, warn: (text: string) => string): string {
  const { kind, job, holder, acquired, isExpired, progress, heartbeat } = running;
  const heardMs = heartbeat === undefined || heartbeat === null ? null : now.getTime() - Date.parse(heartbeat);
  const parts = [
    `${kind} ${job}`,
    ...(progress === undefined || progress === null ? [] : [`${progress.steps} of ${progress.of} steps`]),
    ...(heardMs === null ? [] : [`last heard of ${Math.max(0, Math.round(heardMs / 1000))} s ago`]),
    `by ${holder} since ${acquired}`,
  ];
  return `${parts.join(', ')}${isExpired ? warn(', its lease has run out') : ''}`;
}

function foreignInWords({ foreign }: Overview, warn: (text: string) => string): string {
  return foreign.length === 0 ? '' : warn(`; not what a job recorded: ${foreign.join(', ')}`);
}

function protectionInWords(protection: Protection, warn: (text: string) => string): string {
  if (protection.kind === 'remote') return 'by the remote; its rules are not read from here';
  const words = {
    'in place': 'local: backups and journal cannot be rewritten or deleted by a push',
    changed: warn('local, but its hooks are not the ones this version installs'),
    missing: warn('none: the hooks of the local remote are missing'),
  };
  return words[protection.hooks];
}

const ageInWords = (hours: number): string =>
  hours < 1
    ? `${Math.max(0, Math.round(hours * 60))} minutes`
    : hours < 48
      ? `${Math.round(hours)} hours`
      : `${Math.round(hours / 24)} days`;
