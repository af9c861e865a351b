/** A server that says what a test tells it to, and keeps what it was asked: for answers that no well-behaved GitHub gives. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseAddress } from '../../src/github/address.ts';
import { type GithubClient, type GithubOptions, githubClient } from '../../src/github/client.ts';

export interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
}

export class FakeGithub {
  readonly asked: Asked[] = [];
  readonly waits: number[] = [];
  /** What is said to the requests to come; the last one goes on for ever. `cut`: the connection ends. */
  answers: (Said | 'cut')[] = [];
  readonly #server = createServer((request, response) => {
    request.resume();
    const { method = '', url: path = '', headers } = request;
    this.asked.push({ method, path, authorization: headers.authorization ?? '' });
    const said = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (said === undefined || said === 'cut') {
      request.socket.destroy();
      return;
    }
    const { status, body = {}, headers: more = {} } = said;
    response.writeHead(status, { 'content-type': 'application/json', 'x-github-request-id': 'AB12:34', ...more });
    response.end(JSON.stringify(body));
  });

  static async start(): Promise<FakeGithub> {
    const fake = new FakeGithub();
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  client(more: Partial<GithubOptions> = {}): GithubClient {
    return githubClient({
      address: parseAddress(this.url),
      repository: { owner: 'contoso', repo: 'entra-backup' },
      signIn: () => ({ as: 'token', token: 'ghp_SECRETsecret' }),
      version: 'test',
      limits: { repeatMs: 1 },
      sleep: async (ms) => {
        this.waits.push(ms);
      },
      ...more,
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
