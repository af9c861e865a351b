/**
 * One `git fast-import`: files stream in, one commit comes out. Nothing is visible in the repository until the commit is
 * complete, and then only to those who know its id.
 */
import { fail } from '../core/problem.ts';
import { FileTable } from './fileTable.ts';
import { GitProcess } from './plumbing.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import type { Repository } from './repository.ts';
import { isObjectId, requireId } from './revision.ts';
import { requireSafePath } from './safePath.ts';

/** fast-import commits on refs only. This one lives and ends in the quarantine. */
const pending = 'refs/heads/pending';
const author = 'entra-rewind <entra-rewind@users.noreply.github.com>';

export interface CommitDetails {
  readonly message: string;
  readonly at: Date;
  /** None for the first commit of a branch. */
  readonly parents: readonly string[];
  /** Tree to start from when it is not the first parent's. */
  readonly tree?: string;
  /** Folder whose tree id is wanted. */
  readonly folder: string;
}

export interface Made {
  readonly commit: string;
  /** Id of the folder's tree, or null when the commit has no such folder. */
  readonly tree: string | null;
}

export class FastImport {
  readonly #quarantine: Quarantine;
  readonly #git: GitProcess;
  /** Files by mark, from 1. They are told after all of them were sent: fast-import takes tree changes only inside a commit. */
  readonly #put = new FileTable(0);
  readonly #removed: string[] = [];

  private constructor(repository: Repository, quarantine: Quarantine) {
    this.#quarantine = quarantine;
    const command = [...quarantine.options, 'fast-import', '--quiet', '--done'];
    this.#git = new GitProcess(repository.dir, command, 'fast-import');
  }

  static async start(repository: Repository): Promise<FastImport> {
    return new FastImport(repository, await openQuarantine(repository));
  }

  /** Puts a file at a safe path. Resolves when git can take more. */
  async put(path: string, bytes: Uint8Array): Promise<void> {
    const mark = this.#put.add(requireSafePath(path)) + 1;
    const header = `blob\nmark :${mark}\ndata ${bytes.length}\n`;
    await this.#git.write(Buffer.concat([Buffer.from(header), bytes, Buffer.from('\n')]));
  }

  remove(path: string): void {
    this.#removed.push(requireSafePath(path));
  }

  /** Ends the import. Fails with `repository` when git does; then nothing was made. */
  async commit(details: CommitDetails): Promise<Made> {
    const mark = this.#put.size + 1;
    try {
      await this.#git.write(commitHeader(mark, details));
      for (const lines of this.#changes()) await this.#git.write(lines);
      await this.#git.write(`\nget-mark :${mark}\nls :${mark} ${details.folder}\ndone\n`);
      this.#git.endInput();
      const chunks: Buffer[] = [];
      for await (const chunk of this.#git.output) chunks.push(chunk);
      await this.#git.succeed();
      const made = parseAnswer(Buffer.concat(chunks).toString('utf8'));
      await this.#quarantine.admit();
      return made;
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /** Changes of the tree, many lines at a time. */
  *#changes(): Generator<string> {
    let lines: string[] = this.#removed.map((path) => `D ${path}\n`);
    for (const [path, position] of this.#put.entries()) {
      lines.push(`M 100644 :${position + 1} ${path}\n`);
      if (lines.length < 1024) continue;
      yield lines.join('');
      lines = [];
    }
    yield lines.join('');
  }

  async abort(): Promise<void> {
    await this.#git.kill();
    await this.#quarantine.discard();
  }
}

function commitHeader(mark: number, { message, at, parents, tree }: CommitDetails): string {
  if (message.includes('\0')) throw new Error('a commit message cannot hold NUL');
  const seconds = Math.floor(at.getTime() / 1000);
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new Error(`no time for a commit: ${at}`);
  const text = message.endsWith('\n') ? message : `${message}\n`;
  const ancestry = parents.map((parent, index) => `${index === 0 ? 'from' : 'merge'} ${requireId(parent)}\n`);
  const start = tree === undefined ? '' : `M 040000 ${requireId(tree)} ""\n`;
  const head = `commit ${pending}\nmark :${mark}\ncommitter ${author} ${seconds} +0000\n`;
  return `${head}data ${Buffer.byteLength(text)}\n${text}${ancestry.join('')}${start}`;
}

/** The commit's id, then `040000 tree ID<tab>folder` or `missing folder`. Format: git-fast-import(1). */
function parseAnswer(answer: string): Made {
  const [commit = '', entry = ''] = answer.split('\n');
  const tree = /^040000 tree ([0-9a-f]+)\t/.exec(entry)?.[1];
  if (!isObjectId(commit)) fail('repository', `git fast-import answered ${JSON.stringify(answer)}`);
  if (tree === undefined && !entry.startsWith('missing ')) fail('repository', `git made ${JSON.stringify(entry)}`);
  return { commit, tree: tree ?? null };
}

/** Text as bytes. Half a surrogate pair has no bytes of its own and must have been escaped before. */
export function bytesOf(text: string, path: string): Buffer {
  if (!text.isWellFormed()) throw new Error(`${path} holds half a surrogate pair`);
  return Buffer.from(text, 'utf8');
}
