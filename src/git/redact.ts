/**
 * Remote URLs may hold credentials (`https://user:token@host/…`), and git repeats the URL in its messages. Everything of
 * git's that reaches a person passes through here first.
 */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s]*@/gi, '$1***@');
}

/** What git said, on one line: its own prefixes and the hints for people who typed the command themselves left out. */
export function saidBy(stderr: string): string {
  const lines = withoutCredentials(stderr)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'))
    .map((line) => line.replace(/^(?:fatal|error): /, ''));
  return lines.length === 0 ? 'git gave no reason' : lines.join('; ');
}
