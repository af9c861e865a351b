/** What a pipeline repository on GitHub has beyond configuration and guards. */
import { pages } from '../../core/catalog/index.ts';
import { manifest, readPermissions, writePermissions } from '../../core/catalog/registration.ts';
import { manifestFiles, setupGuide } from './setupGuide.ts';
import type { KnownSubjects } from './subjects.ts';
import { pipelineWorkflows, type ToolReference } from './workflows.ts';

export interface GithubChoices {
  /** `owner/name`. */
  readonly repository: string;
  /** As CODEOWNERS takes them: `@person`, `@org/team`, an address. */
  readonly owners: readonly string[];
  readonly tool: ToolReference;
  readonly subjects: KnownSubjects;
}

export const guideFile = 'docs/setup.md';

export async function githubFiles(choices: GithubChoices): Promise<ReadonlyMap<string, string>> {
  const { repository, owners, tool, subjects } = choices;
  const [source = ''] = tool.uses.split('@');
  return new Map([
    ...(await pipelineWorkflows(tool)),
    ['.github/CODEOWNERS', codeOwners(owners)],
    ['README.md', readme(repository)],
    [guideFile, setupGuide({ repository, subjects, tool: source })],
    [manifestFiles.backup, `${manifest(readPermissions(pages))}\n`],
    [manifestFiles.recovery, `${manifest(writePermissions(pages))}\n`],
  ]);
}

const owned = ['/snapshots/', '/policies/', '/.github/', '/entra-rewind.yaml'];

function codeOwners(owners: readonly string[]): string {
  const head = '# Whose approval a pull request to main needs. They must be able to write to this repository.';
  const names = owners.length === 0 ? '@your-org/your-team' : owners.join(' ');
  const lines = owned.map((path) => `${owners.length === 0 ? '# ' : ''}${path} ${names}`);
  return [head, ...lines, ''].join('\n');
}

const readme = (repository: string): string => `# Backups of a Microsoft Entra tenant

Written by entra-rewind into ${repository}. \`snapshots/\` holds what the tenant was last seen to be; each backup is a commit on a
branch \`backup/<time>\`; recoveries are kept on the branch \`journal\`. [docs/setup.md](docs/setup.md) says how to set it up.

| to | do |
|---|---|
| back up | nothing: \`backup.yml\` runs every night, and by hand |
| see what changed | look at the open pull request: the difference report. Merging it says that you have seen it |
| go back | revert a merged report with GitHub's button, or comment \`/revert\` on it, with \`--type\`, \`--id\`, \`--property\` for a part |
| know what that would do | read the check \`entra-rewind plan\` on the revert's pull request |
| carry it out | get it reviewed and merge it; \`recover.yml\` does the rest and comments the result |
| lift a guard | comment \`/allow <guard> <reason>\` on the pull request |

Branches of backups go after the retention in \`entra-rewind.yaml\`; their commits stay in the history of \`main\`. To forget
them for good, rewrite \`main\` where its rules allow it, and let git collect what is no longer reachable.
`;
