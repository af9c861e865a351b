/** The token in use. Several requests that are turned away at once ask the credential for a new one only once. */
import { Failure, type Problem } from '../core/problem.ts';
import type { Credential } from './signIn.ts';

export type TokenAnswer = { readonly token: string } | { readonly problem: Problem };

export interface Session {
  token(): Promise<TokenAnswer>;
  /** Another token than the one that Graph turned away. */
  renew(rejected: string): Promise<TokenAnswer>;
}

export function openSession(credential: Credential): Session {
  let renewing: { readonly rejected: string; readonly answer: Promise<TokenAnswer> } | undefined;
  const ask = async (renew: boolean): Promise<TokenAnswer> => {
    try {
      return { token: await credential.token({ renew }) };
    } catch (error) {
      if (error instanceof Failure && error.problems[0] !== undefined) return { problem: error.problems[0] };
      throw error;
    }
  };
  return {
    token: () => ask(false),
    renew(rejected) {
      if (renewing?.rejected === rejected) return renewing.answer;
      const answer = ask(true).then((renewed) => {
        // Nothing better was to be had just now; the next request may be luckier.
        if ('problem' in renewed || renewed.token === rejected) renewing = undefined;
        return renewed;
      });
      renewing = { rejected, answer };
      return answer;
    },
  };
}
