/** A plan carried out on plain states, as Graph would: the little that tests need of a tenant. */
import { printKey } from '../../src/core/canonical/path.ts';
import { printReference } from '../../src/core/canonical/reference.ts';
import { pageOf } from '../../src/core/catalog/index.ts';
import type { Body, Plan, Presence, Step } from '../../src/core/model.ts';
import { isBody } from '../../src/core/value.ts';
import { absent, present, softDeleted } from '../builder.ts';

export type States = ReadonlyMap<string, Presence>;

export function applied(plan: Plan, before: States): States {
  const states = new Map(before);
  for (const step of plan.steps) states.set(printKey(step), afterStep(step, states.get(printKey(step)) ?? absent));
  return states;
}

function afterStep(step: Step, state: Presence): Presence {
  const page = pageOf(step.type);
  if (step.action === 'restore') {
    if (state.is !== 'softDeleted') throw new Error(`${printKey(step)} is ${state.is}, so it cannot be restored`);
    const noLinks = Object.fromEntries(page.links.map((link) => [link.name, link.many ? [] : null]));
    const noChildren = Object.fromEntries(page.children.map(({ property }) => [property, {}]));
    return present(written(step, { ...noChildren, ...page.afterRestore(state.body, step.id), ...noLinks }));
  }
  if (state.is !== 'present') throw new Error(`${printKey(step)} is ${state.is}, so nothing can be written to it`);
  const after = written(step, state.body);
  if (step.action === 'update') return present(after);
  if (Object.keys(page.beforeDelete(after)).length > 0) throw new Error(`${printKey(step)} cannot be deleted yet`);
  const names = new Set([...page.links.map(({ name }) => name), ...page.children.map(({ property }) => property)]);
  return softDeleted(Object.fromEntries(Object.entries(after).filter(([name]) => !names.has(name))));
}

function written(step: Step, before: Body): Body {
  let body: Body = { ...before, ...step.writes.properties };
  for (const { property } of pageOf(step.type).children) {
    const [were, sent] = [before[property], step.writes.properties[property]];
    if (!isBody(sent)) continue;
    // A child that is null in a write is to go; one that it does not name stays.
    const children = { ...(isBody(were) ? were : {}), ...sent };
    body = { ...body, [property]: Object.fromEntries(Object.entries(children).filter(([, child]) => child !== null)) };
  }
  for (const { name, add, remove } of step.writes.links) {
    const value = body[name];
    if (!pageOf(step.type).links.some((link) => link.name === name && link.many)) {
      body = { ...body, [name]: add[0] === undefined ? null : printReference(add[0]) };
      continue;
    }
    const links = new Set(Array.isArray(value) ? (value as readonly string[]) : []);
    for (const target of remove) links.delete(printReference(target));
    for (const target of add) links.add(printReference(target));
    body = { ...body, [name]: [...links].sort() };
  }
  return body;
}
