/**
 * What YAML offers and the record refuses, found among the parser's tokens, before anything is resolved: tags, anchors and
 * aliases (bombs), directives, comments, more than one document, depth.
 */
import type { CST } from 'yaml';
import { maxDepth } from './emit.ts';
import type { Fault } from './fault.ts';

/** A token, or an entry of a collection, as the parser gives it; all parts that may hold further ones. */
interface Node {
  readonly type?: string;
  readonly offset?: number;
  readonly source?: string;
  /** One token where a flow collection opens. */
  readonly start?: Node | readonly Node[];
  readonly key?: Node | null;
  readonly sep?: readonly Node[];
  readonly value?: Node | null;
  readonly items?: readonly Node[];
  readonly props?: readonly Node[];
  readonly end?: readonly Node[];
}

const refused: { readonly [type: string]: (source: string) => Pick<Fault, 'code' | 'message'> } = {
  tag: (source) => ({ code: 'hostileYaml', message: `has the tag ${shown(source)}` }),
  anchor: (source) => ({ code: 'hostileYaml', message: `has the anchor ${shown(source)}` }),
  alias: (source) => ({ code: 'hostileYaml', message: `has the alias ${shown(source)}` }),
  directive: (source) => ({ code: 'hostileYaml', message: `has the directive ${shown(source)}` }),
  'doc-start': () => ({ code: 'notCanonical', message: 'has a document marker' }),
  'doc-end': () => ({ code: 'notCanonical', message: 'has a document marker' }),
  comment: () => ({ code: 'notCanonical', message: 'has a comment, which the next backup would lose' }),
};

const collections: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection']);

/** Does not call itself: the text chooses how deep the tokens are nested. */
export function syntaxFaults(tokens: readonly CST.Token[]): {
  readonly faults: readonly Fault[];
  readonly depth: number;
} {
  const faults: Fault[] = [];
  let depth = 0;
  let documents = 0;
  const todo: { readonly node: Node; readonly above: number }[] = [];
  const add = (parts: Node | readonly Node[] | null | undefined, above: number) => {
    if (parts === null || parts === undefined) return;
    for (const node of Array.isArray(parts) ? (parts as readonly Node[]) : [parts as Node]) todo.push({ node, above });
  };
  add(tokens as readonly Node[], 0);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, above } = next;
    const at = node.offset ?? 0;
    const refuse = refused[node.type ?? ''];
    if (refuse !== undefined) faults.push({ ...refuse(node.source ?? ''), at });
    if (node.type === 'document') documents += 1;
    const here = collections.has(node.type ?? '') ? above + 1 : above;
    if (here > maxDepth && depth <= maxDepth) {
      faults.push({ code: 'hostileYaml', message: `is nested more than ${maxDepth} deep`, at });
    }
    depth = Math.max(depth, here);
    add(node.start, here);
    add(node.key, here);
    add(node.sep, here);
    add(node.value, here);
    add(node.items, here);
    add(node.props, here);
    add(node.end, here);
  }
  if (documents > 1) {
    const second = tokens.filter((token) => token.type === 'document')[1]!;
    faults.push({ code: 'hostileYaml', message: `holds ${documents} documents instead of one`, at: second.offset });
  }
  return { faults, depth };
}

const shown = (source: string): string => JSON.stringify(source.length > 40 ? `${source.slice(0, 39)}…` : source);
