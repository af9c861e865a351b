import { describe, expect, it } from 'vitest';
import {
  allowedAnswer,
  misplacedAnswer,
  mistakenAnswer,
  notAllowedAnswer,
  revertedAnswer,
} from '../../../src/core/forge/answerText.ts';
import { type AllowCommand, commandIn, type RevertCommand } from '../../../src/core/forge/command.ts';
import { replacedText } from '../../../src/core/forge/pullRequestText.ts';
import { expectInert, htmlOf, marked, nastyTexts } from './hostile.ts';
import { page } from './samples.ts';

const revert = commandIn({ body: '/revert --type user', isEdited: false }, []) as RevertCommand;
const allow: AllowCommand = { is: 'allow', guard: 'break-glass', reason: 'it was us' };
const backup = '2026-11-22T02-00-00Z';

describe('answers', () => {
  it('say what was done', () => {
    expect(revertedAnswer(revert, { backup, objects: 2, pullRequest: { url: page } })).toBe(
      `[A revert pull request](<${page}>) takes 2 objects back to backup \`${backup}\`: review and merge it to recover. Asked for was \`/revert ${backup} --type user\`.\n`,
    );
    expect(revertedAnswer(revert, { backup, objects: 0, pullRequest: null })).toMatch(/^Nothing to revert/);
    expect(allowedAnswer(allow, 'ingrid', 'a'.repeat(40))).toContain(
      '`ingrid` lifts `break-glass` for commit `aaaaaaaaaaaa`: `it was us`.',
    );
    expect(replacedText(backup, page)).toContain(`[Backup ${backup}](<${page}>) takes its place`);
  });

  it('say why nothing was, and how it is done', () => {
    const mistaken = commandIn({ body: '/revert --type cat', isEdited: false }, []);
    const answer = mistakenAnswer(mistaken.is === 'mistaken' ? mistaken.why : '');
    expect(answer).toMatch(/^That did not work: --type: Object types are: user/);
    expect(htmlOf(answer).match(/<td>/g)).toHaveLength(4);
    expect(misplacedAnswer(revert)).toContain('difference report');
    expect(misplacedAnswer(allow)).toContain('revert pull request');
  });

  it.each(nastyTexts.map((text) => [text.slice(0, 60), text] as const))('stay inert with %j', (_, text) => {
    const own = marked(text);
    expectInert(allowedAnswer({ ...allow, reason: own }, own, 'a'), [page]);
    expectInert(notAllowedAnswer(own));
    expectInert(revertedAnswer({ ...revert, backup: own }, { backup: own, objects: 1, pullRequest: { url: page } }), [
      page,
    ]);
    const answers = [mistakenAnswer(text), allowedAnswer({ ...allow, reason: text }, text, 'a')];
    for (const body of answers) expect(commandIn({ body, isEdited: false }, ['break-glass']).is).toBe('none');
    for (const name of ['a', 'img', 'script', 'h1', 'ul'])
      expect(htmlOf(mistakenAnswer(text))).not.toContain(`<${name}`);
  });
});
