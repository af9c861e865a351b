/**
 * Microsoft Entra's token endpoint for tests: an ID token of a job against an access token of the embedded tenant. Clients reach it
 * under its own name, `login.microsoftonline.com`, as they would through a company's proxy: HTTPS_PROXY, and NODE_EXTRA_CA_CERTS for
 * a certificate of this machine's own. So what the tool does to sign in runs as it is; nothing else gets through the proxy.
 * Form of the exchange: OAuth 2.0 client credentials with `client_assertion`, learn.microsoft.com/entra/identity-platform.
 */
import { execFileSync } from 'node:child_process';
import { type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { audience, issuer } from '../../src/github/oidc.ts';

export interface Application {
  /** Of its one federated credential. */
  readonly subject: string;
  /** What it is let in with. */
  readonly token: () => string;
}

export interface EntraOptions {
  readonly tenantId: string;
  /** Verifies the forge's ID tokens. */
  readonly publicKey: () => KeyObject;
  /** For key and certificate. */
  readonly folder: string;
}

export interface Entra {
  /** By client id; tests change them. */
  readonly applications: Map<string, Application>;
  /** Both sides of every exchange, so that tests can look for them where they must not be. */
  readonly secrets: readonly string[];
  /** Subjects that were let in, in order. */
  readonly signedIn: readonly string[];
  /** What a machine needs to find it. */
  readonly environment: { readonly HTTPS_PROXY: string; readonly NODE_EXTRA_CA_CERTS: string };
  close(): Promise<void>;
}

const host = 'login.microsoftonline.com';

export async function startEntra({ tenantId, publicKey, folder }: EntraOptions): Promise<Entra> {
  const [key, cert] = [join(folder, 'entra-key.pem'), join(folder, 'entra.pem')];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...request, ...names], { stdio: 'pipe' });
  const applications = new Map<string, Application>();
  const secrets: string[] = [];
  const signedIn: string[] = [];

  function exchange(path: string, form: URLSearchParams): Answer {
    const clientId = form.get('client_id') ?? '';
    const assertion = form.get('client_assertion') ?? '';
    secrets.push(assertion);
    const application = applications.get(clientId);
    if (path !== `/${tenantId}/oauth2/v2.0/token`) return refused('AADSTS90002', `Tenant of ${path} not found`);
    if (application === undefined) return refused('AADSTS700016', `Application '${clientId}' was not found`);
    const claims = claimsOf(assertion, publicKey());
    if (claims === null) return refused('AADSTS50027', 'The assertion is not signed by its issuer');
    if (claims.iss !== issuer || claims.aud !== audience) return refused('AADSTS700212', 'Issuer or audience differ');
    if (typeof claims.exp !== 'number' || claims.exp * 1000 < Date.now())
      return refused('AADSTS700024', 'It has ended');
    // Letter by letter (facts on GitHub §1).
    if (claims.sub !== application.subject) {
      return refused('AADSTS700213', `No matching federated identity record found for subject '${claims.sub}'`);
    }
    const access_token = application.token();
    secrets.push(access_token);
    signedIn.push(claims.sub);
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token } };
  }

  const inside = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (asked, response) => {
    void read(asked).then((text) =>
      send(response, exchange((asked.url ?? '').split('?')[0] ?? '', new URLSearchParams(text))),
    );
  });
  const proxy = createServer((_, response) => send(response, refused('none', 'this proxy knows tunnels alone')));
  const sockets = new Set<Socket>();
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('connect', (asked: IncomingMessage, socket: Socket) => {
    // A client that hangs up has what it wanted.
    socket.on('error', () => undefined);
    if (asked.url !== `${host}:443`) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    inside.emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    applications,
    secrets,
    signedIn,
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: cert,
    },
    close: () =>
      new Promise((resolve, reject) => {
        proxy.close((error) => (error === undefined ? resolve() : reject(error)));
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const refused = (code: string, why: string): Answer => ({
  status: 401,
  body: { error: 'invalid_client', error_description: `${code}: ${why}.`, error_codes: [Number(code.slice(6))] },
});

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub: string;
  readonly exp?: number;
}

/** Null where the signature is another's. */
function claimsOf(jwt: string, key: KeyObject): Claims | null {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const text = Buffer.from(`${header}.${payload}`);
  if (!verify('RSA-SHA256', text, key, Buffer.from(signature, 'base64url'))) return null;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
}
