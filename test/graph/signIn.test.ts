import { describe, expect, it } from 'vitest';
import { type SignInDoors, signIn } from '../../src/graph/signIn.ts';
import { problemOf } from '../contract/failure.ts';
import { fakeGraph } from './fakeGraph.ts';

const endpoint = 'https://graph.microsoft.us/';

/** `@azure/identity` with credentials that say who they are. */
function azure(token: (scope: string, assertion?: () => Promise<string>) => Promise<{ token: string } | null>) {
  const made: string[] = [];
  class ClientAssertionCredential {
    readonly assertion: () => Promise<string>;
    constructor(tenantId: string, clientId: string, assertion: () => Promise<string>) {
      made.push(`assertion ${tenantId} ${clientId}`);
      this.assertion = assertion;
    }
    getToken(scope: string) {
      return token(scope, this.assertion);
    }
  }
  class DefaultAzureCredential {
    constructor() {
      made.push('default');
    }
    getToken(scope: string) {
      return token(scope);
    }
  }
  const doors = {
    identity: async () => ({ ClientAssertionCredential, DefaultAzureCredential }),
  } as unknown as SignInDoors;
  return { doors, made };
}

describe('signing in with Azure', () => {
  it('asks the default credential for the endpoint’s scope, and a new one for a new token', async () => {
    let count = 0;
    const { doors, made } = azure(async (scope) => ({ token: `${scope} ${++count}` }));
    const credential = signIn({ endpoint }, doors);
    expect(await credential.token({ renew: false })).toBe('https://graph.microsoft.us/.default 1');
    expect(await credential.token({ renew: false })).toBe('https://graph.microsoft.us/.default 2');
    expect(made).toEqual(['default']);
    await credential.token({ renew: true });
    expect(made).toEqual(['default', 'default']);
  });

  it('exchanges a fresh ID token of the job each time in GitHub Actions', async () => {
    const github = await fakeGraph(({ times }) => ({ json: { value: `id-token-${times}` } }));
    try {
      const { doors, made } = azure(async (_scope, assertion) => ({ token: (await assertion?.()) ?? 'none' }));
      const credential = signIn(
        {
          endpoint,
          tenantId: 't',
          clientId: 'c',
          idTokenUrl: `${github.url}/token?api-version=2`,
          idTokenBearer: 'job',
        },
        doors,
      );
      expect(await credential.token({ renew: false })).toBe('id-token-1');
      expect(await credential.token({ renew: true })).toBe('id-token-2');
      expect(made).toEqual(['assertion t c', 'assertion t c']);
      expect(github.asked[0]).toMatchObject({
        path: '/token?api-version=2&audience=api://AzureADTokenExchange',
        headers: { authorization: 'Bearer job' },
      });
    } finally {
      await github.close();
    }
  });

  it.each([
    ['an error', () => Promise.reject(new Error('AADSTS700024: eyJhbGci.eyJ0aWQi.sig is expired'))],
    ['nothing', async () => null],
  ])('says what to do when it gets %s', async (_name, answer) => {
    const { doors } = azure(answer);
    const { code, text } = await problemOf(signIn({ endpoint }, doors).token({ renew: false }));
    expect(code).toBe('signIn');
    expect(text).toContain('AZURE_TENANT_ID');
    expect(text).not.toContain('eyJ');
  });

  it('prefers a token that was given', async () => {
    const { doors, made } = azure(async () => ({ token: 'azure' }));
    expect(await signIn({ endpoint, token: ' given\n' }, doors).token({ renew: false })).toBe('given');
    expect(made).toEqual([]);
  });

  it('names the token file that is not there', async () => {
    const { code, text } = await problemOf(signIn({ endpoint, tokenFile: '/nowhere/token' }).token({ renew: false }));
    expect(code).toBe('signIn');
    expect(text).toContain('/nowhere/token');
  });
});
