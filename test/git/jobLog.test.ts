import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/core/model.ts';
import { jobLog } from '../../src/git/jobLog.ts';

const intends = { n: 1, type: 'user', id: 'u1', action: 'update' } as const;
const receipt: Receipt = { ...intends, outcome: 'updated', links: 0, requestIds: ['r'] };

describe('the log of a job', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'entra-rewind-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const open = () => jobLog({ objects: join(folder, 'objects') });
  const file = () => join(folder, 'entra-rewind', 'jobs', '2026-11-23T02-00-00Z.jsonl');

  it('holds what was written, in order, as soon as it was', async () => {
    const log = open().open('2026-11-23T02-00-00Z');
    log.write({ intends });
    expect(open().read('2026-11-23T02-00-00Z')).toEqual([{ intends }]);
    log.write({ receipt });
    await log.settle();
    expect(open().read('2026-11-23T02-00-00Z')).toEqual([{ intends }, { receipt }]);
    log.close();
  });

  it('is nobody else’s to read, and gone once it is forgotten', () => {
    const log = open().open('2026-11-23T02-00-00Z');
    log.write({ intends });
    log.close();
    expect(statSync(file()).mode & 0o077).toBe(0);
    open().forget('2026-11-23T02-00-00Z');
    expect(open().read('2026-11-23T02-00-00Z')).toBeNull();
    open().forget('2026-11-23T02-00-00Z');
  });

  it('leaves out the half line at which a process died', () => {
    const log = open().open('2026-11-23T02-00-00Z');
    log.write({ intends });
    log.close();
    appendFileSync(file(), '{"receipt":{"n":1,"ty');
    expect(open().read('2026-11-23T02-00-00Z')).toEqual([{ intends }]);
  });

  it('takes no name that leads elsewhere', () => {
    for (const job of ['../x', '/etc/x', 'a b', '']) expect(() => open().open(job)).toThrow('unsafe path');
  });
});
