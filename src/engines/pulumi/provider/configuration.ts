/** The provider's own settings. How to sign in to Graph is none of them: what is configured ends in Pulumi's state. */
import type { Body } from '../../../core/model.ts';
import type { CheckFailure } from './answers.ts';

/** `version` and `pluginDownloadURL` are Pulumi's own. */
const known = new Set(['plan', 'version', 'pluginDownloadURL']);

export function checkConfiguration(news: Body): readonly CheckFailure[] {
  const strangers = Object.keys(news).filter((name) => !known.has(name) && !name.startsWith('__'));
  const failures = strangers.map((property) => ({
    property,
    reason: 'the provider has no such setting; it signs in with what the environment holds, never with configuration',
  }));
  const { plan } = news;
  return plan === undefined || typeof plan === 'string'
    ? failures
    : [...failures, { property: 'plan', reason: 'the path of a plan file' }];
}

/** Another plan is another provider's business; within one stack it means other resources, each checked on its own. */
export const planFile = ({ plan }: Body): string | null => (typeof plan === 'string' ? plan : null);
