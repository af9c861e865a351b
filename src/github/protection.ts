/** What protects the record on GitHub, as it is found: the repository's kind, the rules that hold, and the environments. */
import type { Forge, ForgeRepository, ProtectionCheck } from '../core/forgePort.ts';
import { Failure, type Problem } from '../core/problem.ts';
import { compareRules } from './compare.ts';
import { type Demand, demands } from './demands.ts';
import { compareEnvironment, readEnvironment } from './environments.ts';
import { readHeld } from './held.ts';
import type { Room } from './room.ts';
import { environments } from './rules.ts';

export function protection(room: Room): Pick<Forge, 'protection'> {
  return {
    async protection(appId) {
      const checks: ProtectionCheck[] = [...kindChecks(await room.own.look())];
      checks.push(...(await rulesFound(room, appId)));
      checks.push(await owners(room));
      for (const wanted of environments) {
        const name = `environment ${wanted.name}`;
        checks.push(
          await seen(name, async () => compareEnvironment(wanted, await readEnvironment(room.client, wanted.name))),
        );
      }
      return checks;
    },
  };
}

/** Not what the rules say, but what they are about. */
function kindChecks({ visibility, isArchived, defaultBranch, owner, name }: ForgeRepository): ProtectionCheck[] {
  const repository = `${owner}/${name}`;
  const checks: ProtectionCheck[] = [
    visibility === 'public'
      ? {
          name: 'visibility',
          state: 'weaker',
          message: `${repository} is public: everybody can read the directory`,
          remedy: 'Make the repository private in its settings. Nothing is done for a public one.',
        }
      : { name: 'visibility', state: 'ok', message: `${repository} is ${visibility}` },
  ];
  if (isArchived) {
    const remedy = 'Unarchive it in its settings.';
    checks.push({ name: 'archived', state: 'weaker', message: `${repository} takes no backups: archived`, remedy });
  }
  if (defaultBranch !== 'main') {
    const message = `the default branch is ${defaultBranch}, and workflows run from there`;
    checks.push({ name: 'default branch', state: 'weaker', message, remedy: 'Make main the default branch.' });
  }
  return checks;
}

async function rulesFound({ client, people }: Room, appId: number | null): Promise<readonly ProtectionCheck[]> {
  const wanted = demands(appId);
  try {
    const held = await readHeld(
      client,
      wanted.map(({ on }) => on.probe),
    );
    const isApp = !(await people.self()).isPerson;
    return compareRules(wanted, (probe) => held.get(probe) ?? [], { appId, isApp });
  } catch (error) {
    return wanted.map(({ name, sentence }: Demand) => notSeen(name, error, sentence));
  }
}

async function owners({ client }: Room): Promise<ProtectionCheck> {
  const name = 'CODEOWNERS';
  return seen(name, async () => {
    try {
      const { data } = await client.call((github) => github.rest.repos.codeownersErrors({ ...client.repository }));
      const [first] = data.errors;
      if (first === undefined) return { name, state: 'ok', message: 'says who owns what, without errors' };
      const message = `line ${first.line} of ${first.path} is wrong: ${first.kind}`;
      return { name, state: 'weaker', message, remedy: first.suggestion ?? 'Mend the line.' };
    } catch (error) {
      if (!(error instanceof Failure) || error.problems[0]?.code !== 'forgeNotFound') throw error;
      const message = 'there is no CODEOWNERS, so that no code owner is asked';
      return { name, state: 'weaker', message, remedy: 'Add .github/CODEOWNERS; entra-rewind init writes one.' };
    }
  });
}

async function seen(name: string, look: () => Promise<ProtectionCheck>): Promise<ProtectionCheck> {
  try {
    return await look();
  } catch (error) {
    return notSeen(name, error);
  }
}

/** What may not be looked at is unknown; what a plan does not have protects nothing. All else is no answer. */
function notSeen(name: string, error: unknown, sentence?: string): ProtectionCheck {
  const problem: Problem | undefined = error instanceof Failure ? error.problems[0] : undefined;
  if (problem?.code !== 'forgeNotAllowed') throw error;
  const { message, remedy } = problem;
  const state = /upgrade to github/i.test(message) ? 'weaker' : 'unknown';
  const about = sentence === undefined ? '' : `whether ${sentence}: `;
  return { name, state, message: `${about}${message}`, ...(remedy === undefined ? {} : { remedy }) };
}
