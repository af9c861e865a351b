/** One push by git: what the pre-receive hook asks, and what is told once refs have moved. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, type RefChange } from './enforce.ts';
import { type Bare, zeros } from './git.ts';
import { levelOf } from './identities.ts';
import { refsMoved } from './moves.ts';
import { fullName, type Repository, type Token, type World } from './world.ts';

interface Push {
  readonly repository: Repository;
  readonly token: Token;
  /** Where the post-receive hook leaves what really moved. */
  readonly record: string;
}

const hook = fileURLToPath(new URL('./hook.mjs', import.meta.url));

/** Both hooks do nothing for pushes that do not come through the hub (tests that prepare a repository from its folder). */
export function installHooks(bare: Bare): void {
  const scripts = {
    'pre-receive': `[ -z "$HUB_PUSH" ] || exec "$HUB_NODE" '${hook}'`,
    'post-receive': '[ -z "$HUB_RECORD" ] || cat > "$HUB_RECORD"',
  };
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(bare.folder, 'hooks', name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
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

/** Workflow files need a permission of their own, whoever else may write contents. */
function touchedWorkflow(bare: Bare, { after }: RefChange): string | null {
  if (after === null) return null;
  const args = ['log', '--format=', '--name-only', '-m', after, '--not', '--all', '--', '.github/workflows'];
  return (
    bare
      .run(args)
      .split('\n')
      .find((path) => path !== '') ?? null
  );
}

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
    const workflow =
      token.permissions !== null && levelOf(token.permissions, 'workflows') !== 'write'
        ? touchedWorkflow(bare, change)
        : null;
    if (workflow !== null) {
      const who = token.kind === 'person' ? 'a Personal Access Token' : 'a GitHub App';
      lines.push(
        `refusing to allow ${who} to create or update workflow \`${workflow}\` without \`workflows\` permission`,
      );
    }
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
      env: { HUB_PUSH: id, HUB_URL: this.world.origin, HUB_NODE: process.execPath, HUB_RECORD: push.record },
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
    const asked = JSON.parse(text) as {
      push: string;
      commands: string;
      quarantine: Record<string, string | undefined>;
    };
    const push = this.running.get(asked.push);
    if (push === undefined) return { status: 403, said: 'unknown push\n' };
    const quarantine = Object.entries(asked.quarantine).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const bare = push.repository.bare.within(Object.fromEntries(quarantine));
    const said = declined(this.world, push.repository, bare, parse(asked.commands), push.token);
    return { status: said === '' ? 200 : 403, said };
  }
}
