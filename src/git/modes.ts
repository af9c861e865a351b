/** What a path below `snapshots/` or in the journal may be: a plain file. Anything else could make a reader look elsewhere. */
import type { Problem } from '../core/problem.ts';

export const plainFile = '100644';
export const nothing = '000000';

const kinds: Readonly<Record<string, string>> = {
  '120000': 'a symbolic link',
  '160000': 'a submodule',
  '100755': 'an executable file',
};

/** The problem with a mode, or null for a plain file or no file at all. */
export function modeProblem(mode: string, path: string): Problem | null {
  if (mode === plainFile || mode === nothing) return null;
  const kind = kinds[mode] ?? `of mode ${mode}`;
  const isExecutable = mode === '100755';
  return {
    code: isExecutable ? 'unknownPath' : 'hostileYaml',
    message: `is ${kind}; only plain files belong there`,
    place: { file: path },
    remedy: isExecutable ? `git update-index --chmod=-x -- '${path}'` : `Take it out again: git rm -- '${path}'`,
  };
}

/** How many problems of one kind are named one by one; the rest are counted. */
const namedProblems = 50;

/** Gathers problems without end in sight: a million symbolic links are named by fifty and a count. */
export class Gathered {
  readonly #problems: Problem[] = [];
  #more = 0;

  add(problem: Problem | null): void {
    if (problem === null) return;
    if (this.#problems.length < namedProblems) this.#problems.push(problem);
    else this.#more += 1;
  }

  list(): readonly Problem[] {
    const last = this.#problems.at(-1);
    if (this.#more === 0 || last === undefined) return this.#problems;
    return [...this.#problems, { code: last.code, message: `and ${this.#more} more such paths` }];
  }
}
