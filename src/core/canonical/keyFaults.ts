/** What is wrong with keys and numbers, found in the composed document, none of it turned into an object yet. */
import { type Document, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import { forbiddenKey } from './emit.ts';
import type { Fault } from './fault.ts';

/** Calls itself for each level: the caller has made sure that there are few. */
export function keyFaults(document: Document.Parsed): readonly Fault[] {
  const faults: Fault[] = [];
  const look = (node: ParsedNode | null): void => {
    if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
      faults.push({ code: 'hostileYaml', message: 'has a number that JSON does not have', at: node.range[0] });
    }
    if (isSeq(node)) {
      for (const item of node.items) look(item as ParsedNode | null);
    }
    if (isMap(node)) {
      const names = new Set<string>();
      for (const { key, value } of node.items) {
        faults.push(...keyFault(key as ParsedNode, names));
        if (!isScalar(key)) look(key as ParsedNode);
        look(value as ParsedNode | null);
      }
    }
  };
  look(document.contents);
  return faults;
}

function keyFault(key: ParsedNode, names: Set<string>): readonly Fault[] {
  const at = key.range[0];
  const name = isScalar(key) ? key.value : undefined;
  if (typeof name !== 'string') return [{ code: 'hostileYaml', message: 'has a key that is not text', at }];
  if (name === forbiddenKey) return [{ code: 'hostileYaml', message: `has the key ${forbiddenKey}`, at }];
  if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
    return [{ code: 'hostileYaml', message: 'has a merge key', at }];
  }
  if (names.has(name)) {
    const shown = name.length > 40 ? `${name.slice(0, 39)}…` : name;
    return [{ code: 'hostileYaml', message: `has the key ${JSON.stringify(shown)} twice`, at }];
  }
  names.add(name);
  return [];
}
