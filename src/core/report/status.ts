/** What people call the state of a job: Microsoft's words, and `interrupted` for one whose process died. */
import type { JobStatus } from '../model.ts';
import type { Paint } from './paint.ts';

export const statusText: { readonly [status in JobStatus]: string } = {
  loadingData: 'loading data',
  inProgress: 'in progress',
  completed: 'completed',
  completedWithWarnings: 'completed with warnings',
  failed: 'failed',
  canceled: 'canceled',
  interrupted: 'interrupted',
};

export const statusColours: { readonly [status in JobStatus]: keyof Paint } = {
  loadingData: 'changed',
  inProgress: 'changed',
  completed: 'added',
  completedWithWarnings: 'warning',
  failed: 'removed',
  canceled: 'warning',
  interrupted: 'removed',
};
