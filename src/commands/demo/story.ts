/** The story from top to bottom. Every line that begins with `$` is a command as it stands, and its output is real. */
import { fail } from '../../core/problem.ts';
import type { Person } from './graph.ts';
import type { Narrator, Shown } from './narrator.ts';
import type { Night } from './nights.ts';
import { attack, moveAfterReview, workMonday, workWednesday } from './people.ts';

export interface Stage {
  readonly narrator: Narrator;
  readonly endpoint: string;
  /** Everybody who works in the tenant, the attacker included. */
  readonly person: Person;
  /** Sign-ins of the two identities: the nightly job cannot write. */
  readonly reader: { readonly [name: string]: string };
  readonly writer: { readonly [name: string]: string };
  readonly nights: readonly Night[];
  readonly setTime: (at: string | null) => void;
}

/** Tells it, and returns the name of the last backup, taken after the recovery. */
export async function tell(stage: Stage): Promise<string> {
  const good = await nights(stage);
  await review(stage, good);
  await recovery(stage);
  return proof(stage, good);
}

async function nights({ narrator, reader, person, endpoint, nights, setTime }: Stage): Promise<string> {
  const [first, second, third, fourth, fifth] = nights;
  if (!(first && second && third && fourth && fifth)) throw new Error('the story takes five nights');
  const night = async (one: Night, before?: () => Promise<void>, ...flags: readonly string[]): Promise<void> => {
    setTime(one.at);
    await before?.();
    await narrator.show(['entra-rewind', 'backup', ...flags], { environment: { ...reader, ENTRA_REWIND_NOW: one.at } });
  };
  narrator.heading('1. Nights of backups');
  narrator.say(
    'A tenant of our own, Contoso, serves Microsoft Graph on this machine. Each night it is backed up into Git.',
  );
  await night(first);
  narrator.say('', 'People work: somebody changes departments, somebody gets access to the VPN.');
  await night(second, () => workMonday(person, endpoint));
  narrator.say(
    '',
    'Nothing happens. Everything is read once more, and Graph lists it in another order: the tree stays the same.',
  );
  await night(third, undefined, '--full');
  narrator.say('', 'Somebody is hired.');
  await night(fourth, () => workWednesday(person, endpoint));

  narrator.heading('2. An attack');
  narrator.say(
    'With a stolen administrator: MFA for administrators is switched off, a policy is deleted, another loses its',
    'exclusion of the emergency accounts, one of which is thrown out of their group; an address range becomes trusted; an',
    'account with a harmless name gets a privileged group; an application gets a second way to sign in and may now manage',
    'roles, a new one may read and write all mail; two defenders and a group are deleted, a third defender for good.',
  );
  await night(fifth, () => attack(person, endpoint));
  await narrator.show(['git', 'log', '--oneline', '-6']);
  return fourth.backup;
}

async function review({ narrator, reader, nights, setTime }: Stage, good: string): Promise<void> {
  setTime(null);
  const attacked = nights.at(-1)?.backup ?? '';
  narrator.heading('3. What changed');
  await narrator.show(['entra-rewind', 'diff', good, attacked], { environment: reader });

  narrator.heading('4. The revert: a branch to review');
  narrator.say('Its diff is what is asked for, and merging it is the decision; plan says what of it can be written.');
  const reverted = await narrator.show(['entra-rewind', 'revert', good], { environment: reader, lines: [1, 0] });
  const branch = branchIn(reverted);
  await narrator.show(['git', 'diff', '--stat=110', `main...origin/${branch}`], { lines: [6, 1] });
  await narrator.show(['git', 'merge', '--no-ff', '--no-edit', '--quiet', `origin/${branch}`]);
  await narrator.show(['git', 'push', '--quiet', 'origin', 'main']);
}

function branchIn({ output }: Shown): string {
  return /revert\/\S+/.exec(output)?.[0] ?? fail('repository', `no branch in: ${output}`);
}

async function recovery({ narrator, writer, person }: Stage): Promise<void> {
  narrator.heading('5. Guards stop');
  narrator.say(
    'The attacker is still there, and changes one of the policies again after the review.',
    'And what is privileged needs a second approval.',
  );
  await moveAfterReview(person);
  await narrator.show(['entra-rewind', 'plan', 'HEAD'], { environment: writer, expect: 4, lines: [9, 31] });

  narrator.heading('6. The recovery');
  narrator.say(
    'The sessions are revoked. A second person looks at what is privileged, and the stops are lifted, with a reason.',
  );
  await narrator.show(
    [
      'entra-rewind',
      'recover',
      'HEAD',
      '--allow',
      'moved-since-review',
      '--allow',
      'second-approval',
      '--reason',
      'Attacker moved it again, revoked; approved by Ingrid',
    ],
    { environment: writer },
  );
}

async function proof({ narrator, reader, writer, nights }: Stage, good: string): Promise<string> {
  narrator.heading('7. The proof');
  narrator.say('Run it again: nothing to do. The backup after the recovery has moved main on by one commit.');
  await narrator.show(['entra-rewind', 'recover', 'HEAD^'], { environment: writer });
  narrator.say('', 'What still differs from the last good night: what nobody can bring back.');
  await narrator.show(['entra-rewind', 'diff', good], { environment: reader });
  await narrator.show(['entra-rewind', 'history']);
  await narrator.show(['entra-rewind', 'status']);
  narrator.say('', 'And nobody rewrites the record:');
  const attacked = `origin/backup/${nights.at(-1)?.backup}`;
  await narrator.show(['git', 'push', '--force', 'origin', `${attacked}~2:refs/heads/backup/${good}`], { expect: 1 });
  const listed = await narrator.show(['entra-rewind', 'backups', '--json'], { quietly: true });
  const backups = JSON.parse(listed.output) as readonly { readonly name: string }[];
  return backups.at(-1)?.name ?? fail('backupNotFound', 'the demo made no backup');
}
