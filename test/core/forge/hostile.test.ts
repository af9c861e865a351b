/** Every text for the forge, with every name chosen by somebody who wants it to do something. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusedCheck } from '../../../src/core/forge/checkText.ts';
import { commandIn } from '../../../src/core/forge/command.ts';
import { failedJobIssue, watchIssue } from '../../../src/core/forge/issueText.ts';
import { planReviewText } from '../../../src/core/forge/planText.ts';
import { reportPullRequest } from '../../../src/core/forge/pullRequestText.ts';
import { resultComment, resultSummary } from '../../../src/core/forge/resultText.ts';
import { revertPullRequest } from '../../../src/core/forge/revertText.ts';
import { expectInert, hostileText, htmlOf, marked, nastyTexts, rowsIn } from './hostile.ts';
import {
  aPullRequest,
  hostileChanges,
  hostilePlan,
  hostileRecovery,
  hostileReport,
  limits,
  page,
  whole,
} from './samples.ts';

const guards = ['break-glass', 'mass-deletion'];

const plan = (text: string) =>
  planReviewText({
    plan: hostilePlan(text),
    nameOf: () => text,
    range: { main: text, head: text },
    lifted: [{ guard: 'second-approval', by: [text], reason: text }],
    isChanged: () => true,
    whole,
    limits,
  });

/** The texts, by what they are. */
const texts: { readonly [name: string]: (text: string) => string } = {
  'difference report': (text) =>
    reportPullRequest(
      aPullRequest(hostileReport(text), {
        nameOf: () => text,
        carries: [text, text],
        doersOf: () => [{ name: text, at: text }],
      }),
    ).body,
  revert: (text) =>
    revertPullRequest({
      backup: text,
      scope: { types: [], ids: [text], properties: [text] },
      added: 'keep',
      objects: hostileChanges(text),
      asked: { login: text, url: page },
      report: { url: page },
      unchanged: [text],
      whole,
      limit: limits.body,
    }).body,
  'comment of a plan': (text) => plan(text).comment,
  'summary of a check': (text) => plan(text).summary,
  'text of a check': (text) => plan(text).text,
  'refused pull request': (text) =>
    refusedCheck([{ code: 'hostileYaml', message: text, place: { file: text, line: 1 }, remedy: text }], limits)
      .comment,
  result: (text) =>
    resultComment({
      recovery: hostileRecovery(text),
      nameOf: () => text,
      backupAfter: text,
      runUrl: page,
      limit: limits.body,
    }),
  'summary of a job': (text) =>
    resultSummary({ recovery: hostileRecovery(text), backupAfter: null, runUrl: page, limit: limits.body }),
  'failed job': (text) =>
    failedJobIssue({ job: 'backup', exitCode: 5, runUrl: page, said: [text], limit: limits.body }).body,
  watch: (text) =>
    watchIssue(
      [
        { is: 'missedNight', newest: text, hours: 40, allowedHours: 30 },
        { is: 'weakerProtection', check: { name: text, state: 'weaker', message: text, remedy: text } },
        { is: 'alteredBackup', backup: text },
      ],
      page,
      limits.body,
    ).body,
};

describe.each(Object.entries(texts))('%s', (_, textOf) => {
  const harmless = textOf(marked('Ada'));
  const rows = rowsIn(htmlOf(harmless));

  it.each(nastyTexts.map((text) => [text.slice(0, 60), text] as const))('stays inert with %j', (_name, text) => {
    expect(rowsIn(expectInert(textOf(marked(text)), [page]))).toBe(rows);
  });

  it('stays inert with anything', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(rowsIn(expectInert(textOf(marked(text)), [page]))).toBe(rows);
      }),
      { numRuns: 10 },
    );
  });

  it('is no command', () => {
    for (const text of ['/revert', '\n/revert\n', '\n\n/allow break-glass x']) {
      expect(commandIn({ body: textOf(text), isEdited: false }, guards)).toEqual({ is: 'none' });
    }
  });

  it('is looked at: a text that is not kept apart is noticed', () => {
    expect(() => expectInert(`${harmless}\n\n${marked('x')}`)).toThrow();
  });
});

describe('what ends in commit messages', () => {
  it.each(nastyTexts.map((text) => [text.slice(0, 60), text] as const))('has no name in it: %j', (_name, text) => {
    const titles = [
      reportPullRequest(aPullRequest(hostileReport(text), { backup: text })).title,
      revertPullRequest({
        backup: text,
        scope: { types: [], ids: [], properties: [] },
        added: 'keep',
        objects: hostileChanges(text),
        asked: { login: text, url: page },
        report: null,
        unchanged: [],
        whole,
        limit: limits.body,
      }).title,
      plan(text).title,
    ];
    for (const title of titles) expect(title).toMatch(/^[A-Za-z0-9 :,()-]+$/);
  });
});

describe('annotations', () => {
  it.each(nastyTexts.map((text) => [text.slice(0, 60), text] as const))('are short and plain: %j', (_name, text) => {
    const { annotations } = plan(marked(text));
    expect(annotations.length).toBeGreaterThan(0);
    for (const { title, message, path } of annotations) {
      expect(title.length).toBeLessThanOrEqual(255);
      expect(message.length).toBeLessThanOrEqual(10_000);
      expect(title).not.toMatch(/\n/);
      expect(path).toMatch(/^snapshots\//);
    }
  });
});
