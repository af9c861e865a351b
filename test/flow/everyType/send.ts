import type { Person } from '../../../src/commands/demo/graph.ts';
import type { Change } from './changes.ts';

export async function send(
  person: Person,
  { method, path, body = {} }: Pick<Change, 'method' | 'path' | 'body'>,
): Promise<void> {
  if (method === 'PATCH') await person.patch(path, body);
  else if (method === 'POST') await person.post(path, body);
  else if (method === 'PUT') await person.put(path, body);
  else await person.delete(path);
}
