/**
 * Secrets and certificates of applications and service principals: none is ever shown, and only certificates are written with
 * the object. Sources: Graph's pages on passwordCredential and keyCredential, APPUPD, APPR; agent identity error codes. The
 * embedded tenant has no `addPassword` and keeps no secret. Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { badRequest, fault } from '../errors.ts';
import { type Body, isBody, isText, typeNameOf } from '../value.ts';
import type { Write } from './rule.ts';

export const keyNames = ['keyCredentials', 'passwordCredentials'];

const bodiesOf = (value: unknown): readonly Body[] => (Array.isArray(value) ? value.filter(isBody) : []);
const keyIds = (value: unknown): ReadonlySet<unknown> =>
  new Set(bodiesOf(value).map(({ keyId }) => (isText(keyId) ? keyId.toLowerCase() : undefined)));

/** Graph makes secrets by itself: by an action, or with a new application and by name only (page "Create application"). */
function passwordFault({ kind, body, before }: Write, resource: string): Fault | null {
  if (!('passwordCredentials' in body)) return null;
  const sent = bodiesOf(body.passwordCredentials);
  const known = keyIds(before?.passwordCredentials);
  const standing = sent.find(({ keyId }) => isText(keyId) && known.has(keyId.toLowerCase()));
  if (standing !== undefined) {
    return badRequest(`Update to existing credential with KeyId '${String(standing.keyId)}' is not allowed.`);
  }
  const isNamedOnly = sent.every(({ keyId, secretText, hint }) =>
    [keyId, secretText, hint].every((part) => part == null),
  );
  return kind === 'create' && resource === 'Application' && isNamedOnly
    ? null
    : badRequest(`Invalid value specified for property 'passwordCredentials' of resource '${resource}'.`);
}

/** A new certificate comes with its key; one that stands is named by its `keyId`, and the key may be left out. */
function certificateFault({ body, before }: Write, resource: string): Fault | null {
  if (!('keyCredentials' in body)) return null;
  const known = keyIds(before?.keyCredentials);
  const isRight = bodiesOf(body.keyCredentials).every(
    ({ keyId, key, type, usage }) =>
      (isText(keyId) && known.has(keyId.toLowerCase())) || (isText(key) && isText(type) && isText(usage)),
  );
  return isRight
    ? null
    : badRequest(`Invalid value specified for property 'keyCredentials' of resource '${resource}'.`);
}

/** Why these credentials cannot be written, or null. */
export function keyFault(write: Write, resource: 'Application' | 'ServicePrincipal'): Fault | null {
  const graphType = typeNameOf((write.before ?? write.body)['@odata.type']);
  if (graphType === 'agentIdentity' && keyNames.some((name) => bodiesOf(write.body[name]).length > 0)) {
    return fault(
      400,
      'AgentIdentity_CredentialsNotSupported',
      'Credentials are not supported for agent identities. All credentials must be added to the agent identity blueprint.',
    );
  }
  return passwordFault(write, resource) ?? certificateFault(write, resource);
}

/** Credentials as they are kept: each with an id, and keys that a write left out as they were. */
export function settledKeys(after: Body, { before, call }: Write): Body {
  const old = new Map(bodiesOf(before?.keyCredentials).map((one) => [one.keyId, one]));
  const withId = (one: Body): Body => (isText(one.keyId) ? one : { ...one, keyId: call.tenant.newId('keyId') });
  return {
    ...after,
    keyCredentials: bodiesOf(after.keyCredentials).map((one) => ({ ...old.get(one.keyId), ...withId(one) })),
    passwordCredentials: bodiesOf(after.passwordCredentials).map(withId),
  };
}

/** A list of credentials as an answer shows it. Keys are shown of one object on request; secrets never. */
export function shownKeys(name: string, value: unknown, withKeys: boolean): unknown {
  if (!Array.isArray(value)) return value;
  if (name === 'passwordCredentials') return bodiesOf(value).map((one) => ({ ...one, secretText: null }));
  return bodiesOf(value).map((one) => (withKeys ? one : { ...one, key: null }));
}
