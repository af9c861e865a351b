/** Check runs: made by apps alone, updated by the app that made them. */
import type { Need } from './identities.ts';
import { paged } from './paging.ts';
import { forbidden, malformed, notFound, Refusal } from './refusal.ts';
import { created, number, ok, oneOf, optionalText, type RepositoryCall, type Router, text } from './router.ts';
import { appShape, nodeId } from './shapes.ts';
import {
  type Annotation,
  type CheckRun,
  checkConclusions,
  checkStatuses,
  fullName,
  type Repository,
  type World,
} from './world.ts';

const reading: Need = { permission: 'checks', level: 'read' };
const writing: Need = { permission: 'checks', level: 'write' };

/** Summary and text, each. */
const longestText = 65_535;
const mostAnnotations = 50;
const longestAnnotation = 64 * 1024;

export function checkShape(world: World, repository: Repository, run: CheckRun) {
  const url = `${world.origin}/repos/${fullName(repository)}/check-runs/${run.id}`;
  const app = world.apps.find(({ id }) => id === run.app.id);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${world.origin}/${fullName(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${world.origin}/${fullName(repository)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: {
      id: run.app.id,
      node_id: nodeId('CS', run.app.id),
      head_branch: repository.defaultBranch,
      head_sha: run.headSha,
      url: `${world.origin}/repos/${fullName(repository)}/check-suites/${run.app.id}`,
    },
    app: app === undefined ? null : appShape(world, app),
    pull_requests: [],
  };
}

type Body = RepositoryCall['body'];

function annotationOf(value: unknown): Annotation {
  if (typeof value !== 'object' || value === null) throw malformed('an annotation is not an object.');
  const given = value as Body;
  const line = (name: string): number => {
    const found = given[name];
    if (typeof found !== 'number') throw malformed(`"${name}" wasn't supplied.`);
    return found;
  };
  const optional = (name: 'title' | 'raw_details') => {
    const found = optionalText(given, name);
    return found === undefined ? {} : { [name]: found };
  };
  const annotation = {
    path: text(given, 'path'),
    start_line: line('start_line'),
    end_line: line('end_line'),
    annotation_level: oneOf(given, 'annotation_level', ['notice', 'warning', 'failure'], 'notice'),
    message: text(given, 'message'),
    ...optional('title'),
    ...optional('raw_details'),
  };
  const isTooLong =
    Buffer.byteLength(annotation.message) > longestAnnotation ||
    Buffer.byteLength(optionalText(given, 'raw_details') ?? '') > longestAnnotation;
  if (isTooLong) throw malformed('message exceeds a maximum bytesize of 64 KB.');
  if ((optionalText(given, 'title') ?? '').length > 255)
    throw malformed('title is too long (maximum is 255 characters).');
  return annotation;
}

function apply(call: RepositoryCall, run: CheckRun): void {
  const { body, world } = call;
  const output = body.output as Body | undefined | null;
  if (output !== undefined && output !== null) {
    const summary = text(output, 'summary');
    const title = optionalText(output, 'title') ?? run.output.title;
    // Title may be left out of an update, never of a first output.
    if (title === null) throw malformed('"title" wasn\'t supplied.');
    const said = optionalText(output, 'text') ?? run.output.text;
    for (const [name, value] of Object.entries({ summary, text: said ?? '' })) {
      if (value.length > longestText)
        throw malformed(`Only ${longestText} characters are allowed; ${value.length} were supplied. (output.${name})`);
    }
    const annotations = output.annotations ?? [];
    if (!Array.isArray(annotations)) throw malformed('annotations is not an array.');
    if (annotations.length > mostAnnotations)
      throw malformed(`No more than ${mostAnnotations} items are allowed; ${annotations.length} were supplied.`);
    const read = annotations.map(annotationOf);
    run.output = { title, summary, text: said };
    run.annotations.push(...read);
  }
  const conclusion = optionalText(body, 'conclusion');
  const completedAt = optionalText(body, 'completed_at');
  run.status = oneOf(body, 'status', checkStatuses, run.status);
  if (conclusion !== undefined || completedAt !== undefined) run.status = 'completed';
  if (run.status === 'completed') {
    if (conclusion === undefined && run.conclusion === null) throw malformed('"conclusion" wasn\'t supplied.');
    run.conclusion = oneOf(body, 'conclusion', checkConclusions, run.conclusion ?? 'neutral');
    run.completedAt = completedAt ?? run.completedAt ?? world.clock.iso();
  } else {
    run.conclusion = null;
    run.completedAt = null;
  }
  run.name = optionalText(body, 'name') ?? run.name;
  run.detailsUrl = optionalText(body, 'details_url') ?? run.detailsUrl;
  run.externalId = optionalText(body, 'external_id') ?? run.externalId;
}

function appOf(call: RepositoryCall) {
  const { app } = call.token;
  if (app === null) throw forbidden('You must authenticate via a GitHub App.');
  return app;
}

function runOf(call: RepositoryCall): CheckRun {
  const run = call.repository.checks.find(({ id }) => id === number(call, 'id'));
  if (run === undefined) throw notFound();
  return run;
}

/** `filter=latest` (the default) shows the newest run of each app and name. */
function listFor(call: RepositoryCall) {
  const { world, repository, query, params } = call;
  const commit = repository.bare.commitOf(params.ref ?? '');
  if (commit === null) throw new Refusal(422, `No commit found for SHA: ${params.ref}`);
  const [name, app, status] = [query.get('check_name'), query.get('app_id'), query.get('status')];
  const all = repository.checks
    .filter(({ headSha }) => headSha === commit)
    .filter((run) => name === null || run.name === name)
    .filter((run) => app === null || String(run.app.id) === app)
    .filter((run) => status === null || run.status === status);
  const latest = new Map(all.map((run) => [`${run.app.id} ${run.name}`, run]));
  const shown = query.get('filter') === 'all' ? all : [...latest.values()];
  const wrap = (page: readonly unknown[], total: number) => ({ total_count: total, check_runs: page });
  return paged(call, shown.toReversed(), (run) => checkShape(world, repository, run), wrap);
}

export function checkRoutes(router: Router): void {
  router.repository('POST', '/check-runs', writing, (call) => {
    const { world, repository, body } = call;
    const app = appOf(call);
    const sha = text(body, 'head_sha');
    if (repository.bare.commitOf(sha) !== sha) throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const run: CheckRun = {
      id: world.nextId(),
      app: { id: app.id, slug: app.slug, name: app.slug },
      name: text(body, 'name'),
      headSha: sha,
      status: 'queued',
      conclusion: null,
      startedAt: optionalText(body, 'started_at') ?? world.clock.iso(),
      completedAt: null,
      detailsUrl: null,
      externalId: '',
      output: { title: null, summary: null, text: null },
      annotations: [],
    };
    apply(call, run);
    repository.checks.push(run);
    return created(checkShape(world, repository, run));
  });
  router.repository('PATCH', '/check-runs/:id', writing, (call) => {
    const run = runOf(call);
    if (appOf(call).id !== run.app.id)
      throw forbidden(
        `Invalid app_id \`${appOf(call).id}\` - check run can only be modified by the GitHub App that created it.`,
      );
    apply(call, run);
    return ok(checkShape(call.world, call.repository, run));
  });
  router.repository('GET', '/check-runs/:id', reading, (call) =>
    ok(checkShape(call.world, call.repository, runOf(call))),
  );
  router.repository('GET', '/check-runs/:id/annotations', reading, (call) =>
    paged(call, runOf(call).annotations, (one) => ({
      ...one,
      start_column: null,
      end_column: null,
      title: one.title ?? null,
      raw_details: one.raw_details ?? null,
      blob_href: `${call.world.origin}/${fullName(call.repository)}/blob/${runOf(call).headSha}/${one.path}`,
    })),
  );
  router.repository('GET', '/commits/:ref/check-runs', reading, listFor);
  router.repository('GET', '/commits/:ref/status', { permission: 'statuses', level: 'read' }, (call) => {
    const sha = call.repository.bare.commitOf(call.params.ref ?? '');
    if (sha === null) throw new Refusal(422, `No commit found for SHA: ${call.params.ref}`);
    return ok({ state: 'pending', statuses: [], sha, total_count: 0 });
  });
}
