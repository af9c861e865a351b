/** A recovery as the engine gets it: so many changes of users, each a step of its own. */
import type { LinkWrite, Plan, Step } from '../src/core/model.ts';
import { guidFrom } from '../src/embedded/identity.ts';

export function planOf(changes: number, value: string): Plan {
  const steps = Array.from({ length: changes }, (_, index): Step => {
    const id = guidFrom('generated', 'user', cloudIndex(index));
    return {
      n: index + 1,
      action: 'update',
      type: 'user',
      id,
      displayName: id,
      writes: { properties: { jobTitle: value }, links: [] },
      after: [],
      why: 'its job title was changed',
      moves: [{ name: 'jobTitle', from: 'x', to: value }],
    };
  });
  return { id: 'bench', base: 'base', wanted: 'wanted', engine: 'graph', steps, untouched: [], findings: [] };
}

/** One step that adds members to a group, or takes them out. */
export function membersOf(group: string, count: number, way: 'add' | 'remove'): Plan {
  const members = Array.from({ length: count }, (_, index) => {
    return { type: 'user', id: guidFrom('generated', 'user', cloudIndex(index)) };
  });
  const link: LinkWrite = { name: 'members', add: [], remove: [], [way]: members };
  const step: Step = {
    ...{ n: 1, action: 'update', type: 'group', id: group, displayName: group },
    ...{ writes: { properties: {}, links: [link] }, after: [], why: 'its members were changed', moves: [] },
  };
  return { ...planOf(0, ''), steps: [step] };
}

/** Every tenth generated user comes from Active Directory and takes no changes here. */
const cloudIndex = (index: number): number => index + Math.floor(index / 9);
