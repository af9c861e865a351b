/** A tenant over HTTP and somebody who asks it things, for tables of requests and answers. */
import { onTestFinished } from 'vitest';
import type { Seed } from '../../src/embedded/seed.ts';
import { startTenant, type TenantOptions } from '../../src/embedded/server.ts';
import { embeddedToken } from '../../src/embedded/token.ts';

export const tenantId = '7e1a0000-0000-4000-8000-00000000000a';
export const idOf = (n: number): string => `0b1ec700-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const ref = (id: string): { '@odata.id': string } => ({
  '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
});

export const ada = idOf(1);
export const grace = idOf(2);
export const synced = idOf(3);
export const agent = idOf(4);
export const team = idOf(10);
export const security = idOf(11);
export const dynamic = idOf(12);
export const syncedGroup = idOf(13);
export const distribution = idOf(14);
export const privileged = idOf(15);
export const policy = idOf(20);
export const office = idOf(30);
export const countries = idOf(31);
export const network = idOf(32);

const range = (cidrAddress: string) => ({ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress });

export const policyBody = {
  displayName: 'Require MFA',
  state: 'enabled',
  conditions: {
    clientAppTypes: ['all'],
    users: { includeUsers: ['All'], excludeGroups: [security] },
    applications: { includeApplications: ['All'] },
    locations: { includeLocations: ['All'], excludeLocations: [office] },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
};

/** One of each kind that the rules tell apart. */
export const seed: Seed = {
  organization: {
    id: tenantId,
    displayName: 'Contoso',
    verifiedDomains: [
      { name: 'contoso.com', isDefault: true, isInitial: false, type: 'Managed', capabilities: 'Email' },
    ],
  },
  users: [
    {
      id: ada,
      displayName: 'Ada',
      userPrincipalName: 'ada@contoso.com',
      mailNickname: 'ada',
      mail: 'ada@contoso.com',
      proxyAddresses: ['SMTP:ada@contoso.com'],
      department: 'Research',
    },
    { id: grace, displayName: 'Grace', userPrincipalName: 'grace@contoso.com', mailNickname: 'grace', manager: ada },
    {
      id: synced,
      displayName: 'Synced',
      userPrincipalName: 'synced@contoso.com',
      mailNickname: 'synced',
      onPremisesSyncEnabled: true,
    },
    {
      '@odata.type': '#microsoft.graph.agentUser',
      id: agent,
      displayName: 'Agent',
      userPrincipalName: 'agent@contoso.com',
      mailNickname: 'agent',
      identityParentId: idOf(99),
    },
  ],
  groups: [
    {
      id: team,
      displayName: 'Team',
      groupTypes: ['Unified'],
      mailEnabled: true,
      securityEnabled: false,
      mailNickname: 'team',
      mail: 'team@contoso.com',
      visibility: 'Private',
      members: [ada, grace],
      owners: [ada],
    },
    { id: security, displayName: 'Security', mailNickname: 'security', members: [ada] },
    {
      id: dynamic,
      displayName: 'Dynamic',
      groupTypes: ['DynamicMembership'],
      membershipRule: 'user.department -eq "Research"',
      membershipRuleProcessingState: 'On',
      mailNickname: 'dynamic',
      members: [ada],
    },
    { id: syncedGroup, displayName: 'Synced', onPremisesSyncEnabled: true, mailNickname: 'syncedgroup' },
    {
      id: distribution,
      displayName: 'Distribution',
      mailEnabled: true,
      securityEnabled: false,
      mailNickname: 'list',
      mail: 'list@contoso.com',
    },
    { id: privileged, displayName: 'Privileged', isAssignableToRole: true, mailNickname: 'privileged' },
  ],
  conditionalAccessPolicies: [{ id: policy, ...policyBody }],
  namedLocations: [
    {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id: office,
      displayName: 'Office',
      isTrusted: true,
      ipRanges: [range('203.0.113.0/24')],
    },
    {
      '@odata.type': '#microsoft.graph.countryNamedLocation',
      id: countries,
      displayName: 'Countries',
      countriesAndRegions: ['DE'],
      includeUnknownCountriesAndRegions: false,
    },
    {
      '@odata.type': '#microsoft.graph.compliantNetworkNamedLocation',
      id: network,
      displayName: 'Network',
      compliantNetworkType: 'allTenantCompliantNetworks',
      isTrusted: true,
    },
  ],
};

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  more?: { readonly headers?: Readonly<Record<string, string>>; readonly token?: string | null },
) => Promise<Reply>;

/** Permissions to read users, groups and policies. */
export const readRoles: readonly string[] = [
  'User.Read.All',
  'Group.Read.All',
  'Policy.Read.All',
  'Organization.Read.All',
  'LicenseAssignment.Read.All',
];

/** And to write them. */
const writeRoles: readonly string[] = [
  'User.ReadWrite.All',
  'User.DeleteRestore.All',
  'AgentIdUser.ReadWrite.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'Policy.ReadWrite.ConditionalAccess',
];

export const everyRole = [...readRoles, ...writeRoles, 'Group-PreferredDataLocation.ReadWrite.All'];

export async function openScene(options: Partial<TenantOptions> & { readonly roles?: readonly string[] } = {}) {
  const { roles = everyRole, ...settings } = options;
  const server = await startTenant({ seed, ...settings });
  onTestFinished(() => server.close());
  const own = embeddedToken({ tenantId: server.tenantId, roles });
  /** `path` below the version, or with it, or a whole link. */
  const ask: Ask = async (method, path, body, { headers = {}, token = own } = {}) => {
    const url = path.startsWith('http') ? path : `${server.url}${/^\/(v1\.0|beta)\//.test(path) ? '' : '/v1.0'}${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    const parsed = json ? JSON.parse(text) : undefined;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parsed,
      code: parsed?.error?.code,
      message: parsed?.error?.message,
    };
  };
  return { server, ask };
}

/** All pages of a list. */
export async function readAll(ask: Ask, path: string): Promise<{ items: { id: string }[]; pages: number }> {
  const items: { id: string }[] = [];
  let pages = 0;
  for (let next: string | undefined = path; next !== undefined; pages += 1) {
    const reply: Reply = await ask('GET', next);
    items.push(...reply.body.value);
    next = reply.body['@odata.nextLink'];
  }
  return { items, pages };
}
