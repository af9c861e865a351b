import { readFileSync } from 'node:fs';
import { Ajv, type SchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { objectTypes } from '../../../src/core/catalog/index.ts';
import { backupsJson } from '../../../src/core/report/backups.ts';
import { reportJson } from '../../../src/core/report/json.ts';
import { planJson } from '../../../src/core/report/plan.ts';
import { recoveryJson } from '../../../src/core/report/recovery.ts';
import { reportYaml } from '../../../src/core/report/yaml.ts';
import { aBackup, aChange, aFinding, aLink, aPlan, aRecovery, aReport, aStep, hostileName, unsafe } from './samples.ts';

const schemaNamed = (name: string): SchemaObject =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));

/** The schemas allow members that later versions add; a rendering of this version must print none that they do not describe. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const below = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  const isObject = 'properties' in schema && (schema as SchemaObject).type === 'object';
  return isObject ? { ...below, additionalProperties: false } : below;
}

function problemsOf(name: string, text: string): unknown {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    closed(schemaNamed(name)) as SchemaObject,
  );
  validate(JSON.parse(text));
  return validate.errors;
}

const attributes = [
  { name: 'city', backup: undefined, current: 'Oslo' },
  { name: 'state', backup: 'Oslo', current: undefined },
];
const report = aReport(
  [
    aChange({ attributes, links: [aLink('+', 'user/u2'), aLink('-', 'device/d1')] }),
    aChange({
      id: 'u2',
      displayName: `Z${hostileName}`,
      change: 'hardDeleted',
      recoveryAction: 'none',
      reason: 'gone',
    }),
  ],
  {
    notRead: [{ type: 'group', reason: 'excluded' }],
    notCovered: [{ type: 'user', property: 'perUserMfaState', reason: 'beta only' }],
  },
);
const target = { type: 'user', id: 'u2' };
const object = { type: 'user', id: 'u1', displayName: 'Ada' } as const;
const plan = aPlan({
  steps: [
    aStep({ moves: [{ name: 'city', from: undefined, to: 'Oslo', movedFrom: { base: undefined } }], moved: 'x' }),
    aStep({ n: 2, after: [1], writes: { properties: {}, links: [{ name: 'members', add: [target], remove: [] }] } }),
    aStep({ n: 3, action: 'softDelete', moves: [], deletionKind: 'user' }),
  ],
  untouched: [{ ...object, code: 'readOnly', reason: 'set by Graph', property: 'x' }],
  findings: [aFinding({ objects: [object] }), aFinding({ allowed: { reason: 'seen' } })],
});
const recovery = aRecovery({
  status: 'completedWithWarnings',
  backup: null,
  completed: null,
  failures: [
    {
      ...{ type: 'user', id: 'u1', displayName: 'Ada', action: 'update', code: 'x', message: 'no', requestId: null },
      attributes: [{ name: 'city', backup: undefined, current: 'Oslo' }],
      links: [{ name: 'members', target, backup: 'present', current: 'absent' }],
    },
  ],
  receipts: [
    { n: 1, type: 'user', id: 'u1', action: 'update', outcome: 'failed', links: 0, requestIds: ['r'], code: 'x' },
    { n: 2, type: 'user', id: 'u1', action: 'update', outcome: 'skipped', links: 0, requestIds: [], message: 'no' },
  ],
  findings: plan.findings,
});

describe('what other programs read', () => {
  it.each([
    ['difference-report', 'a report', reportJson(report, () => 'a name')],
    ['difference-report', 'a report with nothing in it', reportJson(aReport([]))],
    [
      'difference-report',
      'a report on a part, between commits',
      reportJson(
        aReport([], { to: { backup: null, commit: 'c' }, scope: { types: ['user'], ids: [], properties: [] } }),
      ),
    ],
    ['plan', 'a plan', planJson(plan)],
    ['plan', 'an empty plan', planJson(aPlan({ base: 'live' }))],
    ['recovery', 'a recovery', recoveryJson(recovery)],
    ['recovery', 'a recovery without failures', recoveryJson(aRecovery())],
  ])('%s.schema.json describes %s', (name, _, text) => {
    expect(problemsOf(name, text)).toBeNull();
    expect(text.endsWith('}\n')).toBe(true);
  });

  it.each([
    ['difference-report', 'totals', reportJson(report)],
    ['plan', 'steps', planJson(plan)],
    ['recovery', 'verified', recoveryJson(recovery)],
  ])('%s.schema.json notices that %s is missing, and what it does not describe', (name, member, text) => {
    const { [member]: _, ...rest } = JSON.parse(text);
    expect(problemsOf(name, JSON.stringify(rest))).toMatchObject([{ params: { missingProperty: member } }]);
    expect(problemsOf(name, JSON.stringify({ ...JSON.parse(text), surprise: 1 }))).toMatchObject([
      { params: { additionalProperty: 'surprise' } },
    ]);
  });

  it.each(['difference-report', 'plan', 'recovery'])('%s.schema.json knows every object type', (name) => {
    expect(schemaNamed(name).definitions.objectType.enum).toEqual(expect.arrayContaining([...objectTypes]));
  });
});

describe('members', () => {
  it('are in the documented order, whatever order the data came in', () => {
    const { objects, id, ...others } = report;
    const parsed = JSON.parse(reportJson({ objects, ...others, id }));
    expect(Object.keys(parsed)).toEqual([
      ...[
        'id',
        'createdDateTime',
        'tenantId',
        'from',
        'to',
        'scope',
        'totals',
        'objects',
        'notRead',
        'notCovered',
        'readInFull',
      ],
    ]);
    const first = ['type', 'id', 'displayName', 'change', 'recoveryAction', 'attributes', 'links'];
    expect(Object.keys(parsed.objects[0])).toEqual(first);
    expect(Object.keys(parsed.objects[1])).toEqual(first.toSpliced(5, 0, 'reason'));
    expect(Object.keys(JSON.parse(recoveryJson(recovery))).slice(0, 10)).toEqual([
      ...['id', 'status', 'backup', 'scope', 'engine', 'started', 'completed', 'totals', 'failures', 'verified'],
    ]);
    expect(Object.keys(JSON.parse(planJson(plan)).steps[0]).slice(0, 8)).toEqual([
      ...['n', 'action', 'type', 'id', 'displayName', 'writes', 'after', 'why'],
    ]);
  });

  it('are there even where a side has no value', () => {
    expect(JSON.parse(reportJson(report)).objects[0].attributes).toEqual([
      { name: 'city', backup: null, current: 'Oslo' },
      { name: 'state', backup: 'Oslo', current: null },
    ]);
    expect(JSON.parse(planJson(plan)).steps[0].moves).toEqual([
      { name: 'city', from: null, to: 'Oslo', movedFrom: { base: null } },
    ]);
  });

  it('name what links point to, where somebody knows it', () => {
    const { links } = JSON.parse(reportJson(report, (_, id) => (id === 'd1' ? 'Laptop' : undefined))).objects[0];
    expect(links.map((link: { readonly target: unknown }) => link.target)).toEqual([
      { type: 'device', id: 'd1', displayName: 'Laptop' },
      { type: 'user', id: 'u2', displayName: `Z${hostileName}` },
    ]);
  });

  it('of a backup are all there', () => {
    expect(JSON.parse(backupsJson([aBackup()]))).toEqual([aBackup()]);
  });
});

it('loses nothing of a hostile name, and shows all of it', () => {
  const text = reportJson(report);
  expect(text).not.toMatch(unsafe);
  expect(JSON.parse(text).objects[1].displayName).toBe(`Z${hostileName}`);
});

describe('YAML', () => {
  it('holds the same data as JSON, in canonical form', () => {
    const text = reportYaml(report);
    expect(parse(text)).toEqual(JSON.parse(reportJson(report)));
    expect(text).toMatch(/^createdDateTime: .*\nfrom:\n {2}backup: /);
  });
});
