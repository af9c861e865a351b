/** Applications that work by themselves: nobody signs in to them. */
import { type Application, certificate, credential, federatedWorkflow } from './applicationFacts.ts';

export const automationApplications = {
  nightlyExport: {
    displayName: 'Nightly Export',
    description: 'Copies the directory into the data warehouse',
    owner: 'priya.raghunathan',
    roles: ['User.Read.All', 'Group.Read.All'],
    body: {
      keyCredentials: [credential('nightlyExport', 'CN=nightly-export', '2027-01-15T00:00:00Z', certificate)],
      federatedIdentityCredentials: [
        federatedWorkflow(
          'nightlyExport',
          'github-main',
          'The scheduled workflow',
          'repo:contoso/nightly-export:environment:production',
        ),
      ],
      serviceManagementReference: 'CMDB-20417',
    },
  },
  deployPipeline: {
    displayName: 'Deployment Pipeline',
    description: 'Brings out what the engineers have merged',
    owner: 'rivka.ben.ami',
    body: {
      federatedIdentityCredentials: [
        federatedWorkflow('deployPipeline', 'github-main', 'After a merge', 'repo:contoso/orders:ref:refs/heads/main'),
        federatedWorkflow('deployPipeline', 'github-previews', 'Previews', 'repo:contoso/orders:pull_request'),
      ],
    },
  },
  mailArchive: {
    displayName: 'Mail Archive',
    owner: 'piotr.wisniewski',
    roles: ['Mail.Read', 'Sites.Read.All'],
    fullAccessTo: ['exchange', 'sharePoint'],
    body: {
      keyCredentials: [credential('mailArchive', 'CN=mail-archive', '2026-12-31T00:00:00Z', certificate)],
      notes: 'Kept for seven years by order of Legal',
    },
  },
  rewindReader: {
    displayName: 'entra-rewind (reads)',
    owner: 'sunniva.berg',
    roles: [
      'Application.Read.All',
      'Directory.Read.All',
      'Group.Read.All',
      'LicenseAssignment.Read.All',
      'Member.Read.Hidden',
      'Organization.Read.All',
      'Policy.Read.All',
      'User-LifeCycleInfo.Read.All',
      'User.Read.All',
    ],
    body: {
      federatedIdentityCredentials: [
        federatedWorkflow(
          'rewindReader',
          'github-main',
          'The nightly backup',
          'repo:contoso/rewind:environment:backup',
        ),
      ],
    },
    principal: { appRoleAssignmentRequired: true },
  },
  rewindWriter: {
    displayName: 'entra-rewind (recovers)',
    description: 'Signs in from an environment that two people must approve',
    owner: 'sunniva.berg',
    roles: [
      'AppRoleAssignment.ReadWrite.All',
      'Application.ReadWrite.All',
      'DelegatedPermissionGrant.ReadWrite.All',
      'Directory.Read.All',
      'Group.ReadWrite.All',
      'LicenseAssignment.Read.All',
      'Member.Read.Hidden',
      'Organization.ReadWrite.All',
      'Policy.Read.All',
      'Policy.ReadWrite.AuthenticationMethod',
      'Policy.ReadWrite.Authorization',
      'Policy.ReadWrite.ConditionalAccess',
      'User-LifeCycleInfo.ReadWrite.All',
      'User.ReadWrite.All',
    ],
    body: {
      federatedIdentityCredentials: [
        federatedWorkflow('rewindWriter', 'github-main', 'Recoveries', 'repo:contoso/rewind:environment:recovery'),
      ],
    },
    principal: { appRoleAssignmentRequired: true },
  },
} as const satisfies { readonly [name: string]: Application };
