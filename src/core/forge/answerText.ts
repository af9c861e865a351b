/** Answers to comments that ask for something: nobody looks at the run behind them. */
import type { BackupName } from '../model.ts';
import { code, prose } from '../report/escape.ts';
import { count } from '../report/words.ts';
import { type AllowCommand, printCommand, type RevertCommand } from './command.ts';
import { link } from './objectText.ts';

export const usageText = [
  'A command is the first line of a comment:',
  '',
  '| comment | does |',
  '|---|---|',
  '| `/revert [BACKUP] [--type TYPE] [--id ID] [--property NAME] [--added keep\\|softDelete\\|TYPE=keep]` | proposes a revert pull request: all of it, or what the flags choose, each as often as needed |',
  '| `/allow GUARD REASON` | lifts a guard’s stop on this pull request, for its newest commit |',
].join('\n');

/** `why` as `commandIn` gives it, or of a failure that a person can mend. */
export const mistakenAnswer = (why: string): string => `That did not work: ${prose(why)}\n\n${usageText}\n`;

export const notAllowedAnswer = (login: string): string =>
  `${code(login)} may not write to this repository, so nothing was done.\n`;

export const misplacedAnswer = (command: RevertCommand | AllowCommand): string =>
  command.is === 'revert'
    ? '`/revert` takes back what a difference report brought: comment it there.\n'
    : '`/allow` lifts a stop of a recovery: comment it on the revert pull request.\n';

export function revertedAnswer(
  command: RevertCommand,
  result: {
    readonly backup: BackupName;
    readonly objects: number;
    readonly pullRequest: { readonly url: string } | null;
  },
): string {
  const { backup, objects, pullRequest } = result;
  const asked = code(printCommand({ ...command, backup }));
  if (pullRequest === null) {
    return `Nothing to revert: \`main\` already has this state of backup ${code(backup)}. Asked for was ${asked}.\n`;
  }
  return `${link('A revert pull request', pullRequest.url)} takes ${count(objects, 'object')} back to backup ${code(backup)}: review and merge it to recover. Asked for was ${asked}.\n`;
}

export const allowedAnswer = ({ guard, reason }: AllowCommand, login: string, head: string): string =>
  `${code(login)} lifts ${code(guard)} for commit ${code(head.slice(0, 12))}: ${code(reason)}. A newer commit needs it again, and the pull request still needs its review.\n`;
