import { describe, expect, it } from 'vitest';
import { saidBy, withoutCredentials } from '../../src/git/redact.ts';

describe('what git says', () => {
  it.each([
    ['https://ada:s3cret@example.com/x.git', 'https://***@example.com/x.git'],
    [
      "fatal: unable to access 'https://x-access-token:ghs_1@host/a/': no",
      "fatal: unable to access 'https://***@host/a/': no",
    ],
    ['https://token@host/a and ssh://git:p@ss@host/b', 'https://***@host/a and ssh://***@host/b'],
    ['https://host/a@b', 'https://host/a@b'],
    ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
  ])('tells %j without credentials', (text, safe) => {
    expect(withoutCredentials(text)).toBe(safe);
  });

  it('is one line without hints', () => {
    expect(saidBy('error: first\nhint: try this\n\nfatal: second\r\n')).toBe('first; second');
    expect(saidBy('')).toBe('git gave no reason');
  });
});
