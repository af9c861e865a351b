/** What the type declarations of @pulumi/azuread say of a class's arguments. Read from its files: they are the truth here. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = dirname(createRequire(import.meta.url).resolve('@pulumi/azuread/package.json'));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const inputs = read('types/input.d.ts');

export interface Declared {
  readonly isRequired: boolean;
  /** Of an object, or of the elements of a list of objects; null for everything else. */
  readonly parts: { readonly [name: string]: Declared } | null;
}

export type DeclaredArguments = { readonly [name: string]: Declared };

const fileOf = (className: string): string => `${className.charAt(0).toLowerCase()}${className.slice(1)}.d.ts`;

export const argumentsOf = (className: string): DeclaredArguments =>
  membersOf(read(fileOf(className)), `${className}Args`);

/** `/users/0000…` or `0000…/federatedIdentityCredential/1111…`, from the example that shows how to import one. */
export function importExampleOf(className: string): string {
  const found = new RegExp(`pulumi import azuread:index/\\w+:${className} \\w+ (\\S+)`).exec(read(fileOf(className)));
  if (found?.[1] === undefined) throw new Error(`the declarations do not say how to import ${className}`);
  return found[1];
}

export const typeOf = (className: string): string =>
  /__pulumiType = '([^']+)'/.exec(read(fileOf(className).replace('.d.ts', '.js')))?.[1] ?? '';

/** Of an output, whether there is one. */
export const hasOutput = (className: string, name: string): boolean =>
  name === 'id' || new RegExp(`readonly ${name}: pulumi\\.Output<`).test(read(fileOf(className)));

function membersOf(text: string, name: string): DeclaredArguments {
  const body = new RegExp(`export interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`no declaration of ${name}`);
  const lines = body.replaceAll(/\/\*\*[\s\S]*?\*\//g, '').matchAll(/^ {4}(\w+)(\?)?: (.+);$/gm);
  return Object.fromEntries(
    [...lines].map(([, member = '', optional, type = '']) => {
      const inner = /inputs\.(\w+)/.exec(type)?.[1];
      const parts = inner === undefined ? null : membersOf(inputs, inner);
      return [member, { isRequired: optional === undefined, parts }];
    }),
  );
}
