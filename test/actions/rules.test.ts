import { describe, expect, it } from 'vitest';
import { actionFile, workflowFiles } from './files.ts';
import { rules } from './rules.ts';

describe.each(rules)('$rule', ({ because, finds, ofActions, bad }) => {
  it(`holds, because ${because}`, () => {
    const judged = ofActions ? [...workflowFiles, actionFile] : workflowFiles;
    expect(judged.flatMap(({ path, text }) => finds(text).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  it('is noticed when broken', () => {
    expect(finds(bad).length).toBeGreaterThan(0);
  });
});

describe('the workflows', () => {
  it('are those that the decision names', () => {
    expect(workflowFiles.map(({ path }) => path.split('/').at(-1))).toEqual([
      'backup.yml',
      'check.yml',
      'command.yml',
      'recover.yml',
      'report.yml',
      'watch.yml',
    ]);
  });
});
