/**
 * Signs git in over HTTP with a token that is asked for anew before each contact with the remote. It travels in the environment of
 * that one git process: never in its arguments, which everybody on the machine can list, never in a file, a URL or a log.
 */

/** Where the token may be sent, and the token itself, good for as long as one contact takes. */
export interface GitAccess {
  /** Scheme, host and port: `https://github.com`. */
  readonly origin: string;
  token(): Promise<string>;
}

/** Of a child process, beside those that it inherits. */
export type Variables = { readonly [name: string]: string };

/** The variables for a git that talks to the remote at these addresses. None when it is not at the token's origin. */
export async function accessVariables(access: GitAccess, addresses: readonly string[]): Promise<Variables> {
  const own = [...new Set(addresses.flatMap((address) => addressAt(access.origin, address)))];
  if (own.length === 0) return {};
  const basic = Buffer.from(`x-access-token:${await access.token()}`).toString('base64');
  const settings = own.flatMap((address): readonly Setting[] => [
    // Empty first: a header that a checkout was given (actions/checkout does so) would be sent beside ours, and GitHub refuses
    // two. The full address is as specific as settings get, so nothing outweighs these.
    [`http.${address}.extraHeader`, ''],
    [`http.${address}.extraHeader`, `Authorization: Basic ${basic}`],
    // Git would send the header after the address that it is redirected to.
    [`http.${address}.followRedirects`, 'false'],
  ]);
  // Turned away, git would look for somebody else to be, or ask whoever sits at the terminal.
  return {
    ...numbered([...settings, [`credential.${access.origin}.helper`, '']]),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
  };
}

type Setting = readonly [name: string, value: string];

/** The address without a user, if it is one of the origin's. */
function addressAt(origin: string, address: string): readonly string[] {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return [];
  const url = new URL(address);
  return url.origin === origin ? [`${url.origin}${url.pathname}`] : [];
}

/** Settings of one process: git-config(1), `GIT_CONFIG_COUNT`. */
function numbered(settings: readonly Setting[]): Variables {
  const entries = settings.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(entries) };
}
