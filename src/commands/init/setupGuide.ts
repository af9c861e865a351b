/** `docs/setup.md` of a new pipeline repository: what people set up at Entra and at GitHub, as commands to paste. */
import { audience, issuer } from '../../github/oidc.ts';
import { environments, type KnownSubjects } from './subjects.ts';

export interface SetupFacts {
  /** `owner/name`. */
  readonly repository: string;
  readonly subjects: KnownSubjects;
  /** Tool's documentation, for people. */
  readonly tool: string;
}

export const manifestFiles = {
  backup: 'docs/entra-backup.permissions.json',
  recovery: 'docs/entra-recovery.permissions.json',
} as const;

type Role = keyof typeof environments;

const shell = (...lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');
const powershell = (...lines: readonly string[]): string => ['```powershell', ...lines, '```'].join('\n');

/** How each form of a subject is come by. The shell's variables are the same names in both shells. */
function subjectSection({ repository, subjects }: SetupFacts): string {
  const [owner = '', name = ''] = repository.split('/');
  if (subjects.are === 'told') {
    return `GitHub says what jobs of this repository are called:

${shell(`BACKUP_SUBJECT='${subjects.subjects.backup}'`, `RECOVERY_SUBJECT='${subjects.subjects.recovery}'`)}`;
  }
  const asks = `gh api repos/${repository}/actions/oidc/customization/sub`;
  const forms = `Entra compares the subject letter by letter, and GitHub has two forms of it. Repositories made, renamed or moved since
2026-07-15 have ids beside the names; \`${asks}\` says \`use_immutable_subject\`.`;
  if (subjects.are === 'either') {
    return `${forms}

With ids:

${shell(`BACKUP_SUBJECT='${subjects.withIds.backup}'`, `RECOVERY_SUBJECT='${subjects.withIds.recovery}'`)}

With names alone:

${shell(`BACKUP_SUBJECT='${subjects.named.backup}'`, `RECOVERY_SUBJECT='${subjects.named.recovery}'`)}`;
  }
  return `${forms} Once the repository is at GitHub:

With ids:

${shell(
  `OWNER_ID=$(gh api repos/${repository} --jq .owner.id)`,
  `REPO_ID=$(gh api repos/${repository} --jq .id)`,
  `BACKUP_SUBJECT="repo:${owner}@$OWNER_ID/${name}@$REPO_ID:environment:${environments.backup}"`,
  `RECOVERY_SUBJECT="repo:${owner}@$OWNER_ID/${name}@$REPO_ID:environment:${environments.recovery}"`,
)}

With names alone:

${shell(`BACKUP_SUBJECT='${subjects.named.backup}'`, `RECOVERY_SUBJECT='${subjects.named.recovery}'`)}`;
}

function azureCli(role: Role, repository: string): string {
  const environment = environments[role];
  const [app, subject] = role === 'backup' ? ['BACKUP_APP', 'BACKUP_SUBJECT'] : ['RECOVERY_APP', 'RECOVERY_SUBJECT'];
  return shell(
    `${app}=$(az ad app create --display-name 'entra-rewind ${role} (${repository})' --sign-in-audience AzureADMyOrg \\`,
    `  --required-resource-accesses @${manifestFiles[role]} --query appId --output tsv)`,
    `az ad sp create --id "$${app}"`,
    `az ad app federated-credential create --id "$${app}" --parameters "{`,
    `  \\"name\\": \\"${environment}\\", \\"issuer\\": \\"${issuer}\\",`,
    `  \\"subject\\": \\"$${subject}\\", \\"audiences\\": [\\"${audience}\\"] }"`,
    '# As an administrator who may consent. Right after the registration it may take a minute until it can be found.',
    `az ad app permission admin-consent --id "$${app}"`,
  );
}

function graphPowerShell(role: Role, repository: string): string {
  const environment = environments[role];
  const subject = role === 'backup' ? '$BACKUP_SUBJECT' : '$RECOVERY_SUBJECT';
  return powershell(
    "Connect-MgGraph -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'",
    `$access = @(Get-Content '${manifestFiles[role]}' -Raw | ConvertFrom-Json -AsHashtable)`,
    `$app = New-MgApplication -DisplayName 'entra-rewind ${role} (${repository})' -SignInAudience 'AzureADMyOrg' -RequiredResourceAccess $access`,
    '$principal = New-MgServicePrincipal -AppId $app.AppId',
    'New-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id -BodyParameter @{',
    `  name = '${environment}'; issuer = '${issuer}'`,
    `  subject = ${subject}; audiences = @('${audience}') }`,
    '# Consent, one permission after the other:',
    '$graph = Get-MgServicePrincipal -Filter "appId eq \'$($access[0].resourceAppId)\'"',
    'foreach ($role in $access[0].resourceAccess) {',
    '  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id `',
    '    -ResourceId $graph.Id -AppRoleId $role.id }',
    '$app.AppId',
  );
}

/** Least that the app needs. Source: facts on GitHub §1; the environment's branches are read with `actions`. */
export const appPermissions: readonly { readonly permission: string; readonly level: string; readonly why: string }[] =
  [
    { permission: 'Contents', level: 'read and write', why: 'pushes backups, reverts and the journal; merges' },
    { permission: 'Pull requests', level: 'read and write', why: 'opens and updates difference reports and reverts' },
    { permission: 'Issues', level: 'read and write', why: 'comments; says when a job failed' },
    { permission: 'Checks', level: 'read and write', why: 'the check `entra-rewind plan`' },
    { permission: 'Actions', level: 'read', why: 'sees from which branches the environments deploy' },
    { permission: 'Metadata', level: 'read', why: 'always there; rules of branches, and who may write' },
  ];

export function setupGuide(facts: SetupFacts): string {
  const { repository, tool } = facts;
  const [owner] = repository.split('/');
  const permissions = appPermissions.map(({ permission, level, why }) => `| ${permission} | ${level} | ${why} |`);
  return `# Setting up ${repository}

Nothing here stores a secret of the tenant: jobs sign in with a token that GitHub makes for the job and Entra trusts.

## 1. The repository

It must be private: a snapshot names every account of the tenant.

${shell(`gh repo create ${repository} --private`, 'git push --set-upstream origin main')}

## 2. Two applications at Entra

One reads and cannot change anything; one writes and is used by recoveries alone. Each trusts the jobs of one environment.

### Whom they trust

${subjectSection(facts)}

### The one that backs up (Azure CLI)

${azureCli('backup', repository)}

### The one that recovers (Azure CLI)

It is as powerful as what it recovers. Its permissions are the least that all types need; leave out those of types that
\`entra-rewind.yaml\` leaves out.

${azureCli('recovery', repository)}

### The same in PowerShell

With \`$BACKUP_SUBJECT\` and \`$RECOVERY_SUBJECT\` set to the same texts, in PowerShell 7 with the module Microsoft.Graph.Applications:

${graphPowerShell('backup', repository)}

${graphPowerShell('recovery', repository)}

Which permission is for which type, and what only some recoveries need besides, is in \`docs/permissions.md\` of ${tool}.

## 3. An app at GitHub

It alone writes backups and journal, and its pull requests start workflows, which those of a job's own token do not. Make it under
Settings › Developer settings › GitHub Apps${owner === undefined ? '' : ` of ${owner}`}, without a webhook, install it on this repository alone, and make a private key.

| permission | level | for |
|---|---|---|
${permissions.join('\n')}

Not *Administration*, which could lift the rules that protect the record, and not *Workflows*, which could change what runs here.
Put its id into \`entra-rewind.yaml\`, as \`github.appId\`, commit and push.

## 4. Rules and environments

With a token of yours that may administer the repository, in this folder:

${shell('GITHUB_TOKEN=$(gh auth token) entra-rewind protect')}

It lets the app alone write \`backup/**\` and \`journal\`, makes \`main\` change by reviewed pull request, and makes the environments
\`${environments.backup}\` and \`${environments.recovery}\`, which deploy from \`main\` alone.

## 5. Variables and keys

The tenant's id switches the workflows on; the app's key lies in the two environments, so that no other job can read it.

${shell(
  'gh variable set AZURE_TENANT_ID --body "$(az account show --query tenantId --output tsv)"',
  'gh variable set ENTRA_REWIND_APP_ID --body APP-ID',
  `gh variable set AZURE_CLIENT_ID --env ${environments.backup} --body "$BACKUP_APP"`,
  `gh variable set AZURE_CLIENT_ID --env ${environments.recovery} --body "$RECOVERY_APP"`,
  `gh secret set ENTRA_REWIND_APP_PRIVATE_KEY --env ${environments.backup} < app.private-key.pem`,
  `gh secret set ENTRA_REWIND_APP_PRIVATE_KEY --env ${environments.recovery} < app.private-key.pem`,
  'rm app.private-key.pem',
)}

## 6. The first night

Name your emergency accounts and their group in \`policies/guards.yaml\` by pull request. Then:

${shell('gh workflow run backup.yml', 'gh run watch')}

Where GitHub's login needs the very tenant that may break, keep a person's account that signs in without it.
`;
}
