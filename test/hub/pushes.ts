/** One push by git: what the pre-receive hook asks, and what is told once refs have moved. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, type RefChange } from './enforce.ts';
import { type Bare, zeros } from './git.ts';
import { refsMoved } from './moves.ts';
import { refusedWorkflow } from './workflows.ts';
import { fullName, type Repository, type Token, type World } from './world.ts';

interface Push {
  readonly repository: Repository;
  readonly token: Token;
  /** Where the post-receive hook leaves what really moved. */
  readonly record: string;
}

/** Asks the hub, which knows the rules, and says what it says; bash alone, since a push must not wait for an interpreter. */
const preReceive = `#!/usr/bin/env bash
[ -z "$HUB_PUSH" ] && exit 0
export LC_ALL=C
printf -v body '%s\\n' "$HUB_PUSH" "$GIT_OBJECT_DIRECTORY" "$GIT_ALTERNATE_OBJECT_DIRECTORIES" "$GIT_QUARANTINE_PATH" "$(cat)"
exec 3<>"/dev/tcp/127.0.0.1/$HUB_PORT"
printf 'POST /_hub/pre-receive HTTP/1.0\\r\\nContent-Length: %d\\r\\n\\r\\n%s' "\${#body}" "$body" >&3
IFS=' ' read -r _ status _ <&3
while IFS= read -r line <&3 && [ "$line" != $'\\r' ]; do :; done
cat <&3 >&2
[ "$status" = 200 ]
`;

/** Keeps what really moved, for when git has ended. */
const postReceive = `#!/bin/sh
[ -z "$HUB_RECORD" ] || cat > "$HUB_RECORD"
`;

/** Both hooks do nothing for pushes that do not come through the hub (tests that prepare a repository from its folder). */
export function installHooks(bare: Bare): void {
  for (const [name, script] of Object.entries({ 'pre-receive': preReceive, 'post-receive': postReceive })) {
    const path = join(bare.folder, 'hooks', name);
    writeFileSync(path, script);
    chmodSync(path, 0o755);
  }
}

const parse = (text: string): readonly RefChange[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [before = '', after = '', ref = ''] = line.split(' ');
      return { ref, before: before === zeros ? null : before, after: after === zeros ? null : after };
    });

/** What GitHub says to a push that it declines; empty when it takes it. */
export function declined(
  world: World,
  repository: Repository,
  bare: Bare,
  changes: readonly RefChange[],
  token: Token,
): string {
  const lines: string[] = [];
  for (const change of changes) {
    const workflow = refusedWorkflow(bare, change, token);
    if (workflow !== null) lines.push(workflow);
    const broken = judge(world, repository, change, token, { bare });
    if (broken.length === 0) continue;
    const page = `${world.origin}/${fullName(repository)}/rules?ref=${encodeURIComponent(change.ref)}`;
    lines.push(
      `error: GH013: Repository rule violations found for ${change.ref}.`,
      `Review all repository rules at ${page}`,
      '',
    );
    for (const message of new Set(broken.map((one) => one.message))) lines.push(`- ${message}`, '');
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

export class Pushes {
  private readonly running = new Map<string, Push>();
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Environment for the git process of one push, and what to call when it has ended. */
  begin(
    repository: Repository,
    token: Token,
  ): { readonly env: Readonly<Record<string, string>>; readonly end: () => void } {
    const id = randomBytes(12).toString('hex');
    const push = { repository, token, record: join(this.world.folder, `push-${id}`) };
    this.running.set(id, push);
    return {
      env: { HUB_PUSH: id, HUB_PORT: new URL(this.world.origin).port, HUB_RECORD: push.record },
      end: () => {
        this.running.delete(id);
        if (!existsSync(push.record)) return;
        const moved = parse(readFileSync(push.record, 'utf8'));
        rmSync(push.record);
        refsMoved(this.world, repository, moved, token);
      },
    };
  }

  preReceive(text: string): { readonly status: number; readonly said: string } {
    const [id = '', objects = '', alternates = '', quarantine = '', ...commands] = text.split('\n');
    const push = this.running.get(id);
    if (push === undefined) return { status: 403, said: 'unknown push\n' };
    const bare = push.repository.bare.within({
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates,
      GIT_QUARANTINE_PATH: quarantine,
    });
    const said = declined(this.world, push.repository, bare, parse(commands.join('\n')), push.token);
    return { status: said === '' ? 200 : 403, said };
  }
}
