/** Changes → a difference report: in order, counted, and the same whatever order the changes came in. */
import { objectTypes, pageOf } from '../catalog/index.ts';
import type {
  ChangeKind,
  DifferenceReport,
  LinkChange,
  LinkType,
  ObjectChange,
  ObjectType,
  ReportTotals,
} from '../model.ts';

export interface ReportParts extends Omit<DifferenceReport, 'objects' | 'totals'> {
  readonly changes: readonly ObjectChange[];
}

export function buildReport({ changes, notRead, notCovered, readInFull, ...head }: ReportParts): DifferenceReport {
  const objects = changes.map(inOrder).sort(compareObjects);
  const { id, createdDateTime, tenantId, from, to, scope } = head;
  return {
    id,
    createdDateTime,
    tenantId,
    from,
    to,
    scope,
    totals: totalsOf(objects),
    objects,
    notRead: distinct(notRead),
    notCovered: distinct(notCovered),
    readInFull: distinct(readInFull),
  };
}

const ranks = new Map(objectTypes.map((type, rank) => [type, rank]));

const byType = (a: ObjectType, b: ObjectType): number => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0);

/** By UTF-16 code unit: the same on every machine, whatever its language. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareObjects = (a: ObjectChange, b: ObjectChange): number =>
  byType(a.type, b.type) || byText(a.displayName, b.displayName) || byText(a.id, b.id);

const compareLinks = (a: LinkChange, b: LinkChange): number =>
  byText(a.name, b.name) ||
  byText(a.current, b.current) ||
  byText(a.target.type, b.target.type) ||
  byText(a.target.id, b.target.id);

const inOrder = (change: ObjectChange): ObjectChange => ({
  ...change,
  attributes: change.attributes.toSorted((a, b) => byText(a.name, b.name)),
  links: change.links.toSorted(compareLinks),
});

function totalsOf(objects: readonly ObjectChange[]): ReportTotals {
  const totals: { [type in ObjectType | LinkType]?: { [kind in ChangeKind]: number } } = {};
  const note = (type: ObjectType | LinkType, change: ChangeKind): void => {
    totals[type] ??= { added: 0, changed: 0, softDeleted: 0, restored: 0, hardDeleted: 0 };
    totals[type][change] += 1;
  };
  let attributes = 0;
  let links = 0;
  for (const object of objects) {
    attributes += object.attributes.length;
    links += object.links.length;
    note(object.type, object.change);
    const counted = pageOf(object.type).links.filter(({ countsAs }) => countsAs !== undefined);
    for (const { name, current } of counted.length === 0 ? [] : object.links) {
      const type = counted.find((link) => link.name === name)?.countsAs;
      // Graph keeps no deleted grants and assignments; they are made anew.
      if (type !== undefined) note(type, current === 'present' ? 'added' : 'hardDeleted');
    }
  }
  return { objects: objects.length, attributes, links, byType: totals };
}

interface Remark {
  readonly type: ObjectType;
  readonly property?: string;
  readonly reason: string;
}

/** Both sides of a report may lack a type for the same reason: said once. */
function distinct<Said extends Remark>(remarks: readonly Said[]): readonly Said[] {
  const said = new Map(
    remarks.map((remark) => [JSON.stringify([remark.type, remark.property, remark.reason]), remark]),
  );
  return [...said.values()].sort(
    (a, b) => byType(a.type, b.type) || byText(a.property ?? '', b.property ?? '') || byText(a.reason, b.reason),
  );
}
