/** Secrets that a new object cannot have, for people: by key id and date, which is all that a backup holds of them. */
import type { Body, Value } from '../model.ts';
import { isBody } from '../value.ts';

const kinds = { passwordCredentials: 'secret', keyCredentials: 'certificate' } as const;

export const lostCredentials = (body: Body): readonly string[] =>
  Object.entries(kinds).flatMap(([name, kind]) => {
    const credentials = body[name];
    if (!Array.isArray(credentials)) return [];
    return (credentials as readonly Value[]).filter(isBody).map(({ keyId, displayName, endDateTime }) => {
      const named = typeof displayName === 'string' && displayName !== '' ? ` (${displayName})` : '';
      const until = typeof endDateTime === 'string' ? `, valid until ${endDateTime.slice(0, 10)}` : '';
      return `${kind} ${String(keyId)}${named}${until}`;
    });
  });
