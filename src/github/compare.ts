/** The rules that hold against those that should: one check per sentence. Plain data in, plain data out. */
import type { ProtectionCheck } from '../core/forgePort.ts';
import type { Demand, Parameters } from './demands.ts';

/** One rule that holds for a branch, with what is known of its ruleset. */
export interface Held {
  readonly type: string;
  readonly parameters: Parameters;
  readonly ruleset: HeldRuleset;
}

export interface HeldRuleset {
  readonly id: number;
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Null: this sign-in may not see them. */
  readonly bypass: readonly Exception[] | null;
  /** Whether this very sign-in may bypass, which everybody is told; null where it is not told. */
  readonly mayBypass: boolean | null;
}

export interface Exception {
  readonly type: string;
  readonly id: number | null;
  readonly mode: string;
}

/** Whether this sign-in is the app itself. */
export interface Looker {
  readonly appId: number | null;
  readonly isApp: boolean;
}

export const protectRemedy = 'entra-rewind protect sets it, with the token of somebody who administers the repository.';

export function compareRules(
  demands: readonly Demand[],
  heldOn: (probe: string) => readonly Held[],
  looker: Looker,
): readonly ProtectionCheck[] {
  return demands.map((demand) => compareRule(demand, heldOn(demand.on.probe), looker));
}

function compareRule(demand: Demand, held: readonly Held[], looker: Looker): ProtectionCheck {
  const { name, sentence } = demand;
  const saying = held.filter(({ type, parameters }) => type === demand.type && demand.isSaidBy(parameters));
  if (saying.length === 0) {
    return { name, state: 'weaker', message: `no rule says that ${sentence}`, remedy: protectRemedy };
  }
  // Rulesets add up: one without a flaw is enough.
  const verdicts = saying.map(({ ruleset }) => judge(ruleset, demand, looker));
  const best =
    verdicts.find(({ state }) => state === 'ok') ??
    verdicts.find(({ state }) => state === 'unknown') ??
    (verdicts[0] as Verdict);
  if (best.state === 'ok') return { name, state: 'ok', message: sentence };
  const message = `${sentence}, but ${best.message}`;
  const hidden = best.state === 'unknown' && best.hides !== undefined ? { hides: best.hides } : {};
  return { name, state: best.state, message, remedy: best.remedy, ...hidden };
}

type Verdict =
  | { readonly state: 'ok' }
  | { readonly state: 'weaker'; readonly message: string; readonly remedy: string }
  | { readonly state: 'unknown'; readonly message: string; readonly remedy: string; readonly hides?: 'bypasses' };

function judge(ruleset: HeldRuleset, { on, bypass }: Demand, { appId, isApp }: Looker): Verdict {
  const rule = `the ruleset "${ruleset.name}"`;
  const weaker = (message: string): Verdict => ({ state: 'weaker', message, remedy: protectRemedy });
  if (on.coveredBy !== undefined) {
    const full = [...on.include, ...on.coveredBy];
    if (ruleset.exclude.length > 0) return weaker(`${rule} leaves out ${ruleset.exclude.join(', ')}`);
    if (!ruleset.include.some((pattern) => full.includes(pattern))) {
      return weaker(`${rule} is about ${ruleset.include.join(', ')} only`);
    }
  }
  if (ruleset.bypass === null) {
    // An app that is told that it may bypass what nobody should has seen enough.
    if (ruleset.mayBypass === true && !(bypass === 'app' && isApp)) return weaker(`this sign-in may bypass ${rule}`);
    return {
      state: 'unknown',
      hides: 'bypasses',
      message: `this sign-in may not see who bypasses ${rule}`,
      remedy: 'Look again with the token of somebody who administers the repository.',
    };
  }
  const wrong = ruleset.bypass.filter((one) => !(bypass === 'app' && isTheApp(one, appId)));
  if (wrong.length > 0) return weaker(`${[...new Set(wrong.map(nameOf))].join(', ')} may bypass ${rule}`);
  if (bypass === 'app' && ruleset.bypass.some(({ mode }) => mode === 'exempt')) {
    return weaker(`the app is exempt from ${rule}, which leaves no trace of what it did`);
  }
  if (bypass === 'app' && appId === null && ruleset.bypass.length > 0) {
    return {
      state: 'unknown',
      message: `whether ${ruleset.bypass.map(nameOf).join(', ')} is the one is not known`,
      remedy: 'Name the app in entra-rewind.yaml: github.appId.',
    };
  }
  return { state: 'ok' };
}

/** Without an id to go by, one app may be it. */
const isTheApp = ({ type, id }: Exception, appId: number | null): boolean =>
  type === 'Integration' && (appId === null || id === appId);

/** Ids of GitHub's own roles. Source: docs, "Create a repository ruleset", `actor_id`. */
const roleNames: { readonly [id: number]: string } = { 2: 'maintain', 4: 'write', 5: 'admin' };

export function nameOf({ type, id }: Exception): string {
  switch (type) {
    case 'Integration':
      return `app ${id}`;
    case 'OrganizationAdmin':
      return 'owners of the organisation';
    case 'RepositoryRole':
      return `everybody with the role ${roleNames[id ?? 0] ?? id}`;
    case 'Team':
      return `team ${id}`;
    case 'DeployKey':
      return 'every deploy key';
    case 'User':
      return `user ${id}`;
    default:
      // GitHub may know more kinds than we do; each is an exception all the same.
      return `${type} ${id ?? ''}`.trim();
  }
}
