/** The house rules, in the order in which their findings are shown. */
import type { Guard } from '../src/core/guard.ts';
import { breakGlass } from './breakGlass.ts';
import { massDeletion } from './massDeletion.ts';
import { movedSinceReview } from './movedSinceReview.ts';
import { ownAccess } from './ownAccess.ts';
import { recreation } from './recreation.ts';
import type { GuardSettings } from './settings.ts';

export const guards: readonly Guard<GuardSettings>[] = [
  breakGlass,
  ownAccess,
  massDeletion,
  recreation,
  movedSinceReview,
];
