/**
 * Runs a program of @pulumi/azuread without Pulumi's engine: every resource is registered with a mock that gives it the ids it
 * has in the tenant. Prints what was registered, with all references resolved.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as pulumi from '@pulumi/pulumi';

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: unknown;
}

const [program = '', outputs = ''] = process.argv.slice(2);
/** By name: `id`, `objectId`, `clientId`. */
const known: { readonly [name: string]: { readonly id: string } } = JSON.parse(readFileSync(outputs, 'utf8'));
const registered: Registered[] = [];

await pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs }) => {
    registered.push({ type, name, inputs });
    const given = known[name];
    if (given === undefined) throw new Error(`${name} is not in the import file`);
    return { id: given.id, state: { ...inputs, ...given } };
  },
  call: ({ token }) => {
    throw new Error(`the program calls ${token}`);
  },
});
await import(pathToFileURL(program).href);
await pulumi.runtime.disconnect();
process.stdout.write(JSON.stringify(registered));
