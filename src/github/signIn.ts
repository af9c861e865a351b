/** As whom GitHub is asked: an app, whose tokens live an hour and are renewed, or whoever a given token stands for. */
import { createPrivateKey } from 'node:crypto';
import { fail } from '../core/problem.ts';

export type GithubSignIn =
  | { readonly as: 'app'; readonly app: string; readonly privateKey: string }
  | { readonly as: 'token'; readonly token: string };

export interface SignInSettings {
  /** `GITHUB_APP_ID` or `GITHUB_APP_CLIENT_ID`, and `GITHUB_APP_PRIVATE_KEY`. */
  readonly appId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly privateKey?: string | undefined;
  /** `GITHUB_TOKEN`. */
  readonly token?: string | undefined;
}

/** Whether there is anything to sign in with, be it complete or not. */
export const hasSignIn = ({ appId, clientId, privateKey, token }: SignInSettings): boolean =>
  [appId, clientId, privateKey, token].some((text) => given(text) !== undefined);

/** Fails with `configuration` when there is nothing to sign in with. Messages never show what was given. */
export function githubSignIn({ appId, clientId, privateKey, token }: SignInSettings): GithubSignIn {
  const app = given(appId) ?? given(clientId);
  const key = given(privateKey);
  if (app !== undefined && key !== undefined) return { as: 'app', app, privateKey: checkedKey(key) };
  if (app !== undefined || key !== undefined) {
    const missing = app === undefined ? 'GITHUB_APP_ID (or GITHUB_APP_CLIENT_ID)' : 'GITHUB_APP_PRIVATE_KEY';
    return fail('configuration', `the app's sign-in at GitHub is incomplete: ${missing} is missing`, { remedy });
  }
  const text = given(token);
  if (text === undefined) return fail('configuration', 'there is nothing to sign in to GitHub with', { remedy });
  if (/^[\x21-\x7e]+$/.test(text)) return { as: 'token', token: text };
  return fail('configuration', 'GITHUB_TOKEN holds no token', { remedy });
}

const remedy = 'Set GITHUB_APP_ID (or GITHUB_APP_CLIENT_ID) with GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN.';

function given(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function isRsaKey(text: string): boolean {
  if (!/^-----BEGIN (?:RSA )?PRIVATE KEY-----\n/.test(text)) return false;
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    // What it stumbled over could be a part of a key: it is not repeated.
    return false;
  }
}

/** Variables often hold a key on one line, its line ends written as `\n`. */
function checkedKey(text: string): string {
  const key = text.replaceAll('\\n', '\n').replaceAll('\r\n', '\n').trim();
  if (isRsaKey(key)) return `${key}\n`;
  return fail('configuration', 'GITHUB_APP_PRIVATE_KEY holds no private key in PEM', {
    remedy: 'It is the file that GitHub gave when the key was made, all of its lines.',
  });
}
