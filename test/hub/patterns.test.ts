import { describe, expect, it } from 'vitest';
import { fnmatch, ownsPath } from './patterns.ts';

describe('patterns', () => {
  it.each([
    ['refs/heads/backup/**', 'refs/heads/backup/a', true],
    ['refs/heads/backup/**', 'refs/heads/backup/a/b', false],
    ['refs/heads/backup/**/*', 'refs/heads/backup/a/b', true],
    ['refs/heads/*', 'refs/heads/a/b', false],
    ['refs/heads/journal', 'refs/heads/journal2', false],
    ['refs/heads/v[0-9].?', 'refs/heads/v1.x', true],
  ])('%s takes %s: %s', (pattern, ref, taken) => {
    expect(fnmatch(pattern, ref)).toBe(taken);
  });

  it.each([
    ['*', 'a/b.txt', true],
    ['/docs/', 'docs/a/b.md', true],
    ['docs/*', 'docs/a/b.md', false],
    ['*.md', 'docs/a.md', true],
    ['policies', 'x/policies/a.ts', true],
    ['/policies', 'x/policies/a.ts', false],
  ])('%s owns %s: %s', (pattern, path, owned) => {
    expect(ownsPath(pattern, path)).toBe(owned);
  });
});
