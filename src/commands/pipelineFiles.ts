/** The files of a new pipeline repository. */
import { stringify } from 'yaml';
import { guardsFile } from '../../policies/settings.ts';
import { configurationFile } from '../core/settings/configuration.ts';

export interface PipelineChoices {
  readonly retentionDays?: number;
  readonly tenantId?: string;
  readonly endpoint?: string;
  readonly policiesPerSecond?: number;
  readonly attempts?: number;
  /** `owner/name`, where pull requests live. */
  readonly repository?: string;
  readonly breakGlass?: { readonly accounts: readonly string[]; readonly groups: readonly string[] };
}

export function pipelineFiles(choices: PipelineChoices): ReadonlyMap<string, string> {
  return new Map([
    [configurationFile, configurationText(choices)],
    [guardsFile, guardsText(choices)],
    ['README.md', readme],
    ['snapshots/README.md', snapshotsReadme],
  ]);
}

function configurationText(choices: PipelineChoices): string {
  const { tenantId, endpoint, policiesPerSecond, attempts, repository, retentionDays = 5 } = choices;
  const lines = [
    '# Configuration of entra-rewind. Everything has a default; errors name the line.',
    tenantId === undefined
      ? '# tenantId: 00000000-0000-0000-0000-000000000000   # refuse any other tenant'
      : `tenantId: ${tenantId}`,
    `retentionDays: ${retentionDays}   # how long a backup keeps its branch; main keeps its history`,
  ];
  const graph = [
    ...(endpoint === undefined ? [] : [`  endpoint: ${endpoint}`]),
    ...(policiesPerSecond === undefined
      ? []
      : [`  policiesPerSecond: ${policiesPerSecond}   # Microsoft allows 1 per tenant; this tenant is our own`]),
    ...(attempts === undefined ? [] : [`  attempts: ${attempts}`]),
  ];
  if (graph.length > 0) lines.push('graph:', ...graph);
  else lines.push('# graph:', '#   endpoint: https://graph.microsoft.com   # national clouds have their own');
  if (repository !== undefined) {
    lines.push(
      'github:',
      `  repository: ${repository}`,
      '  review: required   # none: a difference report is merged as it is opened',
      '  # appId: 12345   # the app that alone writes backups and journal; see docs/setup.md',
    );
  }
  return `${lines.join('\n')}\n`;
}

function guardsText({ breakGlass = { accounts: [], groups: [] } }: PipelineChoices): string {
  return [
    '# What the guards of entra-rewind go by. A recovery reads this file from the commit before the reviewed change.',
    stringify({
      breakGlass,
      massDeletion: { count: 25, share: 0.1 },
      recreation: { count: 25 },
      conditionalAccess: { switchOn: 'allow' },
    }).trimEnd(),
    '# switchOn: allow, reportOnly or stop: what becomes of policies that are not on now and were on in the backup.',
    '# secondApproval: { permissions: [...] }   # whose holders are privileged; the defaults are in schemas/guards.schema.json',
    '',
  ].join('\n');
}

const readme = `# Backups of a Microsoft Entra tenant

Written by entra-rewind. \`snapshots/\` holds what the tenant was last seen to be; each backup is a commit on a branch
\`backup/<time>\`; recoveries are kept on the branch \`journal\`.

| to | do |
|---|---|
| back up | \`entra-rewind backup\` |
| see what changed since | \`entra-rewind diff\` |
| propose to go back | \`entra-rewind revert <backup>\`, review, merge into \`main\` and push |
| carry that out | \`entra-rewind plan HEAD\`, then \`entra-rewind recover HEAD\` |

Branches of backups go after the retention in \`entra-rewind.yaml\`; their commits stay in the history of \`main\`. To forget
them for good, rewrite \`main\` where its rules allow it, and let git collect what is no longer reachable.
`;

const snapshotsReadme = `# How to read a snapshot

One object, one file: \`<collection>/<id>.yaml\`, large collections spread over folders by the first two characters of the id.
Links that belong to an object (a group's members, a user's manager) are in its file, as \`type/id\`. Soft-deleted objects are
below \`deletedItems/\`. \`tenant.yaml\` says which tenant this is and what is covered.

Do not edit these files: a recovery accepts only the exact form the tool writes. To go back to an earlier state use
\`entra-rewind revert\`, or \`git revert\`.
`;
