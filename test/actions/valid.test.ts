import { describe, expect, it } from 'vitest';
import { actionFile, workflowFiles } from './files.ts';
import { objectionsTo } from './objections.ts';

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

describe('what GitHub makes of the files', () => {
  it.each([...workflowFiles, actionFile])('has nothing against $path', async ({ path, text }) => {
    expect(await objectionsTo(nameOf(path), text)).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    ['an unknown key', 'backup.yml', 'on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n', /stepz/],
    ['an unknown event', 'backup.yml', 'on: pushed\njobs:\n  a:\n    runs-on: x\n    steps: []\n', /pushed/],
    [
      'an unknown scope',
      'backup.yml',
      'on: push\npermissions:\n  workflows: write\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: a }]\n',
      /workflows/,
    ],
    [
      'a queue that cancels',
      'backup.yml',
      'on: push\nconcurrency:\n  group: a\n  queue: max\n  cancel-in-progress: true\njobs:\n  a:\n    runs-on: x\n    steps: [{ run: a }]\n',
      /queue|cancel/,
    ],
    [
      'a step that is not there',
      'backup.yml',
      'on: push\njobs:\n  a:\n    runs-on: x\n    outputs:\n      b: ${{ steps.c.outputs.d }}\n    steps: [{ run: a }]\n',
      /\bc\b/,
    ],
    [
      'a broken action',
      'action.yml',
      'name: a\ndescription: b\nruns:\n  using: composite\n  stepz: []\n',
      /stepz|steps/,
    ],
  ])('notices %s', async (_, name, text, said) => {
    expect((await objectionsTo(name, text)).join('\n')).toMatch(said);
  });
});
