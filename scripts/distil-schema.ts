/**
 * Distils what the embedded tenant must know of Graph's schema into `src/embedded/schema/graph.json`:
 *
 *     node scripts/distil-schema.ts CSDL BETA-PROPERTIES
 *
 * CSDL is microsoftgraph/msgraph-metadata `schemas/v1.0-Prod.csdl`; BETA-PROPERTIES is the list of beta property names made
 * from the same repository's type mappings (names only, so beta-only properties carry no type).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { XMLParser } from 'fast-xml-parser';

/** The entities the embedded tenant serves. What their properties reach follows by itself. */
const roots = [
  'user',
  'agentUser',
  'group',
  'device',
  'application',
  'agentIdentityBlueprint',
  'servicePrincipal',
  'agentIdentity',
  'agentIdentityBlueprintPrincipal',
  'federatedIdentityCredential',
  'oAuth2PermissionGrant',
  'appRoleAssignment',
  'directoryObject',
  'organization',
  'subscribedSku',
  'conditionalAccessPolicy',
  'namedLocation',
  'ipNamedLocation',
  'countryNamedLocation',
  'authenticationStrengthPolicy',
  'authenticationMethodsPolicy',
  'authenticationMethodConfiguration',
  'authorizationPolicy',
];

/** Abstract entities that appear as parts of others, in the shape of one of the types derived from them. */
const abstractParts = new Set(['authenticationCombinationConfiguration', 'authenticationMethodConfiguration']);

/** Entities that only beta has, with the base type Graph's documentation gives (beta `compliantNetworkNamedLocation`). */
const betaRoots: Readonly<Record<string, string>> = {
  compliantNetworkNamedLocation: 'namedLocation',
  federatedIdentityCredentialAuthenticationMethodConfiguration: 'authenticationMethodConfiguration',
  hardwareOathAuthenticationMethodConfiguration: 'authenticationMethodConfiguration',
};

/** Navigation properties that are part of the value: they are written and read with the object that contains them. */
const containedValues: Readonly<Record<string, readonly string[]>> = {
  conditionalAccessGrantControls: ['authenticationStrength'],
  authenticationStrengthPolicy: ['combinationConfigurations'],
  authenticationMethodsPolicy: ['authenticationMethodConfigurations'],
  ...Object.fromEntries(
    [
      'email',
      'externalAuthenticationMethodConfiguration',
      'fido2',
      'hardwareOath',
      'microsoftAuthenticator',
      'qrCodePin',
      'sms',
      'softwareOath',
      'temporaryAccessPass',
      'verifiableCredentials',
      'voice',
      'x509Certificate',
    ].map((name) => [
      name.endsWith('Configuration') ? name : `${name}AuthenticationMethodConfiguration`,
      ['includeTargets', 'passkeyProfiles'],
    ]),
  ),
};

/**
 * Observed in real exports but in no schema: the Conditional Access policies of cisagov/ScubaGear's sample report, read
 * from beta. Last verified: 2026-11-23.
 */
const observed: Readonly<Record<string, readonly string[]>> = {
  conditionalAccessConditionSet: ['agents', 'times'],
  conditionalAccessPolicy: ['partialEnablementStrategy'],
  conditionalAccessSessionControls: ['blockSensitiveActions'],
  federatedIdentityCredentialAuthenticationMethodConfiguration: ['includeTargets', 'profiles'],
  hardwareOathAuthenticationMethodConfiguration: ['includeTargets'],
};

interface XmlNode {
  readonly [name: string]: unknown;
}
interface DistilledProperty {
  type?: string;
  collection?: true;
  nullable?: false;
  beta?: true;
  observed?: true;
}
interface DistilledType {
  kind: 'entity' | 'complex';
  base?: string;
  abstract?: true;
  open?: true;
  beta?: true;
  properties: Record<string, DistilledProperty>;
}
interface DistilledEnum {
  flags?: true;
  members: string[];
}
type BetaNames = Readonly<Record<string, { readonly kind: string; readonly properties: readonly string[] }>>;

const list = (value: unknown): XmlNode[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as XmlNode[]);
const text = (node: XmlNode, name: string): string | undefined => node[`@${name}`] as string | undefined;
const local = (name: string): string => name.replace(/^(?:microsoft\.)?graph\./, '');

function readCsdl(csdl: string) {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });
  const root = parser.parse(csdl)['edmx:Edmx']['edmx:DataServices'] as XmlNode;
  const schema = list(root.Schema).find((node) => text(node, 'Namespace') === 'microsoft.graph');
  if (schema === undefined) throw new Error('the CSDL has no namespace microsoft.graph');
  const byName = (tag: string) => new Map(list(schema[tag]).map((node) => [text(node, 'Name') ?? '', node]));
  return { entities: byName('EntityType'), complexes: byName('ComplexType'), enums: byName('EnumType') };
}

function distilProperty(node: XmlNode): DistilledProperty {
  const full = text(node, 'Type') ?? '';
  const single = full.replace(/^Collection\((.*)\)$/, '$1');
  return {
    type: single.startsWith('Edm.') ? single : local(single),
    ...(single === full ? {} : { collection: true as const }),
    ...(text(node, 'Nullable') === 'false' ? { nullable: false as const } : {}),
  };
}

/** The bytes of `graph.json`, the same for the same input. */
export function distil(csdl: string, betaNames: BetaNames): string {
  const schema = readCsdl(csdl);
  const types: Record<string, DistilledType> = {};
  const enums: Record<string, DistilledEnum> = {};
  const waiting = [...roots];

  const derivedFrom = (base: string): string[] =>
    [...schema.complexes, ...schema.entities].flatMap(([name, node]) =>
      local(text(node, 'BaseType') ?? '') === base ? [name] : [],
    );

  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in types || name in enums || name.startsWith('Edm.')) continue;
    const enumeration = schema.enums.get(name);
    if (enumeration !== undefined) {
      enums[name] = {
        ...(text(enumeration, 'IsFlags') === 'true' ? { flags: true as const } : {}),
        members: list(enumeration.Member).map((member) => text(member, 'Name') ?? ''),
      };
      continue;
    }
    const entity = schema.entities.get(name);
    const node = entity ?? schema.complexes.get(name);
    if (node === undefined) throw new Error(`the CSDL has no type ${name}`);
    const base = text(node, 'BaseType');
    const abstract = text(node, 'Abstract') === 'true';
    const contained = containedValues[name] ?? [];
    const parts = [
      ...list(node.Property),
      ...list(node.NavigationProperty).filter((part) => contained.includes(text(part, 'Name') ?? '')),
    ];
    const properties = Object.fromEntries(parts.map((part) => [text(part, 'Name') ?? '', distilProperty(part)]));
    types[name] = {
      kind: entity === undefined ? 'complex' : 'entity',
      ...(base === undefined ? {} : { base: local(base) }),
      ...(abstract ? { abstract: true as const } : {}),
      ...(text(node, 'OpenType') === 'true' ? { open: true as const } : {}),
      properties,
    };
    if (base !== undefined) waiting.push(local(base));
    // An abstract value is written as one of the types derived from it; abstract entities are roots of their own.
    if (abstract && (entity === undefined || abstractParts.has(name))) {
      waiting.push(...derivedFrom(name));
    }
    for (const property of Object.values(properties)) waiting.push(property.type ?? '');
  }

  for (const [name, base] of Object.entries(betaRoots)) {
    types[name] = { kind: 'entity', base, beta: true, properties: {} };
  }
  for (const [name, type] of Object.entries(types)) {
    for (const property of betaNames[name]?.properties ?? []) {
      if (!(property in type.properties)) type.properties[property] = { beta: true };
    }
    for (const property of observed[name] ?? []) {
      if (!(property in type.properties)) type.properties[property] = { beta: true, observed: true };
    }
  }
  const sorted = <T>(record: Record<string, T>): [string, T][] =>
    Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(
    {
      types: Object.fromEntries(
        sorted(types).map(([name, type]) => [
          name,
          { ...type, properties: Object.fromEntries(sorted(type.properties)) },
        ]),
      ),
      enums: Object.fromEntries(sorted(enums)),
    },
    null,
    1,
  )}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [csdlFile, betaFile] = process.argv.slice(2);
  if (csdlFile === undefined || betaFile === undefined) {
    process.stderr.write('usage: node scripts/distil-schema.ts CSDL BETA-PROPERTIES\n');
    process.exitCode = 2;
  } else {
    const bytes = distil(readFileSync(csdlFile, 'utf8'), JSON.parse(readFileSync(betaFile, 'utf8')) as BetaNames);
    writeFileSync(resolve(import.meta.dirname, '../src/embedded/schema/graph.json'), bytes);
  }
}
