/** Closing words: `fixes #7` in what reaches the default branch closes issue 7, whoever wrote it and wherever it came from. */
import { causeOf } from './identities.ts';
import { issueShape } from './issueShape.ts';
import { repositoryShape, userShape } from './shapes.ts';
import { fullName, type Repository, type Token, type World } from './world.ts';

const words = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+([\w.-]+\/[\w.-]+)?#(\d+)\b/gi;

/** Commit messages and titles know no code spans: every match counts. */
export function closeMentioned(world: World, repository: Repository, texts: readonly string[], token: Token): void {
  for (const [, name, number] of texts.flatMap((text) => [...text.matchAll(words)])) {
    if (name !== undefined && name.toLowerCase() !== fullName(repository).toLowerCase()) continue;
    const issue = repository.issues.get(Number(number));
    if (issue === undefined || issue.pull !== null || issue.state === 'closed') continue;
    issue.state = 'closed';
    issue.stateReason = 'completed';
    issue.closedAt = world.clock.iso();
    issue.updatedAt = issue.closedAt;
    issue.closedBy = token.account;
    world.events.add({
      name: 'issues',
      action: 'closed',
      at: issue.closedAt,
      repository: fullName(repository),
      by: causeOf(token),
      payload: {
        action: 'closed',
        issue: issueShape(world, repository, issue),
        repository: repositoryShape(world, repository, null),
        sender: userShape(world, token.account),
      },
    });
  }
}
