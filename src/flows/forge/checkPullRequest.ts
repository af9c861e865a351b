/**
 * A pull request → the check that merging it needs, and a comment: what recovery would do if it were merged now. It is read from
 * git as data; nothing in it is run, and tool, guards and configuration are those of `main`.
 */
import { differenceCheck, refusedCheck } from '../../core/forge/checkText.ts';
import { bodyLimit, bytesLimit } from '../../core/forge/cut.ts';
import { type PlanText, planCheck, planReviewText } from '../../core/forge/planText.ts';
import { stopsOf } from '../../core/guard.ts';
import type { EngineName } from '../../core/model.ts';
import type { Forge, ProposedChange, PullRequest } from '../../core/ports.ts';
import { Failure } from '../../core/problem.ts';
import { recordedBackups } from '../backups.ts';
import { mentionedIn, namesIn } from '../names.ts';
import { planNow } from '../planning.ts';
import { reviewOfProposal } from '../review.ts';
import { allowancesOf, liftedFor, recordReviewed } from './approvals.ts';
import { type ForgeDoors, isReportOf } from './doors.ts';

export interface Checked {
  /**
   * `ended`: it is not open any more. `fork`: its head is in a fork, which gets no check and so cannot be merged. `unrelated`: it
   * touches nothing below `snapshots/`.
   */
  readonly is: 'ended' | 'fork' | 'unrelated' | 'report' | 'planned' | 'stopped' | 'refused';
  readonly text: PlanText | null;
}

export async function checkPullRequest(doors: ForgeDoors, number: number, engine: EngineName): Promise<Checked> {
  const { forge, store, journal } = doors;
  const pull = await forge.pullRequest(number);
  if (pull.state !== 'open') return { is: 'ended', text: null };
  if (pull.head.isFork) {
    await forge.keepComment(number, 'plan', fromFork);
    return { is: 'fork', text: null };
  }
  journal.refresh();
  await store.refresh();
  const report = (await recordedBackups(doors)).find((backup) => isReportOf(pull, backup));
  if (report !== undefined) {
    await recordReviewed(doors, report.name, pull);
    const { length } = await store.compare(await store.main(), report.commit);
    const text = differenceCheck(report.name, length);
    await show(forge, pull, text, false);
    return { is: 'report', text };
  }
  return checkRevert(doors, pull, engine);
}

async function checkRevert(doors: ForgeDoors, pull: PullRequest, engine: EngineName): Promise<Checked> {
  const { forge, store } = doors;
  const limits = { body: bodyLimit(forge.limits.body), check: bytesLimit(forge.limits.check) };
  try {
    const proposed = await store.proposed(pull.head.commit);
    if (isUnrelated(proposed)) {
      await show(forge, pull, unrelated, false);
      return { is: 'unrelated', text: unrelated };
    }
    const review = await reviewOfProposal(doors, pull.head.commit);
    const lifted = await liftedFor(doors, pull);
    const plan = await planNow(doors, review, { engine, allowances: allowancesOf(lifted) });
    const changed = new Set(proposed.is === 'mergeable' ? proposed.changes.map(({ path }) => `snapshots/${path}`) : []);
    const main = await store.main();
    const text = planReviewText({
      plan,
      nameOf: await namesIn(store, main, mentionedIn([plan.steps, plan.untouched])),
      range: { main, head: pull.head.commit },
      lifted,
      isChanged: (path) => changed.has(path),
      whole: { url: null, command: `entra-rewind plan --pull-request ${pull.number}` },
      limits,
    });
    await show(forge, pull, text, true);
    return { is: stopsOf(plan).length > 0 ? 'stopped' : 'planned', text };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const text = refusedCheck(error.problems, limits);
    await show(forge, pull, text, true);
    // What the pull request cannot be blamed for is the job's failure, too.
    if (!error.problems.every(({ code }) => ownFaults.has(code))) throw error;
    return { is: 'refused', text };
  }
}

const isUnrelated = (proposed: ProposedChange): boolean => proposed.is === 'mergeable' && proposed.changes.length === 0;

/** Problems of the proposal itself. */
const ownFaults: ReadonlySet<string> = new Set([
  'rangeNotReviewed',
  'notCanonical',
  'notYaml',
  'hostileYaml',
  'unknownPath',
  'wrongTenant',
]);

async function show(forge: Forge, pull: PullRequest, text: PlanText, isTold: boolean): Promise<void> {
  const { comment, ...check } = text;
  await forge.check({ name: planCheck, commit: pull.head.commit, ...check });
  if (isTold) await forge.keepComment(pull.number, 'plan', comment);
}

const unrelated: PlanText = {
  conclusion: 'success',
  title: 'Nothing to recover',
  summary: 'This changes nothing below `snapshots/`. Merging it writes nothing to the tenant.\n',
  text: '',
  annotations: [],
  comment: '',
};

const fromFork =
  'This comes from a fork: it is not planned, gets no check, and so cannot be merged. Propose a recovery with `/revert` on a difference report, or from a branch of this repository.\n';
