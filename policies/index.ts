/** The house rules, in the order in which their findings are shown. */
import type { Guard } from '../src/core/guard.ts';
import { breakGlass } from './breakGlass.ts';
import { lockOut } from './lockOut.ts';
import { massDeletion } from './massDeletion.ts';
import { movedSinceReview } from './movedSinceReview.ts';
import { onPremisesSynced } from './onPremisesSynced.ts';
import { ownAccess } from './ownAccess.ts';
import { policySwitchedOn } from './policySwitchedOn.ts';
import { recordedStates } from './recordedStates.ts';
import { recreation } from './recreation.ts';
import { secondApproval } from './secondApproval.ts';
import type { GuardSettings } from './settings.ts';

export const guards: readonly Guard<GuardSettings>[] = [
  breakGlass,
  lockOut,
  ownAccess,
  recordedStates,
  movedSinceReview,
  massDeletion,
  recreation,
  secondApproval,
  policySwitchedOn,
  onPremisesSynced,
];
