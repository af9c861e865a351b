/** GitHub's own reading of workflows and actions: `@actions/languageservice`. */
import { registerHooks } from 'node:module';
import { TextDocument } from 'vscode-languageserver-textdocument';

// The package imports JSON without saying so, which Node refuses: we say it here. Last verified: 2026-11-29, 0.3.61.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { registerLogger, validate } = await import('@actions/languageservice');

// What goes wrong inside is logged there and no diagnostic: here it fails the test.
const refuse = (message: string): void => {
  throw new Error(message);
};
registerLogger({ info: () => undefined, log: () => undefined, warn: refuse, error: refuse });

let asked = 0;

/** What GitHub would object to, with lines. `name` tells a workflow from an `action.yml`. */
export async function objectionsTo(name: string, text: string): Promise<readonly string[]> {
  // It keeps what it read by address: each time another folder.
  const address = `file:///${++asked}/${name}`;
  const found = await validate(TextDocument.create(address, 'yaml', 1, text), {});
  return found.map(({ message, range }) => `${name}:${range.start.line + 1}: ${message}`);
}
