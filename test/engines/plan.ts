/** Plans for tests of engines, in as few words as possible. */
import type { Body, LinkWrite, ObjectType, Plan, Receipt, Step, StepAction } from '../../src/core/model.ts';

export interface StepDraft {
  readonly action?: StepAction;
  readonly type?: ObjectType;
  readonly id: string;
  readonly properties?: Body;
  readonly links?: readonly LinkWrite[];
  readonly after?: readonly number[];
  readonly behind?: readonly number[];
  readonly deletionKind?: string;
  readonly appId?: string;
}

export function planOf(...drafts: readonly StepDraft[]): Plan {
  const steps = drafts.map(
    ({ action = 'update', type = 'user', id, properties = {}, links = [], ...more }, index): Step => ({
      n: index + 1,
      action,
      type,
      id,
      displayName: id,
      writes: { properties, links },
      after: [],
      why: 'a test',
      moves: [],
      ...(action === 'softDelete' ? { deletionKind: type } : {}),
      ...more,
    }),
  );
  return { id: 'plan', base: 'base', wanted: 'wanted', engine: 'graph', steps, untouched: [], findings: [] };
}

export const linkTo = (name: string, add: readonly string[], remove: readonly string[] = []): LinkWrite => ({
  name,
  add: add.map((id) => ({ type: 'user', id })),
  remove: remove.map((id) => ({ type: 'user', id })),
});

export async function receiptsOf(receipts: AsyncIterable<Receipt>): Promise<readonly Receipt[]> {
  const all: Receipt[] = [];
  for await (const receipt of receipts) all.push(receipt);
  return all.sort((a, b) => a.n - b.n);
}
