/** The project's README: how to go on, and what the program does not say. */
import { cell, code, prose } from '../report/escape.ts';
import type { Adoption } from './adoption.ts';
import { kindsOf } from './report.ts';

export function readmeOf({ origin, objects, resources, unexpressed }: Omit<Adoption, 'files'>): string {
  const rows = kindsOf(unexpressed).map(({ type, property, reason, objects: left }) => {
    const what = property === null ? 'the whole object' : cell(property);
    return `| ${type} | ${what} | ${left.length} | ${prose(reason)} |`;
  });
  return [
    '# Microsoft Entra ID as a Pulumi program',
    '',
    `${resources} resources from ${objects} objects of backup ${code(origin.backup)} of tenant ${code(origin.tenantId)}.`,
    '',
    '## Take them over',
    '',
    '```sh',
    'npm install',
    'pulumi stack init main',
    'pulumi import --file import.json --generate-code=false --yes',
    'pulumi preview --diff',
    '```',
    '',
    'The import reads the objects into the state of the stack and writes nothing to the tenant. Sign in to Azure before, with an',
    'identity that may read them. The preview then shows where tenant and program differ: what has changed since the backup, and what',
    '`@pulumi/azuread` reads in another form. Mend the program, or accept the change; `pulumi up` writes only what the preview shows.',
    '',
    'The resources are protected: Pulumi deletes none of them until `protect` is taken away on purpose.',
    ...(resources > mostInOneStack
      ? [
          '',
          `${resources} resources are many for one stack: every step writes the whole state. Adopt by \`--type\` or \`--id\`, and keep users`,
          'where they are managed now.',
        ]
      : []),
    '',
    '## What the program does not say',
    '',
    ...(rows.length === 0
      ? ['Nothing: all that the backup holds of these objects is in it.']
      : [
          'It stays in the tenant as it is, and in the backups. `not-expressed.json` lists each object. Beware of parts of a value, those',
          'with a dot: Pulumi writes such a value whole when another part of it changes.',
          '',
          '| type | property or link | objects | why |',
          '|---|---|---|---|',
          ...rows,
        ]),
    '',
  ].join('\n');
}

/** Facts on Pulumi: people report pain from 130 to 4,000 resources. */
const mostInOneStack = 1000;
