import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/problem.ts';
import { parseAddress, parseRepositoryName } from '../../src/github/address.ts';
import { githubSignIn, hasSignIn } from '../../src/github/signIn.ts';

const problemsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('where GitHub is', () => {
  it.each([
    ['https://api.github.com', 'https://api.github.com', 'https://github.com'],
    ['https://api.github.com/', 'https://api.github.com', 'https://github.com'],
    ['https://api.contoso.ghe.com', 'https://api.contoso.ghe.com', 'https://contoso.ghe.com'],
    ['https://git.contoso.com/api/v3', 'https://git.contoso.com/api/v3', 'https://git.contoso.com'],
    ['https://git.contoso.com:8443/api/v3/', 'https://git.contoso.com:8443/api/v3', 'https://git.contoso.com:8443'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    // No cloud of GitHub's, whatever it is called.
    ['https://api.github.com.example.com', 'https://api.github.com.example.com', 'https://api.github.com.example.com'],
  ])('%s', (text, apiUrl, origin) => {
    expect(parseAddress(text)).toMatchObject({ apiUrl, origin });
  });

  it.each([
    'http://api.github.com',
    'http://127.0.0.1.example.com',
    'https://ada:pw@api.github.com',
    'https://api.github.com?x=1',
    'ftp://api.github.com',
    'github',
  ])('is not at %s', (text) => {
    expect(problemsOf(() => parseAddress(text))).not.toContain('pw');
  });

  it('names repositories', () => {
    expect(parseRepositoryName('contoso/entra-backup')).toEqual({ owner: 'contoso', repo: 'entra-backup' });
    for (const text of ['contoso', 'contoso/', 'a/b/c', 'contoso/..', '../x', 'a b/c', 'a/b?x']) {
      expect(problemsOf(() => parseRepositoryName(text))).toContain('owner/name');
    }
  });
});

describe('signing in', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });

  it('is as an app where there is one, else by token', () => {
    const app = { as: 'app', app: '1', privateKey };
    expect(githubSignIn({ appId: '1', privateKey, token: 'ghp_x' })).toEqual(app);
    expect(githubSignIn({ clientId: 'Iv1.a', privateKey })).toEqual({ ...app, app: 'Iv1.a' });
    expect(githubSignIn({ appId: ' 1\n', privateKey: privateKey.replaceAll('\n', '\\n') })).toEqual(app);
    expect(githubSignIn({ appId: '1', privateKey: privateKey.replaceAll('\n', '\r\n') })).toEqual(app);
    expect(githubSignIn({ appId: '', token: ' ghp_x\n' })).toEqual({ as: 'token', token: 'ghp_x' });
  });

  it.each([
    ['nothing', {}, /nothing to sign in/],
    ['empty variables', { appId: '', token: ' ' }, /nothing to sign in/],
    ['a key alone', { privateKey, token: 'ghp_x' }, /GITHUB_APP_ID .* is missing/],
    ['an app alone', { appId: '1', token: 'ghp_x' }, /GITHUB_APP_PRIVATE_KEY is missing/],
    ['no key', { appId: '1', privateKey: 'hunter2' }, /no private key in PEM/],
    ['a damaged key', { appId: '1', privateKey: privateKey.replace(/\n[^-\n]{40}/, '\n') }, /no private key in PEM/],
    ['half a key', { appId: '1', privateKey: privateKey.slice(0, 200) }, /no private key in PEM/],
    ['no token', { token: 'two words' }, /holds no token/],
  ])('fails with a remedy: %s', (_, given, message) => {
    const text = problemsOf(() => githubSignIn(given));
    expect(text).toMatch(message);
    expect(text).toMatch(/\n {2}\S/);
    for (const secret of ['hunter2', 'two words', privateKey.slice(40, 80), 'ghp_x'])
      expect(text).not.toContain(secret);
  });

  it('knows whether there is anything at all', () => {
    expect(hasSignIn({ token: '' })).toBe(false);
    expect(hasSignIn({ privateKey: 'x' })).toBe(true);
  });
});
