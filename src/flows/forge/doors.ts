/** The doors of stories that people follow on pull requests. */
import type { Backup } from '../../core/model.ts';
import type { Forge, PullRequest } from '../../core/ports.ts';
import type { Doors } from '../doors.ts';

/** What is read back of the record alone, without a sign-in to the tenant. */
export type RecordDoors = Pick<Doors, 'store' | 'journal' | 'log' | 'clock' | 'tell'> & { readonly forge: Forge };

export type ForgeDoors = Doors & { readonly forge: Forge };

/** By its branch, which the app alone can make: never by its title or text. */
export const isReport = ({ head }: PullRequest): boolean => !head.isFork && head.branch.startsWith('backup/');

/** By the journal as well: where no rules are set, somebody else could have made such a branch. */
export const isReportOf = ({ head }: PullRequest, { name, commit }: Backup): boolean =>
  !head.isFork && head.branch === `backup/${name}` && head.commit === commit;
