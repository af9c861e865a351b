/** Requests that people and attackers make in the demo, straight at Graph: the tool has no part in them. */
import { fail } from '../../core/problem.ts';

export interface Person {
  get(path: string): Promise<{ readonly [name: string]: unknown }>;
  post(path: string, body: object): Promise<{ readonly [name: string]: unknown }>;
  patch(path: string, body: object): Promise<void>;
  put(path: string, body: object): Promise<void>;
  delete(path: string): Promise<void>;
}

export function personAt(endpoint: string, token: string): Person {
  const ask = async (method: string, path: string, body?: object): Promise<{ readonly [name: string]: unknown }> => {
    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) return fail('tenantUnreadable', `${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as { readonly [name: string]: unknown });
  };
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    patch: async (path, body) => {
      await ask('PATCH', path, body);
    },
    put: async (path, body) => {
      await ask('PUT', path, body);
    },
    delete: async (path) => {
      await ask('DELETE', path);
    },
  };
}
