/** What every `Forge` must do, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Annotation, Forge } from '../../src/core/forgePort.ts';
import { problemOf } from './failure.ts';

export interface HeldCheck {
  readonly status: string;
  readonly conclusion: string | null;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/** A private repository with a commit on main, and what others than the forge's own sign-in do there. */
export interface ForgeUnderTest {
  /** As an app that may do all that the tool needs. */
  readonly forge: Forge;
  /** Two people who may write, one who administers, one who may only read. */
  readonly people: { readonly ada: string; readonly bob: string; readonly admin: string; readonly reader: string };
  /** A commit on top of a branch, or of main. Gives its id. */
  commit(branch: string, files: Readonly<Record<string, string>>): Promise<string>;
  /** A person opens a pull request into main, or into another branch. */
  propose(who: string, branch: string, title: string, base?: string): Promise<number>;
  /** The same from a fork. */
  proposeFromFork(who: string, branch: string, title: string): Promise<number>;
  review(who: string, number: number, verdict: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'): Promise<void>;
  say(who: string, number: number, body: string): Promise<number>;
  edit(who: string, comment: number, body: string): Promise<void>;
  merge(who: string, number: number, how: 'merge' | 'squash' | 'rebase'): Promise<string>;
  close(who: string, number: number): Promise<void>;
  label(who: string, number: number, label: string): Promise<void>;
  openIssue(who: string, title: string, body: string): Promise<number>;
  commentsOn(number: number): Promise<readonly { readonly by: string; readonly body: string }[]>;
  openIssues(): Promise<readonly { readonly number: number; readonly title: string; readonly body: string }[]>;
  reactionsTo(comment: number): Promise<readonly string[]>;
  /** Check runs of a name on a commit, oldest first. */
  checksOf(commit: string, name: string): Promise<readonly HeldCheck[]>;
  tip(branch: string): Promise<string>;
  parentsOf(commit: string): Promise<readonly string[]>;
  /** A minute goes by, so that what is edited now is seen to be. */
  pass(): Promise<void>;
  stop(): Promise<void>;
}

const annotation = (index: number): Annotation => ({
  path: `snapshots/users/aa/${index}.yaml`,
  level: index % 2 === 0 ? 'warning' : 'notice',
  title: `Object ${index}`,
  message: `Will be updated (${index})`,
});
const annotations = (count: number) => Array.from({ length: count }, (_, index) => annotation(index));

export function forgeContract(make: () => Promise<ForgeUnderTest>): void {
  describe('as a forge', () => {
    let under: ForgeUnderTest;
    let forge: Forge;
    beforeEach(async () => {
      under = await make();
      forge = under.forge;
    });
    afterEach(() => under.stop());

    const open = async (branch: string, title = branch, labels: readonly string[] = []) => {
      await under.commit(branch, { [`${branch.replaceAll('/', '-')}.txt`]: 'x\n' });
      return forge.createPullRequest({ branch, title, body: `About ${branch}`, labels });
    };

    it('knows itself and its repository', async () => {
      expect(await forge.self()).toMatchObject({ isSelf: true, isPerson: false });
      const found = await forge.repository();
      expect(found).toMatchObject({ visibility: 'private', isArchived: false, defaultBranch: 'main' });
      expect(found.id).toBeGreaterThan(0);
      expect(found.ownerId).toBeGreaterThan(0);
    });

    it('opens a pull request and finds it again', async () => {
      const made = await open('backup/one', 'Changes of the night', ['difference-report']);
      expect(made).toMatchObject({
        title: 'Changes of the night',
        body: 'About backup/one',
        base: 'main',
        state: 'open',
      });
      expect(made.labels).toEqual(['difference-report']);
      expect(made.author.isSelf).toBe(true);
      expect(made.head).toEqual({ branch: 'backup/one', commit: await under.tip('backup/one'), isFork: false });
      expect(await forge.pullRequest(made.number)).toEqual(made);
      expect(await forge.openPullRequests()).toEqual([made]);
      expect(await forge.pullRequestsFrom('backup/one')).toEqual([made]);
      expect(await forge.pullRequestsFrom('backup/none')).toEqual([]);
    });

    it('will not open a second one, nor one without a branch', async () => {
      await open('backup/one');
      const again = forge.createPullRequest({ branch: 'backup/one', title: 'Again', body: '', labels: [] });
      expect((await problemOf(again)).text).toMatch(/already exists/i);
      const none = forge.createPullRequest({ branch: 'backup/none', title: 'None', body: '', labels: [] });
      expect((await problemOf(none)).code).toBe('forge');
    });

    it('lists the open ones into main, newest first, and tells forks', async () => {
      const { ada, bob } = under.people;
      await under.commit('a', { 'a.txt': 'a\n' });
      await under.commit('b', { 'b.txt': 'b\n' });
      const a = await under.propose(ada, 'a', 'A');
      await under.propose(ada, 'b', 'Into a', 'a');
      const fork = await under.proposeFromFork(bob, 'a', 'From a fork');
      expect((await forge.openPullRequests()).map(({ number }) => number)).toEqual([fork, a]);
      expect((await forge.pullRequest(fork)).head.isFork).toBe(true);
      expect((await forge.pullRequestsFrom('a')).map(({ number }) => number)).toEqual([a]);
    });

    it('reads lists to their end', async () => {
      const made: number[] = [];
      await under.commit('many', { 'many.txt': 'x\n' });
      const number = await under.propose(under.people.ada, 'many', 'Many comments');
      for (let index = 0; index < 104; index += 1) made.push(await under.say(under.people.ada, number, `${index}`));
      expect(await forge.keepComment(number, 'plan', 'One')).toBe('created');
      expect(await forge.keepComment(number, 'plan', 'One')).toBe('unchanged');
      expect((await under.commentsOn(number)).length).toBe(made.length + 1);
    });

    it('writes only what differs, and leaves the labels of others', async () => {
      const { number } = await open('backup/one', 'Title', ['ours']);
      await under.label(under.people.ada, number, 'theirs');
      const wanted = { title: 'Title', body: 'About backup/one', labels: ['ours'] };
      expect(await forge.updatePullRequest(number, wanted)).toBe('unchanged');
      expect(await forge.updatePullRequest(number, { ...wanted, labels: ['ours', 'new'] })).toBe('updated');
      expect(await forge.updatePullRequest(number, { ...wanted, title: 'Other' })).toBe('updated');
      const found = await forge.pullRequest(number);
      expect(found).toMatchObject({ title: 'Other', body: 'About backup/one' });
      expect(found.labels.toSorted()).toEqual(['new', 'ours', 'theirs']);
    });

    it('closes one with a word, once', async () => {
      const { number } = await open('backup/one');
      await forge.closePullRequest(number, 'A newer one takes its place');
      await forge.closePullRequest(number, 'A newer one takes its place');
      expect(await forge.pullRequest(number)).toMatchObject({ state: 'closed', mergeCommit: null });
      expect((await forge.pullRequest(number)).endedBy?.isSelf).toBe(true);
      expect((await under.commentsOn(number)).map(({ body }) => body)).toEqual(['A newer one takes its place']);
      expect(await forge.openPullRequests()).toEqual([]);
    });

    it.each(['merge', 'squash', 'rebase'] as const)('knows what brought a commit to main: %s', async (how) => {
      await under.commit('change', { 'x.txt': 'x\n' });
      const number = await under.propose(under.people.ada, 'change', 'Change');
      await under.commit('other', { 'y.txt': 'y\n' });
      await under.propose(under.people.ada, 'other', 'Other');
      const commit = await under.merge(under.people.bob, number, how);
      const [found, ...more] = await forge.pullRequestsOf(commit);
      expect(more).toEqual([]);
      expect(found).toMatchObject({ number, state: 'merged', mergeCommit: commit });
      expect(found?.endedBy).toEqual({ login: under.people.bob, isSelf: false, isPerson: true });
      expect(await forge.pullRequestsOf(await under.tip('other'))).toEqual([]);
    });

    it('merges the head that was looked at, and no other', async () => {
      const { number, head } = await open('backup/one');
      const moved = await under.commit('backup/one', { 'more.txt': 'x\n' });
      const stale = await problemOf(forge.mergePullRequest(number, head.commit));
      expect(stale).toMatchObject({ code: 'forge' });
      expect(stale.text).toContain(moved);
      const before = await under.tip('main');
      const merged = await forge.mergePullRequest(number, moved);
      expect(await under.parentsOf(merged)).toEqual([before, moved]);
      expect(await under.tip('main')).toBe(merged);
      expect(await forge.pullRequest(number)).toMatchObject({ state: 'merged', mergeCommit: merged });
      // Asked once more it is what it was.
      expect(await forge.mergePullRequest(number, moved)).toBe(merged);
    });

    it('does not merge what conflicts or is closed', async () => {
      await under.commit('one', { 'same.txt': 'one\n' });
      await under.commit('two', { 'same.txt': 'two\n' });
      const [one, two] = [
        await under.propose(under.people.ada, 'one', '1'),
        await under.propose(under.people.ada, 'two', '2'),
      ];
      await forge.mergePullRequest(one, await under.tip('one'));
      expect((await problemOf(forge.mergePullRequest(two, await under.tip('two')))).code).toBe('forge');
      await under.close(under.people.ada, two);
      expect((await problemOf(forge.mergePullRequest(two, await under.tip('two')))).text).toContain('closed');
    });

    it("takes each reviewer's last word, of those who may write", async () => {
      const { ada, bob, admin, reader } = under.people;
      const { number, head } = await open('backup/one');
      await under.review(ada, number, 'APPROVE');
      await under.review(ada, number, 'COMMENT');
      await under.review(bob, number, 'APPROVE');
      await under.review(bob, number, 'REQUEST_CHANGES');
      await under.review(admin, number, 'REQUEST_CHANGES');
      await under.review(admin, number, 'APPROVE');
      await under.review(reader, number, 'APPROVE');
      const found = await forge.approvals(number);
      expect(found.map(({ by, commit }) => [by.login, commit])).toEqual([
        [ada, head.commit],
        [admin, head.commit],
      ]);
      expect(found.every(({ by, at }) => by.isPerson && !by.isSelf && !Number.isNaN(Date.parse(at)))).toBe(true);
      const later = await under.commit('backup/one', { 'more.txt': 'x\n' });
      await under.review(bob, number, 'APPROVE');
      expect((await forge.approvals(number)).find(({ by }) => by.login === bob)?.commit).toBe(later);
    });

    it('reads a comment, and tells one that was edited', async () => {
      const { number } = await open('backup/one');
      const id = await under.say(under.people.ada, number, '/revert');
      const comment = await forge.comment(id);
      expect(comment).toMatchObject({ id, body: '/revert', on: number, isEdited: false });
      expect(comment.author).toEqual({ login: under.people.ada, isSelf: false, isPerson: true });
      await under.pass();
      await under
        .edit(under.people.bob, id, '/revert all')
        .catch(() => under.edit(under.people.ada, id, '/revert all'));
      expect(await forge.comment(id)).toMatchObject({ body: '/revert all', isEdited: true });
      expect((await problemOf(forge.comment(id + 1000))).code).toBe('forgeNotFound');
      await forge.react(id, 'eyes');
      await forge.react(id, 'eyes');
      await forge.react(id, '-1');
      expect((await under.reactionsTo(id)).toSorted()).toEqual(['-1', 'eyes']);
    });

    it('keeps one comment per key, and is not taken in by others', async () => {
      const { number } = await open('backup/one');
      expect(await forge.keepComment(number, 'plan', 'Plan 1')).toBe('created');
      const ours = (await under.commentsOn(number)).at(-1);
      await under.say(under.people.ada, number, ours?.body.replace('Plan 1', 'Forged') ?? '');
      expect(await forge.keepComment(number, 'plan', 'Plan 1')).toBe('unchanged');
      expect(await forge.keepComment(number, 'plan', 'Plan 2')).toBe('updated');
      expect(await forge.keepComment(number, 'result', 'Done')).toBe('created');
      const bodies = (await under.commentsOn(number)).map(({ body }) => body.split('\n')[0]);
      expect(bodies).toEqual(['Plan 2', 'Forged', 'Done']);
      const added = await forge.addComment(number, 'By the way');
      expect(added).toMatchObject({ body: 'By the way', on: number, isEdited: false });
      expect(added.author.isSelf).toBe(true);
    });

    it('says what somebody may do, and none of whom it does not know', async () => {
      const { ada, admin, reader } = under.people;
      expect(await forge.permission(admin)).toBe('admin');
      expect(await forge.permission(ada)).toBe('write');
      expect(await forge.permission(reader)).toBe('read');
      expect(await forge.permission('nobody-at-all')).toBe('none');
      expect(await forge.permission((await forge.self()).login)).toBe('none');
    });

    it('keeps one check per name and commit, with all its annotations', async () => {
      const commit = await under.commit('change', { 'x.txt': 'x\n' });
      const result = {
        name: 'entra-rewind plan',
        commit,
        conclusion: 'actionRequired',
        title: 'Stopped',
        summary: 'One',
        annotations: annotations(120),
      } as const;
      await forge.check(result);
      const [held, ...more] = await under.checksOf(commit, result.name);
      expect(more).toEqual([]);
      expect(held).toMatchObject({ status: 'completed', conclusion: 'action_required', summary: 'One' });
      expect(held?.annotations).toEqual(annotations(120));
      await forge.check({ ...result, conclusion: 'success', summary: 'Two', annotations: annotations(130) });
      const after = await under.checksOf(commit, result.name);
      expect(after.length).toBe(1);
      expect(after[0]).toMatchObject({ status: 'completed', conclusion: 'success', summary: 'Two' });
      expect(after[0]?.annotations).toEqual(annotations(130));
    });

    it('follows a check that says what is no longer true by a new one', async () => {
      const commit = await under.commit('change', { 'x.txt': 'x\n' });
      const result = { name: 'entra-rewind plan', commit, title: 'T', summary: 'S' } as const;
      await forge.check({ ...result, conclusion: 'failure', annotations: annotations(2) });
      await forge.check({ ...result, conclusion: 'success', annotations: [annotation(7)] });
      const held = await under.checksOf(commit, result.name);
      expect(held.at(-1)).toMatchObject({ conclusion: 'success', annotations: [annotation(7)] });
    });

    it('refuses what is longer than it may be, before anything is written', async () => {
      const { number } = await open('backup/one');
      await forge.addComment(number, 'x'.repeat(forge.limits.body));
      await forge.keepComment(number, 'k'.repeat(200), 'x'.repeat(forge.limits.body));
      const before = await under.commentsOn(number);
      const long = 'x'.repeat(forge.limits.body + 1);
      for (const work of [
        () => forge.addComment(number, long),
        () => forge.keepComment(number, 'plan', long),
        () => forge.closePullRequest(number, long),
        () => forge.updatePullRequest(number, { title: 'T', body: long, labels: [] }),
        () => forge.createPullRequest({ branch: 'b', title: 'T', body: long, labels: [] }),
        () => forge.keepIssue('missed', { title: 'T', body: long }),
      ]) {
        expect((await problemOf(work())).text).toContain(`${long.length} characters`);
      }
      expect(await under.commentsOn(number)).toEqual(before);
      expect((await forge.pullRequest(number)).state).toBe('open');
    });

    it('has one open issue per key', async () => {
      const { ada } = under.people;
      const { number } = await open('backup/one', 'A pull request is no issue of ours');
      expect(await forge.closeIssue('missed', 'Well again')).toBe('none');
      expect(await forge.keepIssue('missed', { title: 'A night was missed', body: 'No backup since Monday' })).toBe(
        'opened',
      );
      const [issue] = await under.openIssues();
      await under.openIssue(ada, 'Forged', issue?.body ?? '');
      expect(await forge.keepIssue('missed', { title: 'Again', body: 'No backup since Tuesday' })).toBe('commented');
      expect(await forge.keepIssue('weaker', { title: 'Weaker', body: 'A rule is gone' })).toBe('opened');
      expect((await under.openIssues()).map(({ title }) => title).toSorted()).toEqual([
        'A night was missed',
        'Forged',
        'Weaker',
      ]);
      expect(await forge.closeIssue('missed', 'Well again')).toBe('closed');
      expect(await forge.closeIssue('missed', 'Well again')).toBe('none');
      expect((await under.commentsOn(issue?.number ?? 0)).map(({ body }) => body)).toEqual([
        'No backup since Tuesday',
        'Well again',
      ]);
      expect((await under.openIssues()).map(({ title }) => title).toSorted()).toEqual(['Forged', 'Weaker']);
      expect((await forge.pullRequest(number)).state).toBe('open');
    });

    it('says that something is not there', async () => {
      expect((await problemOf(forge.pullRequest(4711))).code).toBe('forgeNotFound');
      expect((await problemOf(forge.addComment(4711, 'Hello'))).code).toBe('forgeNotFound');
    });
  });
}
