import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseGuardSettings } from '../../policies/settings.ts';
import { describeProblem } from '../../src/core/problem.ts';
import { parseConfiguration } from '../../src/core/settings/configuration.ts';
import { problemsOf } from './refused.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';

describe('entra-rewind.yaml', () => {
  it('has a default for everything', () => {
    const graph = { endpoint: 'https://graph.microsoft.com', policiesPerSecond: 1, concurrency: 8, attempts: 6 };
    expect(parseConfiguration('')).toEqual({ retentionDays: 5, assignments: 'swept', optionalProperties: {}, graph });
    expect(parseConfiguration('# nothing yet\n')).toMatchObject({ retentionDays: 5, graph });
  });

  it('takes what a person says', () => {
    const text = `tenantId: ${tenantId}\nretentionDays: 30\ntypes: [user, group]\ngraph:\n  concurrency: 2\n`;
    expect(parseConfiguration(text)).toMatchObject({
      tenantId,
      retentionDays: 30,
      types: ['user', 'group'],
      graph: { concurrency: 2, policiesPerSecond: 1 },
    });
  });

  it('does not carry one file over into the next', () => {
    expect(parseConfiguration('graph: { concurrency: 2 }').graph.concurrency).toBe(2);
    expect(parseConfiguration('').graph.concurrency).toBe(8);
  });

  it.each<[what: string, text: string, line: number, message: RegExp, remedy?: RegExp]>([
    ['an unknown setting', 'retentionDays: 5\nretention: 5\n', 2, /unknown setting "retention"/],
    [
      'an unknown setting further in',
      'graph:\n  endpoint: https://x\n  url: x\n',
      3,
      /graph has an unknown setting "url"/,
    ],
    ['a text where a number belongs', 'retentionDays: five\n', 1, /retentionDays must be integer/],
    ['a number out of range', '\nretentionDays: 0\n', 2, /retentionDays must be >= 1/],
    ['a part of a day', 'retentionDays: 1.5\n', 1, /must be integer/],
    ['an empty setting', 'tenantId:\n', 1, /tenantId must be string/],
    ['an unknown type', 'types:\n  - user\n  - device\n', 3, /types\.1 must be equal/, /user, group/],
    ['no types', 'types: []\n', 1, /types/],
    ['a tenant id that is none', 'tenantId: contoso.com\n', 1, /tenantId must match/],
    ['a list', '- a\n', 1, /the file must be object/],
    ['a text', 'hello\n', 1, /the file must be object/],
    ['a repeated setting', 'retentionDays: 5\nretentionDays: 6\n', 2, /unique/i],
    ['half a map', 'graph: {\n', 2, /flow map|expected|end/i],
    ['a tab', 'graph:\n\tendpoint: x\n', 2, /tab/i],
    ['two documents', 'retentionDays: 5\n---\nretentionDays: 6\n', 2, /document/i],
  ])('refuses %s', (_, text, line, message, remedy) => {
    const [problem] = problemsOf(() => parseConfiguration(text));
    expect(problem).toMatchObject({ code: 'configuration', place: { file: 'entra-rewind.yaml', line } });
    expect(problem?.message).toMatch(message);
    if (remedy !== undefined) expect(problem?.remedy).toMatch(remedy);
  });

  it('names every mistake at once', () => {
    const problems = problemsOf(() => parseConfiguration('retentionDays: five\nbogus: 1\ngraph:\n  concurrency: 0\n'));
    expect(problems.map((problem) => problem.place?.line).toSorted()).toEqual([1, 2, 4]);
    expect(describeProblem(problems[0]!)).toMatch(/^entra-rewind\.yaml:\d: /);
  });

  it('names the settings there are', () => {
    expect(problemsOf(() => parseConfiguration('retention: 5\n'))[0]?.remedy).toMatch(/retentionDays/);
    expect(problemsOf(() => parseConfiguration('graph: { url: x }\n'))[0]?.remedy).toMatch(/endpoint/);
  });

  it('names the line of an unknown setting that holds a map', () => {
    expect(problemsOf(() => parseConfiguration('retentionDays: 5\nbogus:\n  a: 1\n'))).toMatchObject([
      { place: { line: 2 } },
    ]);
  });

  it('refuses an alias as a mistake of the file', () => {
    const text = 'graph: &g { concurrency: 2 }\ntypes: *g\n';
    expect(problemsOf(() => parseConfiguration(text))).toMatchObject([{ code: 'configuration', place: { line: 2 } }]);
  });

  it('refuses a tag', () => {
    expect(problemsOf(() => parseConfiguration('retentionDays: !days 5\n'))).toMatchObject([
      { code: 'configuration', place: { line: 1 } },
    ]);
  });
});

describe('policies/guards.yaml', () => {
  it('has a default for everything, also where there is no file', () => {
    const defaults = {
      breakGlass: { accounts: [], groups: [] },
      massDeletion: { count: 25, share: 0.1, byType: {} },
      recreation: { count: 25 },
      conditionalAccess: { switchOn: 'allow' },
      secondApproval: { permissions: expect.arrayContaining(['RoleManagement.ReadWrite.Directory']) },
    };
    expect(parseGuardSettings(null)).toEqual(defaults);
    expect(parseGuardSettings('')).toEqual(defaults);
    expect(parseGuardSettings('massDeletion: { count: 3 }').massDeletion).toEqual({ count: 3, share: 0.1, byType: {} });
  });

  it.each([
    ['an unknown setting', 'breakGlass:\n  acounts: [a]\n', 2, /unknown setting "acounts"/],
    ['a share above one', 'massDeletion:\n  share: 10\n', 2, /share must be <= 1/],
    ['a text for a count', 'massDeletion:\n  byType:\n    user: { count: many }\n', 3, /user\.count must be integer/],
    ['an account that is no text', 'breakGlass:\n  accounts:\n    - 7\n', 3, /accounts\.0 must be string/],
    ['the same account twice', 'breakGlass: { accounts: [a, a] }\n', 1, /duplicate/],
  ])('refuses %s', (_, text, line, message) => {
    const [problem] = problemsOf(() => parseGuardSettings(text));
    expect(problem).toMatchObject({ code: 'configuration', place: { file: 'policies/guards.yaml', line } });
    expect(problem?.message).toMatch(message);
  });

  it('refuses a threshold for a type that there is none of, which would never count', () => {
    const text = 'massDeletion:\n  byType:\n    users: { count: 1 }\n';
    expect(problemsOf(() => parseGuardSettings(text))).toMatchObject([{ code: 'configuration', place: { line: 3 } }]);
  });
});

describe('the published schemas', () => {
  const folder = new URL('../../schemas/', import.meta.url);
  it.each(readdirSync(folder))('%s is one', (name) => {
    const schema = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object;
    const ajv = new Ajv({ allowUnionTypes: true });
    expect(ajv.validateSchema(schema), ajv.errorsText(ajv.errors)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
  });
});
