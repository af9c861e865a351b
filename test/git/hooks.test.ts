import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scene, type Tried } from './scene.ts';

const oldest = '2024-11-01T02-00-00Z';
const border = '2024-11-15T02-00-00Z';
const young = '2024-11-19T02-00-00Z';
const newest = '2024-11-20T02-00-00Z';

/** Every attempt is made with plain git, as somebody would who has the right to push. */
describe('a protected remote', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.start();
  });
  afterEach(() => scene.remove());

  const push = (...args: string[]) => scene.try('push', 'origin', ...args);
  const backups = () => {
    for (const name of [oldest, border, young, newest])
      scene.git('push', '-q', 'origin', `HEAD:refs/heads/backup/${name}`);
  };
  const expectRefused = (tried: Tried, ref: string, reason: string) => {
    expect(tried.succeeded, tried.said).toBe(false);
    expect(tried.said).toContain(`refused ${ref}`);
    expect(tried.said).toContain(reason);
  };

  it('takes a backup, and what is appended to it', () => {
    backups();
    scene.commit({ 'x.txt': 'x' });
    expect(push(`HEAD:refs/heads/backup/${newest}`).succeeded).toBe(true);
  });

  it('does not rewrite a backup', () => {
    scene.commit({ 'x.txt': 'x' });
    backups();
    const tip = scene.bare.tip(`backup/${newest}`);
    const ref = `refs/heads/backup/${newest}`;
    expectRefused(push('--force', `HEAD~1:${ref}`), ref, 'never rewritten');
    scene.git('commit', '--quiet', '--amend', '-m', 'Other');
    expectRefused(push(`+HEAD:${ref}`), ref, 'never rewritten');
    expectRefused(push(`--force-with-lease=${ref}:${tip}`, `HEAD:${ref}`), ref, 'never rewritten');
    expect(scene.bare.tip(`backup/${newest}`)).toBe(tip);
  });

  it('deletes a backup only when it is older than the retention', () => {
    backups();
    expect(push(`:refs/heads/backup/${oldest}`).succeeded).toBe(true);
    expectRefused(push(`:refs/heads/backup/${young}`), `refs/heads/backup/${young}`, 'not older than 5 days');
    // Exactly five days is not older than five days.
    expectRefused(push(`:refs/heads/backup/${border}`), `refs/heads/backup/${border}`, 'not older than 5 days');
    expectRefused(
      push(`:refs/heads/backup/${newest}`),
      `refs/heads/backup/${newest}`,
      'the newest backup is never deleted',
    );
    expect(push('HEAD:refs/heads/backup/2024-11-20T02-00-01Z').succeeded).toBe(true);
    expect(push(`:refs/heads/backup/${border}`).succeeded).toBe(true);
  });

  it('keeps the newest backup however old it is', () => {
    scene.git('push', '-q', 'origin', `HEAD:refs/heads/backup/${oldest}`);
    expectRefused(
      push(`:refs/heads/backup/${oldest}`),
      `refs/heads/backup/${oldest}`,
      'the newest backup is never deleted',
    );
  });

  it('does not let a push make its own old ones old', () => {
    scene.git(
      'push',
      '-q',
      'origin',
      `HEAD:refs/heads/backup/${oldest}`,
      `HEAD:refs/heads/backup/2024-11-02T02-00-00Z`,
    );
    const both = push(`:refs/heads/backup/${oldest}`, `HEAD:refs/heads/backup/${newest}`);
    expectRefused(both, `refs/heads/backup/${oldest}`, 'not older');
    expect(scene.bare.try('rev-parse', '--verify', `backup/${newest}`).succeeded).toBe(false);
  });

  it('obeys the retention it was made with', async () => {
    const short = await Scene.start({ 'a.txt': 'a' }, 1);
    try {
      for (const name of ['2024-11-18T02-00-00Z', young, newest]) {
        short.git('push', '-q', 'origin', `HEAD:refs/heads/backup/${name}`);
      }
      expect(short.try('push', 'origin', ':refs/heads/backup/2024-11-18T02-00-00Z').succeeded).toBe(true);
      expect(short.try('push', 'origin', `:refs/heads/backup/${young}`).succeeded).toBe(false);
      short.bare.git('config', 'entra-rewind.retentionDays', 'none');
      expect(short.try('push', 'origin', 'HEAD:refs/heads/revert/1').said).toContain('no number of days');
    } finally {
      short.remove();
    }
  });

  it('takes no backup under a name that is no moment', () => {
    const names = [
      'tonight',
      '2024-11-20',
      '2024-11-20T02.00.00Z',
      '2024-02-30T02-00-00Z',
      '2023-02-29T02-00-00Z',
      '2024-11-20T24-00-00Z',
      '2024-13-01T02-00-00Z',
      '2024-11-20T02-00-00Z/x',
      'x/2024-11-20T02-00-00Z',
      '2024-11-20T02-00-00z',
      '\u0661\u0662\u0663\u0664-11-20T02-00-00Z',
    ];
    for (const name of names) {
      expectRefused(push(`HEAD:refs/heads/backup/${name}`), `refs/heads/backup/${name}: `, 'named by its UTC time');
    }
  });

  it('takes no backup from the future, and one from a clock that is a little fast', () => {
    const nameAt = (hours: number) =>
      new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
    expect(push(`HEAD:refs/heads/backup/${nameAt(23)}`).succeeded).toBe(true);
    expectRefused(push(`HEAD:refs/heads/backup/${nameAt(25)}`), 'refs/heads/backup/', 'not come');
    expectRefused(push('HEAD:refs/heads/backup/9999-12-31T23-59-59Z'), 'refs/heads/backup/', 'not come');
  });

  it('reckons dates as everybody does', () => {
    // Across the end of February in a leap year, and across New Year: four days apart are four days.
    for (const [from, to] of [
      ['2024-02-26T00-00-00Z', '2024-03-02T00-00-00Z'],
      ['2024-12-29T00-00-00Z', '2025-01-03T00-00-00Z'],
    ]) {
      scene.git('push', '-q', 'origin', `HEAD:refs/heads/backup/${from}`, `HEAD:refs/heads/backup/${to}`);
      expectRefused(push(`:refs/heads/backup/${from}`), `refs/heads/backup/${from}`, 'not older than 5 days');
      const later = to!.replace('T00-00-00Z', 'T00-00-01Z');
      scene.git('push', '-q', 'origin', `HEAD:refs/heads/backup/${later}`);
      expect(push(`:refs/heads/backup/${from}`).succeeded).toBe(true);
    }
  });

  it('neither rewrites nor deletes main and the journal', () => {
    scene.commit({ 'x.txt': 'x' });
    for (const branch of ['main', 'journal']) {
      const ref = `refs/heads/${branch}`;
      expect(push(`HEAD:${ref}`).succeeded).toBe(true);
      expectRefused(push('--force', `HEAD~1:${ref}`), ref, 'never rewritten');
      expect(push(`:${ref}`).succeeded).toBe(false);
      expect(scene.bare.tip(branch)).toBe(scene.tip());
    }
    expectRefused(push(':refs/heads/journal'), 'refs/heads/journal', 'never deleted');
    expectRefused(push('--mirror'), 'refs/heads/journal', 'never deleted');
  });

  it('refuses the whole push for one branch, and names each', () => {
    backups();
    const tried = push(':refs/heads/journal', `:refs/heads/backup/${newest}`, 'HEAD:refs/heads/revert/1');
    expectRefused(tried, `refs/heads/backup/${newest}`, 'the newest backup is never deleted');
    expect(scene.bare.try('rev-parse', '--verify', 'revert/1').succeeded).toBe(false);
  });

  it('leaves other branches and tags to their owners', () => {
    scene.commit({ 'x.txt': 'x' });
    expect(push('HEAD:refs/heads/revert/1', 'HEAD:refs/tags/seen').succeeded).toBe(true);
    expect(push('--force', 'HEAD~1:refs/heads/revert/1').succeeded).toBe(true);
    expect(push(':refs/heads/revert/1', ':refs/tags/seen').succeeded).toBe(true);
  });

  it.each(['refs/replace/0123456789012345678901234567890123456789', 'refs/notes/commits', 'refs/x'])(
    'takes no %s',
    (ref) => {
      expectRefused(push(`HEAD:${ref}`), ref, 'only branches and tags');
    },
  );

  it("works whatever hooks folder the pusher's own settings name", () => {
    scene.git('push', '-q', 'origin', `HEAD:refs/heads/backup/${newest}`);
    expect(scene.bare.git('config', 'core.hooksPath')).toBe('hooks');
    const tried = scene.try('-c', 'core.hooksPath=/nowhere', 'push', 'origin', `:refs/heads/backup/${newest}`);
    expect(tried.succeeded).toBe(false);
  });
});
