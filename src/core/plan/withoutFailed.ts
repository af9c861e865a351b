/**
 * What is left of a step when others that it needed have failed: a member that could not come back does not keep the other members
 * out, nor the group's description from being set. Null when nothing of it may be done without them.
 */
import { printKey } from '../canonical/path.ts';
import { pageOf } from '../catalog/index.ts';
import type { LinkWrite, Receipt, Step } from '../model.ts';

export function withoutFailed(step: Step, failed: readonly Receipt[]): Step | null {
  const page = pageOf(step.type);
  const isOfOthers = failed.every(({ type, id, action }) => {
    return (action === 'restore' || action === 'recreate') && printKey({ type, id }) !== printKey(step);
  });
  // What is in force at once is one decision with what it names: a policy that exempts nobody is not half of one that does.
  if (step.action !== 'update' || !isOfOthers || page.waitsForReferences === true) return null;

  const lacking = new Set(failed.map(({ id }) => id));
  const types = new Set<string>(failed.map(({ type }) => type));
  const refers = new Set(page.references.filter(({ type }) => types.has(type)).map(({ path }) => path.split('.')[0]));
  const properties = Object.entries(step.writes.properties).filter(([name]) => !refers.has(name));
  const links = step.writes.links.flatMap((link): readonly LinkWrite[] => {
    const add = link.add.filter(({ id }) => !lacking.has(id));
    return add.length + link.remove.length === 0 ? [] : [{ ...link, add }];
  });
  if (properties.every(([name]) => name === '@odata.type') && links.length === 0) return null;
  const left = new Set([...properties.map(([name]) => name), ...links.map(({ name }) => name)]);
  const moves = step.moves.filter(({ name }) => [...left].some((one) => name === one || name.startsWith(`${one}.`)));
  return { ...step, writes: { properties: Object.fromEntries(properties), links }, moves };
}
