/** What people said of a pull request that counts: approvals of its head, and guards that they lifted for it. */
import {
  type AllowanceRecord,
  allowancesRecord,
  parseAllowances,
  printAllowances,
} from '../../core/forge/allowanceRecord.ts';
import { secondApproval } from '../../core/forge/planText.ts';
import { type ProposalRecord, parseProposal, proposalRecord } from '../../core/forge/proposalRecord.ts';
import { printReviewed, reviewedBy, reviewedRecord } from '../../core/forge/reviewedRecord.ts';
import type { Allowances } from '../../core/guard.ts';
import type { BackupName } from '../../core/model.ts';
import type { PullRequest } from '../../core/ports.ts';
import type { RecordDoors } from './doors.ts';

/** A guard that people lifted, and who they are. */
export interface Lifted {
  readonly guard: string;
  readonly by: readonly string[];
  readonly reason: string;
}

/**
 * What is lifted for a pull request's head: by `/allow`, and by a second approval of two people who had no hand in it. Whoever
 * opened it or asked for it is not one of them, and an approval of an older head counts for nothing.
 */
export async function liftedFor(doors: RecordDoors, pull: PullRequest): Promise<readonly Lifted[]> {
  const lifted = (await liftedOn(doors, pull.number)).filter(({ head }) => head === pull.head.commit);
  const said = lifted.map(
    ({ guard, reason, by }): Lifted => ({ guard, by: [by], reason: `${reason} (#${pull.number})` }),
  );
  const approvers = await othersWhoApproved(doors, pull);
  if (approvers.length < 2 || said.some(({ guard }) => guard === secondApproval)) return said;
  const reason = `approved #${pull.number}`;
  return [...said, { guard: secondApproval, by: approvers, reason }];
}

export const allowancesOf = (lifted: readonly Lifted[]): Allowances =>
  new Map(lifted.map(({ guard, by, reason }) => [guard, `${by.join(', ')}: ${reason}`]));

async function othersWhoApproved(doors: RecordDoors, pull: PullRequest): Promise<readonly string[]> {
  const record = await proposalOf(doors, pull.number);
  const makers = new Set([pull.author.login, record?.askedBy]);
  const approvals = await doors.forge.approvals(pull.number);
  const counted = approvals.filter(({ by, commit }) => {
    return by.isPerson && commit === pull.head.commit && !makers.has(by.login);
  });
  return [...new Set(counted.map(({ by }) => by.login))].toSorted();
}

/** What the tool wrote down when it opened the pull request; null for one that somebody else opened. */
export async function proposalOf(
  { journal }: Pick<RecordDoors, 'journal'>,
  number: number,
): Promise<ProposalRecord | null> {
  const path = proposalRecord(number);
  const text = await journal.read(path);
  return text === null ? null : parseProposal(text, `journal:${path}`);
}

async function liftedOn({ journal }: RecordDoors, number: number): Promise<readonly AllowanceRecord[]> {
  const path = allowancesRecord(number);
  const text = await journal.read(path);
  return text === null ? [] : parseAllowances(text, `journal:${path}`);
}

export async function lift(doors: RecordDoors, pull: PullRequest, allowance: Omit<AllowanceRecord, 'head' | 'at'>) {
  const before = await liftedOn(doors, pull.number);
  const record = { ...allowance, at: doors.clock.now().toISOString(), head: pull.head.commit };
  const others = before.filter(({ guard, head }) => guard !== record.guard || head !== record.head);
  const records = new Map([[allowancesRecord(pull.number), printAllowances([...others, record])]]);
  await doors.journal.append(records, `Allow ${record.guard} on #${pull.number}`);
}

/** Remembers that a backup was approved, once. Who approved stays on record with it. */
export async function recordReviewed(doors: RecordDoors, backup: BackupName, pull: PullRequest): Promise<boolean> {
  const approvals = (await doors.forge.approvals(pull.number)).filter(({ commit }) => commit === pull.head.commit);
  if (approvals.length === 0) return false;
  const path = reviewedRecord(backup);
  const text = printReviewed(reviewedBy(backup, pull.number, approvals));
  if ((await doors.journal.read(path)) === text) return true;
  await doors.journal.append(new Map([[path, text]]), `Backup ${backup} was reviewed`);
  return true;
}
