/** Check runs: one per name and commit, with as many annotations as there are. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Annotation, CheckResult, Forge } from '../core/forgePort.ts';
import { limits, type Room, requireLength } from './room.ts';

type Checks = RestEndpointMethodTypes['checks'];
type Run = Checks['listForRef']['response']['data']['check_runs'][number];
type Held = Checks['listAnnotations']['response']['data'][number];
type Output = NonNullable<NonNullable<Checks['update']['parameters']>['output']>;

/** One request takes as many; later ones add to them (facts on GitHub §3). */
const annotationsPerRequest = 50;
const longestTitle = 255;
/** 64 KB; cut by characters it may be up to three times that in bytes, so a third of it. */
const longestMessage = 21_000;

const conclusions = {
  success: 'success',
  failure: 'failure',
  neutral: 'neutral',
  actionRequired: 'action_required',
} as const satisfies { readonly [conclusion in CheckResult['conclusion']]: string };

/** Tells our runs from others of the same app: GITHUB_TOKEN's are those of every workflow's jobs too. */
const ours = 'entra-rewind';

export function checks({ client, people, own }: Room): Pick<Forge, 'check'> {
  const at = client.repository;

  async function find(name: string, commit: string): Promise<Run | undefined> {
    const { login } = await people.self();
    const found = await client.list<Run>((github) =>
      github.paginate.iterator(github.rest.checks.listForRef, {
        ...at,
        ref: commit,
        check_name: name,
        filter: 'latest',
        per_page: 100,
      }),
    );
    return found.find((run) => run.external_id === ours && `${run.app?.slug}[bot]` === login);
  }

  /** What an earlier result of the same run pinned; nothing can take it off again. */
  const annotationsOf = (run: Run): Promise<Held[]> =>
    client.list<Held>((github) =>
      github.paginate.iterator(github.rest.checks.listAnnotations, { ...at, check_run_id: run.id, per_page: 100 }),
    );

  /** The run to go on with, and what it lacks. A run that says what is true no longer is followed by a new one. */
  async function reuse(result: CheckResult): Promise<{ readonly id: number | null; readonly missing: Annotation[] }> {
    const run = await find(result.name, result.commit);
    if (run === undefined) return { id: null, missing: [...result.annotations] };
    const wanted = new Set(result.annotations.map(keyOf));
    const held = new Set((await annotationsOf(run)).map(keyOfHeld));
    if ([...held].some((key) => !wanted.has(key))) return { id: null, missing: [...result.annotations] };
    return { id: run.id, missing: result.annotations.filter((one) => !held.has(keyOf(one))) };
  }

  return {
    async check(result) {
      requireLength(result.summary, limits.check, 'the summary of a check');
      requireLength(result.text ?? '', limits.check, 'the text of a check');
      requireLength(result.title, longestTitle, 'the title of a check');
      for (const { title, message } of result.annotations) {
        requireLength(title, longestTitle, 'the title of an annotation');
        requireLength(message, longestMessage, 'an annotation');
      }
      await own.use();
      const { id, missing } = await reuse(result);
      const portions = portionsOf(missing);
      const output = (annotations: readonly Annotation[]): Output & { title: string; summary: string } => ({
        title: result.title,
        summary: result.summary,
        ...(result.text === undefined ? {} : { text: result.text }),
        ...(annotations.length === 0 ? {} : { annotations: annotations.map(pinned) }),
      });
      const ended = { status: 'completed', conclusion: conclusions[result.conclusion] } as const;
      let run = id;
      for (const [index, portion] of portions.entries()) {
        // It concludes with its last portion: half a result must not let anything pass.
        const state = index === portions.length - 1 ? ended : ({ status: 'in_progress' } as const);
        run = await send(run, result, { ...state, output: output(portion) });
      }
    },
  };

  type Sent = { readonly output: Output & { title: string; summary: string } } & (
    | { readonly status: 'in_progress' }
    | { readonly status: 'completed'; readonly conclusion: (typeof conclusions)[CheckResult['conclusion']] }
  );

  async function send(run: number | null, { name, commit }: CheckResult, sent: Sent): Promise<number> {
    if (run === null) {
      const made = await client.call((github) =>
        github.rest.checks.create({ ...at, name, head_sha: commit, external_id: ours, ...sent }),
      );
      return made.data.id;
    }
    // Sent twice, it would pin its annotations twice.
    const once = { request: { retries: 0 } };
    await client.call((github) => github.rest.checks.update({ ...at, check_run_id: run, ...sent, ...once }));
    return run;
  }
}

function portionsOf(annotations: readonly Annotation[]): readonly (readonly Annotation[])[] {
  const portions: (readonly Annotation[])[] = [];
  for (let start = 0; start < annotations.length; start += annotationsPerRequest) {
    portions.push(annotations.slice(start, start + annotationsPerRequest));
  }
  return portions.length === 0 ? [[]] : portions;
}

/** An object's file is pinned as a whole: its first line stands for it. */
const pinned = ({ path, level, title, message }: Annotation) => ({
  path,
  start_line: 1,
  end_line: 1,
  annotation_level: level,
  title,
  message,
});

const keyOf = ({ path, level, title, message }: Annotation): string => JSON.stringify([path, level, title, message]);

const keyOfHeld = (held: Held): string =>
  JSON.stringify([held.path, held.annotation_level, held.title ?? '', held.message ?? '']);
