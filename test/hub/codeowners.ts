/** CODEOWNERS of the base branch: who owns what a pull request changes. The last line that matches a path decides. */

import { ownsPath } from './patterns.ts';
import { contentOf } from './pullShape.ts';
import type { PullIssue } from './pulls.ts';
import { keyOf, type Repository, type World } from './world.ts';

const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

interface Line {
  readonly pattern: string;
  readonly owners: readonly string[];
}

function linesOf(repository: Repository, branch: string): readonly Line[] {
  const tip = repository.bare.tip(`refs/heads/${branch}`);
  if (tip === null) return [];
  const files = new Set(repository.bare.run(['ls-tree', '--name-only', tip, ...places]).split('\n'));
  for (const place of places.filter((one) => files.has(one))) {
    const { code, out } = repository.bare.attempt(['cat-file', 'blob', `refs/heads/${branch}:${place}`]);
    if (code !== 0) throw new Error(`${place} is no file`);
    return out
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
      .filter((line) => line !== '')
      .map((line) => {
        const [pattern = '', ...owners] = line.split(/\s+/);
        return { pattern, owners };
      });
  }
  return [];
}

/** Owners that nobody is, as GitHub's own check of the file names them; null where there is no file. */
export function codeownersErrors(world: World, repository: Repository, branch: string) {
  const path = places.find(
    (place) => repository.bare.attempt(['cat-file', '-e', `refs/heads/${branch}:${place}`]).code === 0,
  );
  if (path === undefined) return null;
  const text = repository.bare.run(['cat-file', 'blob', `refs/heads/${branch}:${path}`]);
  return text.split('\n').flatMap((source, index) => {
    const owners = source
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
      .slice(1);
    const unknown = owners.filter((owner) => !isKnown(world, owner));
    return unknown.map((owner) => ({
      line: index + 1,
      column: source.indexOf(owner) + 1,
      kind: 'Unknown owner',
      source,
      suggestion: `make sure ${owner} exists and has write access to the repository`,
      message: `Unknown owner on line ${index + 1}: make sure ${owner} exists and has write access to the repository`,
      path,
    }));
  });
}

function isKnown(world: World, owner: string): boolean {
  const [organization = '', slug] = owner.replace(/^@/, '').split('/');
  if (slug === undefined) return world.accounts.has(keyOf(organization));
  return world.teams.some((team) => keyOf(team.organization) === keyOf(organization) && team.slug === slug);
}

/** One list of owners per owned path that changed: an approval of any of them will do. Lists that are the same come once. */
export function ownersOf(repository: Repository, issue: PullIssue): readonly (readonly string[])[] {
  const lines = linesOf(repository, issue.pull.base.ref);
  if (lines.length === 0) return [];
  const { from } = contentOf(repository, issue);
  const lists = new Map<string, readonly string[]>();
  for (const path of repository.bare.changedPaths(from, issue.pull.head.sha)) {
    const owners = lines.findLast(({ pattern }) => ownsPath(pattern, path))?.owners ?? [];
    if (owners.length > 0) lists.set(owners.join(' '), owners);
  }
  return [...lists.values()];
}

/** Is an account meant by `@login` or `@organization/team`? */
export function isOwner(world: World, owner: string, accountId: number): boolean {
  const name = owner.replace(/^@/, '');
  const [organization, slug] = name.split('/');
  if (slug === undefined) return world.accounts.get(keyOf(name))?.id === accountId;
  return world.teams.some(
    (team) =>
      keyOf(team.organization) === keyOf(organization ?? '') && team.slug === slug && team.members.has(accountId),
  );
}

/** People and teams to be asked when a pull request is opened; its author is not. */
export function requestOwners(world: World, repository: Repository, issue: PullIssue): void {
  const names = new Set(ownersOf(repository, issue).flat());
  for (const owner of names) {
    const name = owner.replace(/^@/, '');
    const account = world.accounts.get(keyOf(name));
    const team = world.teams.find(({ organization, slug }) => keyOf(`${organization}/${slug}`) === keyOf(name));
    if (account !== undefined && account.id !== issue.user.id) issue.pull.requestedReviewers.push(account);
    if (team !== undefined) issue.pull.requestedTeams.push(team);
  }
}
