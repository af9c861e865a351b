/**
 * Settings files (`entra-rewind.yaml`, `policies/guards.yaml`): YAML text → plain data that fits its JSON Schema, or every
 * problem with file, line and remedy.
 */
import { Ajv, type ErrorObject, type SchemaObject } from 'ajv';
import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from '../problem.ts';

export function parseSettings<Settings>(
  text: string,
  file: string,
  schema: SchemaObject,
): { readonly settings: Settings } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({
        code: 'configuration',
        message: error.message.split('\n', 1)[0] ?? 'not YAML',
        place: { file, line: lines.linePos(error.pos[0]).line },
      })),
    };
  }
  const alias = aliasIn(document);
  if (alias !== null) {
    const place = { file, line: lines.linePos(alias).line };
    return {
      problems: [{ code: 'configuration', message: 'aliases are not allowed', place, remedy: 'Write it out.' }],
    };
  }
  const settings: unknown = document.toJS() ?? {};
  // Verbose errors carry the schema they broke, from which the remedy names what is known there. The schemas are our own and
  // judged by a test; judging them again would take as long as all the rest here.
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, meta: false, validateSchema: false });
  const validate = ajv.compile(schema);
  if (validate(settings)) return { settings: settings as Settings };
  return {
    problems: (validate.errors ?? []).map((error) => ({
      code: 'configuration',
      message: messageOf(error),
      place: { file, line: lineOf(document, lines, error) },
      ...remedyOf(error),
    })),
  };
}

const partsOf = (error: ErrorObject): string[] => error.instancePath.split('/').slice(1);

function messageOf(error: ErrorObject): string {
  const at = partsOf(error).join('.');
  const subject = at === '' ? 'the file' : at;
  return error.keyword === 'additionalProperties'
    ? `${subject} has an unknown setting "${error.params.additionalProperty}"`
    : `${subject} ${error.message ?? 'is not valid'}`;
}

function remedyOf(error: ErrorObject): { readonly remedy?: string } {
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
    return known.length === 0 ? {} : { remedy: `Known settings here: ${known.join(', ')}.` };
  }
  return error.keyword === 'enum' ? { remedy: `One of: ${(error.params.allowedValues as string[]).join(', ')}.` } : {};
}

/** Offset of the first alias, or null. */
function aliasIn(document: Document): number | null {
  let offset: number | null = null;
  visit(document, {
    Alias: (_key, node) => {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function lineOf(document: Document, lines: LineCounter, error: ErrorObject): number {
  const path = partsOf(error);
  if (error.keyword === 'additionalProperties') path.push(String(error.params.additionalProperty));
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return lines.linePos(offset).line;
  }
  return 1;
}

/** Where a setting stands: at its key, since its value may begin on a later line. */
function offsetOf(document: Document, path: readonly string[]): number | null {
  const parent = document.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === name) : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
