/** What a seed may leave out of a service principal, because it has it from its application. */
import { copiedTo } from './backing.ts';
import { type Body, isText, textsOf, typeNameOf } from './value.ts';

interface Loaded {
  readonly type: string;
  readonly alive: boolean;
  readonly body: Body & { readonly id: string };
}

const keyOf = ({ appId }: Body): string => (isText(appId) ? appId.toLowerCase() : '');

/** The objects, with what their applications give to service principals that do not say otherwise. */
export function withCopies<T extends Loaded>(objects: readonly T[]): readonly T[] {
  const applications = new Map<string, T>();
  for (const object of objects) {
    // A living application counts before a deleted one with the same appId.
    if (object.type === 'application' && (object.alive || !applications.has(keyOf(object.body))))
      applications.set(keyOf(object.body), object);
  }
  return objects.map((object) => {
    const { type, body } = object;
    const application = type === 'servicePrincipal' ? applications.get(keyOf(body)) : undefined;
    // Agent identities stand for no application.
    if (application === undefined || typeNameOf(body['@odata.type']) === 'agentIdentity') return object;
    const copied = copiedTo(application.body);
    const names = [...new Set([...textsOf(copied.servicePrincipalNames), ...textsOf(body.servicePrincipalNames)])];
    return { ...object, body: { ...copied, ...body, servicePrincipalNames: names } };
  });
}
