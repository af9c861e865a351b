/**
 * Federated identity credentials of an application. Sources: CSDL, Graph's page on federatedIdentityCredential; answers from public
 * reports (azure-dev issue 1482, azure-workload-identity issue 434). Last verified: 2026-11-23.
 */
import type { Fault } from '../answer.ts';
import { badRequest, fault, readOnly } from '../errors.ts';
import { type Body, isBody, isText } from '../value.ts';

const mostCredentials = 20;
const longest = 600;
const longestName = 120;

const invalid = (property: string): Fault =>
  badRequest(`Invalid value specified for property '${property}' of resource 'FederatedIdentityCredential'.`);

const isFull = (value: unknown, most: number): boolean => isText(value) && value !== '' && value.length <= most;

/** Unreserved characters of a URL: "must be URL friendly" says no more. */
const isName = (value: unknown): boolean => isFull(value, longestName) && /^[A-Za-z0-9._~-]+$/.test(String(value));

function shapeFault(after: Body): Fault | null {
  const { name, issuer, subject, description, claimsMatchingExpression, audiences } = after;
  if (!isName(name)) return invalid('name');
  // That an issuer must be a web address is unverified.
  if (!isFull(issuer, longest) || !/^https?:/i.test(String(issuer)) || !URL.canParse(String(issuer))) {
    return invalid('issuer');
  }
  // Either says who may come; the expression is known to beta only.
  const hasExpression = isBody(claimsMatchingExpression);
  if (hasExpression ? isText(subject) : !isFull(subject, longest)) return invalid('subject');
  if (isText(description) && description.length > longest) return invalid('description');
  const isOne = Array.isArray(audiences) && audiences.length === 1 && isFull(audiences[0], longest);
  return isOne ? null : invalid('audiences');
}

function twinFault(after: Body, others: readonly Body[]): Fault | null {
  if (others.some(({ name }) => name === after.name)) {
    return fault(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `FederatedIdentityCredential with name ${String(after.name)} already exists.`,
    );
  }
  const isTaken =
    isText(after.subject) && others.some(({ issuer, subject }) => issuer === after.issuer && subject === after.subject);
  return isTaken
    ? fault(
        400,
        'InvalidFederatedIdentityCredentialValue',
        `The combination of issuer and subject must be unique for the application. Issuer ${String(after.issuer)} and Subject: ${String(after.subject)} already exist.`,
      )
    : null;
}

/** The credential as it will be, or why Graph would not take it. `before`: what is changed, one of the siblings. */
export function settled(sent: Body, before: Body | null, siblings: readonly Body[]): Body | Fault {
  if ('id' in sent) return readOnly('id');
  if (before !== null && 'name' in sent && sent.name !== before.name) return readOnly('name');
  const after: Body = { description: null, ...before, ...sent };
  const others = siblings.filter((sibling) => sibling !== before);
  const shape = shapeFault(after);
  if (shape !== null) return shape;
  // Code and text are unverified.
  if (before === null && others.length >= mostCredentials) {
    return badRequest(`An application has at most ${mostCredentials} federated identity credentials.`);
  }
  return twinFault(after, others) ?? after;
}
