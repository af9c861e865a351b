/**
 * Where a token for Graph comes from. The values of the environment are given by the caller; `@azure/identity` is loaded
 * only when it is needed, because that takes longer than most of the tool's work.
 */
import { readFile } from 'node:fs/promises';
import ky from 'ky';
import { Failure, fail } from '../core/problem.ts';
import { redact } from './redact.ts';

export interface Credential {
  /**
   * A bearer token. `renew`: Graph turned the last one away, so another one is needed. Fails with `signIn`.
   */
  token(options: { readonly renew: boolean }): Promise<string>;
}

export interface SignInSettings {
  readonly endpoint: string;
  /** `ENTRA_REWIND_GRAPH_TOKEN` and `ENTRA_REWIND_GRAPH_TOKEN_FILE`. */
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** `AZURE_TENANT_ID` and `AZURE_CLIENT_ID`. */
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  /** `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly idTokenUrl?: string | undefined;
  readonly idTokenBearer?: string | undefined;
}

type Identity = Pick<typeof import('@azure/identity'), 'ClientAssertionCredential' | 'DefaultAzureCredential'>;

export interface SignInDoors {
  readonly identity: () => Promise<Identity>;
}

export function signIn(
  settings: SignInSettings,
  doors: SignInDoors = { identity: () => import('@azure/identity') },
): Credential {
  const { token, tokenFile } = settings;
  if (isGiven(token) || isGiven(tokenFile)) return givenToken(token, tokenFile);
  return azureToken(settings, doors);
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== '';

function givenToken(token: string | undefined, file: string | undefined): Credential {
  let current = isGiven(token) ? checked(token, 'ENTRA_REWIND_GRAPH_TOKEN') : undefined;
  return {
    async token({ renew }) {
      if (current !== undefined && !renew) return current;
      if (!isGiven(file)) {
        return fail('signIn', 'Graph turned the token in ENTRA_REWIND_GRAPH_TOKEN away', {
          remedy: 'Give a fresh one, or name a file that is kept fresh in ENTRA_REWIND_GRAPH_TOKEN_FILE.',
        });
      }
      current = checked(await readToken(file), 'ENTRA_REWIND_GRAPH_TOKEN_FILE');
      return current;
    },
  };
}

async function readToken(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return fail('signIn', `the token file cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, {
      place: { file },
      remedy: 'Check ENTRA_REWIND_GRAPH_TOKEN_FILE.',
    });
  }
}

/** A token that can stand in a header. The message never shows it. */
function checked(text: string, source: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  return fail('signIn', `${source} holds no token`, { remedy: 'It must be one bearer token and nothing else.' });
}

/**
 * In GitHub Actions an ID token of the job stands for a secret. It lives five minutes, so it is fetched anew at every
 * renewal; the credentials of `@azure/identity` that read it once cannot do that (facts on GitHub §1, OIDC to Entra).
 */
function azureToken(settings: SignInSettings, doors: SignInDoors): Credential {
  const scope = `${new URL(settings.endpoint).origin}/.default`;
  let credential: ReturnType<typeof openCredential> | undefined;
  return {
    async token({ renew }) {
      // A new credential has an empty cache: the way to get another token before the old one has run out.
      if (credential === undefined || renew) credential = openCredential(settings, doors);
      try {
        const answer = await (await credential).getToken(scope);
        if (answer !== null) return answer.token;
      } catch (error) {
        credential = undefined;
        if (error instanceof Failure) throw error;
        const said = error instanceof Error ? error.message : String(error);
        return fail('signIn', `Microsoft Entra gave no token: ${redact(said)}`, { remedy });
      }
      return fail('signIn', 'Microsoft Entra gave no token', { remedy });
    },
  };
}

const remedy =
  'Set AZURE_TENANT_ID and AZURE_CLIENT_ID and what goes with them (in GitHub Actions: permissions: id-token: write), ' +
  'or sign in with the Azure CLI, or give ENTRA_REWIND_GRAPH_TOKEN.';

async function openCredential(settings: SignInSettings, doors: SignInDoors) {
  const { ClientAssertionCredential, DefaultAzureCredential } = await doors.identity();
  const { tenantId, clientId, idTokenUrl, idTokenBearer } = settings;
  if (isGiven(tenantId) && isGiven(clientId) && isGiven(idTokenUrl) && isGiven(idTokenBearer)) {
    return new ClientAssertionCredential(tenantId, clientId, () => idToken(idTokenUrl, idTokenBearer));
  }
  return new DefaultAzureCredential();
}

/** An ID token of the job that this runs in. */
export async function idToken(requestUrl: string, bearer: string): Promise<string> {
  const url = new URL(requestUrl);
  url.searchParams.set('audience', 'api://AzureADTokenExchange');
  let answer: { readonly value?: unknown };
  try {
    answer = await ky.get(url, { headers: { authorization: `Bearer ${bearer}` }, retry: 3 }).json();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return fail('signIn', `GitHub gave no ID token: ${redact(said)}`, { remedy: idTokenRemedy });
  }
  if (typeof answer.value === 'string') return answer.value;
  return fail('signIn', 'GitHub gave no ID token', { remedy: idTokenRemedy });
}

const idTokenRemedy = 'The job needs permissions: id-token: write.';
