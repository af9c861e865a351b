/** Who one is: people, apps and their installations, the tokens made for them. */
import { issueToken, levelOf, someone } from './identities.ts';
import { teamShape } from './pullShape.ts';
import { notFound, Refusal } from './refusal.ts';
import { type Call, created, noContent, number, ok, type Router, texts } from './router.ts';
import { appShape, isoOf, profileShape, repositoryShape, userShape } from './shapes.ts';
import { type App, fullName, keyOf, type Level, type Permissions, type World } from './world.ts';

/** An installation's token lives for an hour. */
const tokenMs = 3_600_000;

function itself({ caller }: Call): App {
  if (caller === null || caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  return caller.app;
}

function installationShape(world: World, app: App) {
  const url = `${world.origin}/app/installations/${app.installationId}`;
  const [first] = [...world.repositories.values()];
  return {
    id: app.installationId,
    account: first === undefined ? null : userShape(world, first.owner),
    repository_selection: app.repositories === null ? 'all' : 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.origin}/installation/repositories`,
    html_url: url,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: first?.owner.id ?? 0,
    target_type: first?.owner.type ?? 'Organization',
    permissions: app.permissions,
    events: [],
    created_at: isoOf(0),
    updated_at: isoOf(0),
    single_file_name: null,
    suspended_at: null,
    suspended_by: null,
  };
}

/** Asked for less: less. Asked for more than the installation has: 422. */
function narrowed(app: App, asked: unknown): Permissions {
  if (asked === undefined || asked === null) return app.permissions;
  const wanted = Object.entries(asked as Record<string, Level>);
  const isWider = wanted.some(([name, level]) => {
    const given = levelOf(app.permissions, name);
    return given === null || (given === 'read' && level === 'write');
  });
  if (isWider) throw new Refusal(422, 'The permissions requested are not granted to this installation.');
  return { metadata: 'read', ...Object.fromEntries(wanted) };
}

function accessToken(call: Call) {
  const { world, body } = call;
  const app = itself(call);
  if (app.installationId !== number(call, 'id')) throw notFound();
  const names = texts(body, 'repositories');
  const covered = [...world.repositories.values()].filter(
    (one) => app.repositories === null || app.repositories.includes(fullName(one).toLowerCase()),
  );
  const chosen =
    names.length === 0 ? null : names.map((name) => covered.find((one) => keyOf(one.name) === keyOf(name)));
  if (chosen?.includes(undefined) === true)
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  const found = chosen?.flatMap((one) => (one === undefined ? [] : [one])) ?? null;
  const permissions = narrowed(app, body.permissions);
  const expiresAt = world.clock.now() + tokenMs;
  const repositories = found?.map((one) => fullName(one).toLowerCase()) ?? app.repositories;
  const token = issueToken(world, {
    kind: 'installation',
    account: app.bot,
    app,
    permissions,
    repositories,
    expiresAt,
  });
  return created({
    token,
    expires_at: isoOf(expiresAt),
    permissions,
    repository_selection: repositories === null ? 'all' : 'selected',
    ...(found === null ? {} : { repositories: found.map((one) => repositoryShape(world, one, call.caller)) }),
  });
}

export function accountRoutes(router: Router): void {
  router.on('GET', '/user', ({ world, caller }) => {
    const token = someone(caller);
    if (token.kind !== 'person') throw new Refusal(403, 'Resource not accessible by integration');
    return ok(profileShape(world, token.account));
  });
  router.on('GET', '/users/:login', ({ world, params }) => {
    const account = world.accounts.get(keyOf(params.login ?? ''));
    if (account === undefined) throw notFound();
    return ok(profileShape(world, account));
  });
  router.on('GET', '/orgs/:organization/teams/:slug', ({ world, caller, params }) => {
    someone(caller);
    const { organization = '', slug } = params;
    const team = world.teams.find((one) => keyOf(one.organization) === keyOf(organization) && one.slug === slug);
    if (team === undefined) throw notFound();
    return ok(teamShape(world, team));
  });
  router.on('GET', '/app', (call) => ok(appShape(call.world, itself(call))));
  router.on('GET', '/apps/:slug', ({ world, params }) => {
    const app = world.apps.find(({ slug }) => slug === params.slug);
    if (app === undefined) throw notFound();
    return ok(appShape(world, app));
  });
  router.on('GET', '/app/installations', (call) => ok([installationShape(call.world, itself(call))]));
  router.on('GET', '/app/installations/:id', (call) => {
    const app = itself(call);
    if (app.installationId !== number(call, 'id')) throw notFound();
    return ok(installationShape(call.world, app));
  });
  router.on('GET', '/repos/:owner/:repo/installation', (call) => {
    const app = itself(call);
    const name = keyOf(`${call.params.owner}/${call.params.repo}`);
    if (!call.world.repositories.has(name) || (app.repositories !== null && !app.repositories.includes(name)))
      throw notFound();
    return ok(installationShape(call.world, app));
  });
  router.on('POST', '/app/installations/:id/access_tokens', accessToken);
  router.on('GET', '/installation/repositories', ({ world, caller }) => {
    const { app, repositories, kind } = someone(caller);
    if (app === null || kind !== 'installation')
      throw new Refusal(403, 'You must authenticate with an installation access token.');
    const shown = [...world.repositories.values()].filter(
      (one) => repositories === null || repositories.includes(fullName(one).toLowerCase()),
    );
    return ok({ total_count: shown.length, repositories: shown.map((one) => repositoryShape(world, one, caller)) });
  });
  router.on('DELETE', '/installation/token', ({ world, caller }) => {
    const token = someone(caller);
    for (const [text, known] of world.tokens) if (known === token) world.tokens.delete(text);
    return noContent();
  });
  router.on('GET', '/rate_limit', ({ world }) => {
    const limit = { limit: 5000, used: 0, remaining: 5000, reset: Math.ceil(world.clock.now() / 1000) + 3600 };
    return ok({ resources: { core: limit, graphql: limit, search: limit }, rate: limit });
  });
  router.on('GET', '/meta', () => ok({ verifiable_password_authentication: false }));
}
