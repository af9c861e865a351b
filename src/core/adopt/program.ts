/** Resources → the text of a TypeScript program. Whatever a tenant's names hold, they end up inside literals. */
import { visibleJson } from '../report/visible.ts';
import { type Argument, isReference, type Reference, type Resource } from './model.ts';
import { inOrder, namesFor, sorted } from './names.ts';

export interface Program {
  readonly text: string;
  /** For `pulumi import --file`, in the order of the program. */
  readonly imports: readonly { readonly type: string; readonly name: string; readonly id: string }[];
  /** Resources that refer to each other in a circle: those named here are referred to by their id. */
  readonly circles: readonly { readonly resource: Resource; readonly refersTo: Resource }[];
}

export interface Origin {
  readonly backup: string;
  readonly tenantId: string;
}

export function programOf(resources: readonly Resource[], origin: Origin): Program {
  const names = namesFor(resources);
  const nameOf = ({ key }: Resource): string => names.get(key) as string;
  const known = new Map<string, Resource>();
  for (const resource of resources) {
    for (const name of resource.knownBy) if (!known.has(name)) known.set(name, resource);
  }
  const needs = ({ key, args }: Resource): readonly Resource[] =>
    [...referencesIn(args)].flatMap(({ refersTo }) => known.get(refersTo) ?? []).filter((one) => one.key !== key);

  const ordered = inOrder(resources, needs);
  const declared = new Set<string>();
  const circles: Program['circles'][number][] = [];
  const statements = ordered.map((resource) => {
    const print = (reference: Reference): string => {
      const target = known.get(reference.refersTo);
      if (target !== undefined && declared.has(target.key)) return `${nameOf(target)}.${reference.output}`;
      // Its own id is the one that it will not know before it is made.
      if (target !== undefined && target.key !== resource.key) circles.push({ resource, refersTo: target });
      return literal(reference.otherwise);
    };
    const name = nameOf(resource);
    const args = printed(resource.args, print, 0);
    declared.add(resource.key);
    return `const ${name} = new azuread.${resource.className}(${literal(name)}, ${args}, adopted);`;
  });
  return {
    text: [head(origin), ...statements].join('\n\n').concat('\n'),
    imports: ordered.map((resource) => ({
      type: typeToken(resource.className),
      name: nameOf(resource),
      id: resource.importId,
    })),
    circles,
  };
}

const head = ({ backup, tenantId }: Origin): string =>
  [
    `// Made by entra-rewind adopt from backup ${literal(backup)} of tenant ${literal(tenantId)}.`,
    '// Import first, as README.md says; made without, these would be new objects beside those that are there.',
    "import * as azuread from '@pulumi/azuread';",
    '',
    '// Pulumi deletes none of them until this is taken away on purpose.',
    'const adopted = { protect: true };',
  ].join('\n');

/** `ServicePrincipal` → `azuread:index/servicePrincipal:ServicePrincipal`. */
export const typeToken = (className: string): string =>
  `azuread:index/${className.charAt(0).toLowerCase()}${className.slice(1)}:${className}`;

/** A literal that shows what is otherwise not seen, and that nothing in it can end. */
export const literal = (text: string): string => visibleJson(JSON.stringify(text));

function* referencesIn(argument: Argument): Iterable<Reference> {
  if (typeof argument !== 'object') return;
  if (isReference(argument)) yield argument;
  else for (const one of Object.values(argument)) yield* referencesIn(one);
}

const widest = 100;

function printed(argument: Argument, print: (reference: Reference) => string, depth: number): string {
  if (typeof argument === 'string') return literal(argument);
  if (typeof argument !== 'object') return String(argument);
  if (isReference(argument)) return print(argument);
  if (Array.isArray(argument)) {
    const items = (argument as readonly Argument[]).map((one) => printed(one, print, depth + 1));
    return enclosed('[', items, ']', depth);
  }
  // Names of arguments are ours.
  const members = sorted(Object.entries(argument)).map(([name, one]) => `${name}: ${printed(one, print, depth + 1)}`);
  return enclosed('{', members, '}', depth);
}

function enclosed(open: string, items: readonly string[], close: string, depth: number): string {
  const line = items.join(', ');
  const isShort = depth > 0 && line.length + depth * 2 <= widest && !line.includes('\n');
  if (items.length === 0) return `${open}${close}`;
  if (isShort) return open === '{' ? `{ ${line} }` : `[${line}]`;
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${items.map((item) => `${indent}${item},`).join('\n')}\n${'  '.repeat(depth)}${close}`;
}
