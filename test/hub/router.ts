/** Paths → handlers, as api.github.com has them. A route under a repository names what it needs; nothing is open by omission. */
import { type Caller, demand, type Need, someone } from './identities.ts';
import { malformed, notFound } from './refusal.ts';
import type { Answer } from './weather.ts';
import { keyOf, type Repository, type Token, type World } from './world.ts';

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
  /** Throws 401 for nobody. */
  readonly token: Token;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly handle: (call: Call) => Answer;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent = (): Answer => ({ status: 204 });

export const findRepository = (world: World, owner: string, name: string): Repository | undefined =>
  world.repositories.get(keyOf(`${owner}/${name.replace(/\.git$/, '')}`));

export class Router {
  private readonly routes: Route[] = [];

  /** `:name` takes one segment, `*name` at the end takes the rest. */
  on(method: string, path: string, handle: (call: Call) => Answer): void {
    const names: string[] = [];
    const source = path.replace(/([:*])(\w+)/g, (_, kind: string, name: string) => {
      names.push(name);
      return kind === ':' ? '([^/]+)' : '(.*)';
    });
    this.routes.push({ method, pattern: new RegExp(`^${source}$`), names, handle });
  }

  /** Below `/repos/{owner}/{repo}`. */
  repository(method: string, path: string, need: Need, handle: (call: RepositoryCall) => Answer): void {
    this.on(method, `/repos/:owner/:repo${path}`, (call) => {
      const repository = findRepository(call.world, call.params.owner ?? '', call.params.repo ?? '');
      if (repository === undefined) throw notFound();
      demand(call.world, repository, call.caller, need);
      return handle({
        ...call,
        repository,
        get token() {
          return someone(call.caller);
        },
      });
    });
  }

  handle(call: Omit<Call, 'params'>): Answer {
    for (const route of this.routes) {
      if (route.method !== call.method) continue;
      const match = route.pattern.exec(call.path);
      if (match === null) continue;
      const params = route.names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')] as const);
      return route.handle({ ...call, params: Object.fromEntries(params) });
    }
    throw notFound();
  }
}

// --- Reading a body --------------------------------------------------------------------------------------------------

type Body = Readonly<Record<string, unknown>>;

export function optionalText(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw malformed(`For 'properties/${name}', ${JSON.stringify(value)} is not a string.`);
  return value;
}

export function text(body: Body, name: string): string {
  const value = optionalText(body, name);
  if (value === undefined) throw malformed(`"${name}" wasn't supplied.`);
  return value;
}

export function optionalFlag(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean')
    throw malformed(`For 'properties/${name}', ${JSON.stringify(value)} is not a boolean.`);
  return value;
}

export function texts(body: Body, name: string): readonly string[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw malformed(`For 'properties/${name}', ${JSON.stringify(value)} is not an array of strings.`);
  return value;
}

export function number(call: Call, name: string): number {
  const value = call.params[name] ?? '';
  if (!/^\d+$/.test(value)) throw notFound();
  return Number(value);
}

export function oneOf<const Choice extends string>(
  body: Body,
  name: string,
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
): Choice {
  const value = optionalText(body, name);
  if (value === undefined) return fallback;
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw malformed(`For 'properties/${name}', ${value} is not a member of ${JSON.stringify(choices)}.`);
  return found;
}
