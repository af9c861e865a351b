/** A bare repository over HTTP, as a forge has it: `git http-backend` behind a door that opens to one token. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Contact {
  readonly path: string;
  /** Every authorization header, as sent: two of them are one too many. */
  readonly authorizations: readonly string[];
}

export interface HttpRemote {
  readonly origin: string;
  readonly contacts: readonly Contact[];
  /** The token that opens from now on; null: nobody comes in. */
  accept(token: string | null): void;
  /** What else is to happen while a request is answered. */
  meanwhile(work: () => void): void;
  /** From now on everything is said to be at another origin. */
  moveTo(origin: string): void;
  close(): Promise<void>;
}

export async function startHttpRemote(projectRoot: string): Promise<HttpRemote> {
  const contacts: Contact[] = [];
  let accepted: string | null = null;
  let moved: string | null = null;
  let meanwhile = () => {};
  const server = createServer((request, response) => {
    const authorizations = headersOf(request, 'authorization');
    contacts.push({ path: request.url ?? '', authorizations });
    meanwhile();
    if (moved !== null) {
      response.writeHead(302, { location: `${moved}${request.url}` }).end();
      return;
    }
    const wanted = `Basic ${Buffer.from(`x-access-token:${accepted}`).toString('base64')}`;
    if (accepted === null || authorizations.length !== 1 || authorizations[0] !== wanted) {
      request.resume();
      response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
      return;
    }
    backend(projectRoot, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    contacts,
    accept: (token) => {
      accepted = token;
    },
    meanwhile: (work) => {
      meanwhile = work;
    },
    moveTo: (origin) => {
      moved = origin;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Node keeps the first of several; all of them matter here. */
function headersOf({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
  return rawHeaders.flatMap((value, index) =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name ? [value] : [],
  );
}

/** CGI, as git-http-backend(1) describes it. */
function backend(projectRoot: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://host');
  const header = (name: string) => request.headers[name]?.toString() ?? '';
  const length = header('content-length');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: projectRoot,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'x-access-token',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      GIT_PROTOCOL: header('git-protocol'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      ...(length === '' ? {} : { CONTENT_LENGTH: length }),
    },
  });
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let isBody = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (isBody) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    isBody = true;
    const lines = head.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
    const { Status: status = '200', ...rest } = headers;
    response.writeHead(Number(status.slice(0, 3)), rest);
    response.write(head.subarray(end + 4));
  });
  child.stdout.on('end', () => response.end());
}
