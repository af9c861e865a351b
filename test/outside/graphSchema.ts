/**
 * Graph's own words, from files that nobody here wrote: the CSDL of v1.0, the names of beta, the permissions and the
 * directory roles. They lie beside the repository, in `../shared/data`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';

const data = new URL('../../../shared/data/', import.meta.url);

export const dataFolder = fileURLToPath(data);
export const dataIsThere = existsSync(data);

const read = (name: string): string => readFileSync(new URL(name, data), 'utf8');

interface XmlNode {
  readonly [name: string]: unknown;
}
interface Member {
  readonly type: string;
  readonly many: boolean;
}
export interface GraphType {
  readonly base: string | undefined;
  readonly structural: ReadonlyMap<string, Member>;
  readonly navigation: ReadonlyMap<string, Member>;
}
interface BetaNames {
  readonly properties: readonly string[];
  readonly navigationProperties: readonly string[];
}

export interface GraphSchema {
  readonly types: ReadonlyMap<string, GraphType>;
  readonly beta: { readonly [type: string]: BetaNames };
  /** The type itself, what it derives from, and what derives from it. */
  family(type: string): readonly string[];
  derivedFrom(type: string): readonly string[];
}

/** Beta's list has names only. What its types derive from, and what its properties hold, is from its documentation. */
const betaBases: { readonly [type: string]: string } = {
  compliantNetworkNamedLocation: 'namedLocation',
  hardwareOathAuthenticationMethodConfiguration: 'authenticationMethodConfiguration',
  globalSecureAccessFilteringProfileSessionControl: 'conditionalAccessSessionControl',
};
export const betaTypes: { readonly [property: string]: string } = {
  continuousAccessEvaluation: 'continuousAccessEvaluationSessionControl',
  globalSecureAccessFilteringProfile: 'globalSecureAccessFilteringProfileSessionControl',
  deviceStates: 'conditionalAccessDeviceStates',
  agentIdServicePrincipalFilter: 'conditionalAccessFilter',
  companionAppAllowedState: 'authenticationMethodFeatureConfiguration',
  numberMatchingRequiredState: 'authenticationMethodFeatureConfiguration',
  microsoftAuthenticatorPlatformSettings: 'microsoftAuthenticatorPlatformSettings',
  reportSuspiciousActivitySettings: 'reportSuspiciousActivitySettings',
  systemCredentialPreferences: 'systemCredentialPreferences',
  includeTarget: 'includeTarget',
  includeTargets: 'includeTarget',
  excludeTargets: 'excludeTarget',
};

/** Answers to a question (what if), never an object of a list. */
const neverListed = new Set(['whatIfAnalysisResult']);

const list = (value: unknown): readonly XmlNode[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as XmlNode[]);
const local = (name: string): string => name.replace(/^(?:microsoft\.)?graph\./, '');

function members(nodes: unknown): ReadonlyMap<string, Member> {
  return new Map(
    list(nodes).map((node) => {
      const type = String(node['@Type']);
      const single = type.replace(/^Collection\((.*)\)$/, '$1');
      return [String(node['@Name']), { type: local(single), many: single !== type }];
    }),
  );
}

export function readSchema(): GraphSchema {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });
  const root = parser.parse(read('graph-v1.0.csdl'))['edmx:Edmx']['edmx:DataServices'] as XmlNode;
  const schema = list(root.Schema).find((node) => node['@Namespace'] === 'microsoft.graph');
  if (schema === undefined) throw new Error('the CSDL has no namespace microsoft.graph');
  const types = new Map<string, GraphType>();
  for (const node of [...list(schema.EntityType), ...list(schema.ComplexType)]) {
    const base = node['@BaseType'];
    types.set(String(node['@Name']), {
      base: typeof base === 'string' ? local(base) : undefined,
      structural: members(node.Property),
      navigation: members(node.NavigationProperty),
    });
  }
  for (const [name, base] of Object.entries(betaBases)) {
    types.set(name, { base, structural: new Map(), navigation: new Map() });
  }
  const listed = [...types.keys()].filter((name) => !neverListed.has(name));
  const byBase = Map.groupBy(listed, (name) => types.get(name)?.base);
  const derivedFrom = (type: string): readonly string[] =>
    (byBase.get(type) ?? []).flatMap((name) => [name, ...derivedFrom(name)]);
  const basesOf = (type: string): readonly string[] => {
    const base = types.get(type)?.base;
    return base === undefined ? [] : [base, ...basesOf(base)];
  };
  return {
    types,
    beta: JSON.parse(read('graph-beta-properties.json')),
    derivedFrom,
    family: (type) => [...new Set([...basesOf(type), type, ...derivedFrom(type)])],
  };
}

const rows = (name: string): readonly (readonly string[])[] =>
  read(name)
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));

/** Application permissions of Graph, with their ids. */
export const applicationPermissionIds = (): ReadonlyMap<string, string> =>
  new Map(
    rows('graph-permissions.tsv').flatMap(([kind, id = '', value = '']) =>
      kind === 'application' ? [[value, id]] : [],
    ),
  );

export const applicationPermissions = (): ReadonlySet<string> => new Set(applicationPermissionIds().keys());

export const directoryRoleNames = (): ReadonlySet<string> =>
  new Set(rows('directory-roles.tsv').map(([, name]) => name ?? ''));

/** Every dotted path that the sample export of cisagov/ScubaGear holds, by section. */
export function exportedPaths(): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: unknown, at: string): void => {
    if (Array.isArray(value)) for (const item of value) look(item, at);
    else if (value !== null && typeof value === 'object') {
      for (const [name, content] of Object.entries(value)) {
        const path = at === '' ? name : `${at}.${name}`;
        found.add(path);
        look(content, path);
      }
    }
  };
  const sample = JSON.parse(read('scubagear-sample-tenant.json'));
  look(sample.conditional_access_policies, '');
  look(sample.authorization_policies, '');
  for (const part of [sample.authentication_method].flat()) {
    look(part.authentication_method_policy, '');
    look(part.authentication_method_feature_settings, '');
  }
  return found;
}

/** The types of the authentication methods in the same export. */
export const exportedTypes = (): ReadonlySet<string> =>
  new Set(
    [...read('scubagear-sample-tenant.json').matchAll(/"#microsoft\.graph\.(\w+)"/g)].map(([, name]) => name ?? ''),
  );
