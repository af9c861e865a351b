/** `/graphql`: the part of GitHub's schema that REST has no word for. Unknown fields are errors, as at GitHub. */
import { buildSchema, type GraphQLError, graphqlSync } from 'graphql';
import { may, maySee, someone } from './identities.ts';
import { isPull, type PullIssue } from './pulls.ts';
import { Refusal } from './refusal.ts';
import { revert, Unprocessable } from './reverting.ts';
import { type Call, findRepository, optionalText, type Router } from './router.ts';
import { nodeId } from './shapes.ts';
import { fullName, type Repository, type Token, type World } from './world.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  interface Actor { login: String! }
  type User implements Node & Actor { id: ID! login: String! databaseId: Int }
  type Bot implements Node & Actor { id: ID! login: String! databaseId: Int }
  enum PullRequestState { OPEN CLOSED MERGED }
  type Commit implements Node { id: ID! oid: String! message: String! }
  type PullRequest implements Node {
    id: ID!
    databaseId: Int
    number: Int!
    title: String!
    body: String!
    url: String!
    state: PullRequestState!
    merged: Boolean!
    isDraft: Boolean!
    headRefName: String!
    headRefOid: String!
    baseRefName: String!
    baseRefOid: String!
    author: Actor
    mergedBy: Actor
    mergeCommit: Commit
    repository: Repository!
  }
  type Repository implements Node {
    id: ID!
    databaseId: Int
    name: String!
    nameWithOwner: String!
    isPrivate: Boolean!
    pullRequest(number: Int!): PullRequest
  }
  type RateLimit { limit: Int! remaining: Int! used: Int! cost: Int! resetAt: String! }
  type Query {
    viewer: User!
    rateLimit: RateLimit
    repository(owner: String!, name: String!): Repository
    node(id: ID!): Node
  }
  input RevertPullRequestInput {
    clientMutationId: String
    pullRequestId: ID!
    title: String
    body: String
    draft: Boolean = false
  }
  type RevertPullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
    revertPullRequest: PullRequest
  }
  type Mutation { revertPullRequest(input: RevertPullRequestInput!): RevertPullRequestPayload }
`);

class Told extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const actor = (account: { readonly id: number; readonly login: string; readonly type: string } | null) =>
  account === null
    ? null
    : {
        __typename: account.type === 'Bot' ? 'Bot' : 'User',
        id: nodeId(account.type === 'Bot' ? 'BOT' : 'U', account.id),
        databaseId: account.id,
        // GraphQL leaves the ending out that REST has.
        login: account.login.replace(/\[bot\]$/, ''),
      };

function pullNode(world: World, repository: Repository, issue: PullIssue): Record<string, unknown> {
  const { pull } = issue;
  const merge = pull.mergeCommit;
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    databaseId: pull.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: `${world.origin}/${fullName(repository)}/pull/${issue.number}`,
    state: pull.mergedAt !== null ? 'MERGED' : issue.state.toUpperCase(),
    merged: pull.mergedAt !== null,
    isDraft: pull.draft,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    author: actor(issue.user),
    mergedBy: actor(pull.mergedBy),
    mergeCommit:
      merge === null ? null : { id: `C_${merge}`, oid: merge, message: repository.bare.commit(merge).message },
    repository: () => repositoryNode(world, repository),
  };
}

function repositoryNode(world: World, repository: Repository): Record<string, unknown> {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    isPrivate: repository.visibility !== 'public',
    pullRequest: ({ number }: { readonly number: number }) => {
      const issue = repository.issues.get(number);
      if (issue !== undefined && isPull(issue)) return pullNode(world, repository, issue);
      throw new Told('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
  };
}

function findPull(
  world: World,
  token: Token,
  id: string,
): { readonly repository: Repository; readonly issue: PullIssue } {
  for (const repository of world.repositories.values()) {
    const issue = [...repository.issues.values()].filter(isPull).find(({ pull }) => nodeId('PR', pull.id) === id);
    if (issue !== undefined && maySee(world, repository, token)) return { repository, issue };
  }
  throw new Told('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
}

interface RevertInput {
  readonly clientMutationId?: string;
  readonly pullRequestId: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
}

function rootOf(world: World, token: Token) {
  return {
    viewer: () => actor(token.account),
    rateLimit: { limit: 5000, remaining: 4999, used: 1, cost: 1, resetAt: world.clock.iso() },
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const found = findRepository(world, owner, name);
      if (found !== undefined && maySee(world, found, token)) return repositoryNode(world, found);
      throw new Told('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    node: ({ id }: { readonly id: string }) => {
      const { repository, issue } = findPull(world, token, id);
      return pullNode(world, repository, issue);
    },
    revertPullRequest: ({ input }: { readonly input: RevertInput }) => {
      const { repository, issue } = findPull(world, token, input.pullRequestId);
      const needs = ['contents', 'pull_requests'] as const;
      if (!needs.every((permission) => may(world, repository, token, { permission, level: 'write' })))
        throw new Told(
          'FORBIDDEN',
          token.kind === 'person'
            ? `${token.account.login} does not have the correct permissions to execute \`RevertPullRequest\``
            : 'Resource not accessible by integration',
        );
      const wish = { title: input.title ?? null, body: input.body ?? null, draft: input.draft ?? false };
      const made = revert(world, repository, issue, wish, token);
      return {
        clientMutationId: input.clientMutationId ?? null,
        pullRequest: pullNode(world, repository, issue),
        revertPullRequest: pullNode(world, repository, made),
      };
    },
  };
}

/** GitHub puts a `type` beside the message. What was no answer of GitHub's is the hub's own mistake and is thrown. */
function shown(error: GraphQLError) {
  const { originalError: cause, message, path, locations } = error;
  const place = { ...(path === undefined ? {} : { path }), locations, message };
  if (cause === undefined || cause === null) return place;
  if (cause instanceof Told) return { type: cause.type, ...place };
  if (cause instanceof Unprocessable) return { type: 'UNPROCESSABLE', ...place };
  if (cause instanceof Refusal) return { type: cause.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE', ...place };
  throw cause;
}

function query(call: Call) {
  const token = someone(call.caller);
  const source = optionalText(call.body, 'query');
  if (source === undefined) throw new Refusal(400, 'A query attribute must be specified and must be a string.');
  const variableValues = (call.body.variables ?? {}) as Record<string, unknown>;
  const { data, errors } = graphqlSync({ schema, source, rootValue: rootOf(call.world, token), variableValues });
  const body = {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(shown) }),
  };
  return { status: 200, body };
}

export function graphqlRoutes(router: Router): void {
  router.on('POST', '/graphql', query);
}
