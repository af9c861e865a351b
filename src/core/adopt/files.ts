/** The files of the project beside its program. */
import { stringify } from 'yaml';
import { printJson } from '../report/json.ts';
import type { Adoption } from './adoption.ts';
import type { Program } from './program.ts';
import { readmeOf } from './readme.ts';
import { adoptionData } from './report.ts';

export const unexpressedFile = 'not-expressed.json';

export function projectFiles(program: Program, made: Omit<Adoption, 'files'>): ReadonlyMap<string, string> {
  return new Map([
    ['Pulumi.yaml', stringify(project(made.origin.tenantId))],
    ['README.md', readmeOf(made)],
    ['import.json', printJson({ resources: program.imports.map(({ type, name, id }) => ({ type, name, id })) })],
    ['index.ts', program.text],
    [unexpressedFile, printJson(adoptionData(made))],
    ['package.json', printJson(manifest)],
    ['tsconfig.json', printJson(compiler)],
  ]);
}

const project = (tenantId: string) => ({
  name: 'entra',
  description: 'Microsoft Entra ID, adopted from a backup of entra-rewind',
  runtime: { name: 'nodejs', options: { packagemanager: 'npm' } },
  // Another tenant than the one backed up has other objects under these ids, or none.
  config: { 'azuread:tenantId': tenantId },
});

const manifest = {
  name: 'entra',
  private: true,
  main: 'index.ts',
  dependencies: { '@pulumi/azuread': '^6.9.1', '@pulumi/pulumi': '^3.248.0' },
  devDependencies: { '@types/node': '^24.0.0', typescript: '^5.9.0' },
};

const compiler = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  files: ['index.ts'],
};
