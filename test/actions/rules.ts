/** What no linter at hand knows of workflows: one rule, its reason, and a sample that breaks it. */
import { parseDocument, visit } from 'yaml';
import { environmentOf, type Job, parseAction, parseWorkflow, type Step, type Workflow } from './model.ts';

export interface Rule {
  readonly rule: string;
  readonly because: string;
  /** What breaks it, in words; the text may be a workflow's or, where `ofActions`, an action's. */
  readonly finds: (text: string) => readonly string[];
  readonly ofActions?: true;
  readonly bad: string;
}

const jobsOf = (text: string): readonly (Job & { readonly id: string; readonly workflow: Workflow })[] => {
  const workflow = parseWorkflow(text);
  return Object.entries(workflow.jobs).map(([id, job]) => ({ ...job, id, workflow }));
};
const isAction = (text: string): boolean => /^runs:/m.test(text);
const stepsOf = (text: string): readonly Step[] =>
  isAction(text) ? parseAction(text).runs.steps : jobsOf(text).flatMap(({ steps }) => steps);

const expressions = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, inner]) => inner as string);

/** Everything a person outside may have written. Of the action's input `run` the tool alone makes words. */
const written =
  /\bgithub\s*\.\s*(?:event|head_ref|base_ref|ref|ref_name|actor|triggering_actor)\b|\bgithub\s*\[|\binputs\b|toJSON\(\s*github/i;

const scopesOf: { readonly [job: string]: readonly string[] } = {
  backup: ['contents: read', 'id-token: write'],
  report: ['contents: read', 'id-token: write'],
  again: ['actions: write'],
  push: ['contents: read', 'pull-requests: read', 'issues: write'],
  recover: ['contents: read', 'id-token: write'],
  command: ['contents: read'],
  watch: ['contents: read'],
  check: ['contents: read'],
};

const asksGraph = (job: Job): boolean => job.steps.some(({ env = {} }) => 'AZURE_CLIENT_ID' in env);

const job = (lines: string, head = 'on: push\npermissions: {}'): string =>
  `${head}\njobs:\n  watch:\n    runs-on: x\n${lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

export const rules: readonly Rule[] = [
  {
    rule: 'no script holds an expression',
    because: 'what a person wrote would become part of the script; by env it stays data',
    ofActions: true,
    finds: (text) => stepsOf(text).flatMap(({ run = '' }) => expressions(run)),
    bad: job("steps: [{ run: 'echo ${{ github.event.issue.title }}' }]"),
  },
  {
    rule: 'the words of the tool hold nothing that a person wrote',
    because: 'a title with a flag in it would be a flag',
    finds: (text) =>
      stepsOf(text).flatMap((step) => expressions(String(step.with?.run ?? '')).filter((inner) => written.test(inner))),
    bad: job("steps: [{ uses: ./, with: { run: 'revert ${{ github.event.comment.body }}' } }]"),
  },
  {
    rule: 'every action is named by its full commit, with its version beside it',
    because: 'a tag can be moved, and nobody can read a commit',
    ofActions: true,
    finds: (text) =>
      [...text.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)]
        .map(([, named]) => named as string)
        .filter((named) => named !== './' && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v?\d+\.\d+\.\d+$/.test(named)),
    bad: job('steps:\n  - uses: actions/checkout@v7'),
  },
  {
    rule: 'a workflow grants nothing at its top',
    because: 'what a job may do is read in the job',
    finds: (text) => {
      const { permissions } = parseWorkflow(text);
      return permissions !== undefined && Object.keys(permissions ?? {}).length === 0
        ? []
        : [JSON.stringify(permissions) ?? 'none'];
    },
    bad: job('steps: []', 'on: push\npermissions: { contents: read }'),
  },
  {
    rule: 'a job has the scopes that are known of it, and no other',
    because: 'a wider token is noticed here before it is used elsewhere',
    finds: (text) =>
      jobsOf(text).flatMap(({ id, permissions = {} }) => {
        const scopes = Object.entries(permissions).map(([scope, level]) => `${scope}: ${level}`);
        const known = scopesOf[id] ?? [];
        return [...scopes.filter((one) => !known.includes(one)), ...known.filter((one) => !scopes.includes(one))].map(
          (one) => `${id}: ${one}`,
        );
      }),
    bad: job('permissions: { contents: read, packages: write }\nsteps: []'),
  },
  {
    rule: 'an ID token is for those jobs that ask Graph, and they have an environment',
    because: 'whoever holds it is the application; the environment is the subject that Entra trusts',
    finds: (text) =>
      jobsOf(text)
        .filter((one) => {
          const hasToken = one.permissions?.['id-token'] === 'write';
          return hasToken !== asksGraph(one) || (hasToken && environmentOf(one) === null);
        })
        .map(({ id }) => id),
    bad: job('permissions: { id-token: write }\nsteps: []'),
  },
  {
    rule: 'secrets are for jobs with an environment, and for single steps',
    because: 'an environment deploys from main alone; any branch may bring a workflow of its own',
    finds: (text) =>
      jobsOf(text).flatMap((one) => {
        const { steps, workflow, ...others } = one;
        const { jobs: _, ...top } = workflow;
        const inSteps = JSON.stringify(steps).includes('secrets.');
        const elsewhere = /\bsecrets\b/.test(JSON.stringify([others, top]));
        return (inSteps && environmentOf(one) === null) || elsewhere ? [one.id] : [];
      }),
    bad: job("steps: [{ run: a, env: { A: '${{ secrets.A }}' } }]"),
  },
  {
    rule: 'environments are the two that deploy from main: one reads, one writes',
    because: 'another one would be created by the run itself, without any rule',
    finds: (text) =>
      jobsOf(text)
        .filter((one) => ![null, one.id === 'recover' ? 'entra-recovery' : 'entra-backup'].includes(environmentOf(one)))
        .map(({ id }) => id),
    bad: job('environment: entra-recovery\nsteps: []'),
  },
  {
    rule: 'no job checks out what a pull request brings',
    because: 'its content would run beside the secrets',
    finds: (text) =>
      stepsOf(text).flatMap(({ uses = '', with: settings = {} }) => {
        if (!uses.startsWith('actions/checkout@')) return [];
        const { ref = '', repository = '' } = settings;
        const allowed = ['', '${{ github.event.before }}'];
        const unsafe = Object.keys(settings).filter((name) => name.startsWith('allow-unsafe'));
        return [...[ref, repository].map(String).filter((one) => !allowed.includes(one)), ...unsafe];
      }),
    bad: job("steps: [{ uses: actions/checkout@v7, with: { ref: '${{ github.event.pull_request.head.sha }}' } }]"),
  },
  {
    rule: 'a checkout keeps no credentials',
    because: 'every later step could read them from .git/config',
    finds: (text) =>
      stepsOf(text)
        .filter(({ uses = '' }) => uses.startsWith('actions/checkout@'))
        .filter(({ with: settings = {} }) => settings['persist-credentials'] !== false)
        .map(({ uses }) => uses ?? ''),
    bad: job('steps: [{ uses: actions/checkout@v7 }]'),
  },
  {
    rule: 'a checkout for the tool has the whole history and only the files that it reads',
    because: 'recovery reads commits; a work tree of all snapshots would take minutes',
    finds: (text) =>
      jobsOf(text)
        .filter(({ steps }) => steps.some(({ uses }) => uses === './' || uses?.includes('/entra-rewind@')))
        .flatMap(({ id, steps }) => {
          const [{ uses = '', with: settings = {} } = {}] = steps;
          const patterns = String(settings['sparse-checkout'] ?? '').split('\n');
          const isRight =
            uses.startsWith('actions/checkout@') &&
            settings['fetch-depth'] === 0 &&
            settings.filter === 'blob:none' &&
            patterns.includes('policies') &&
            !patterns.includes('snapshots');
          return isRight ? [] : [id];
        }),
    bad: job('steps: [{ uses: actions/checkout@v7 }, { uses: ./, with: { run: backup } }]'),
  },
  {
    rule: 'jobs with an environment wait for each other and cancel nothing',
    because: 'by default a newcomer cancels whoever waits, such as an approved recovery',
    finds: (text) =>
      jobsOf(text)
        .filter((one) => environmentOf(one) !== null)
        .filter(({ concurrency }) => {
          if (concurrency === undefined || typeof concurrency === 'string') return true;
          return (
            concurrency.queue !== 'max' ||
            'cancel-in-progress' in concurrency ||
            !/vars\.AZURE_TENANT_ID/.test(concurrency.group)
          );
        })
        .map(({ id }) => id),
    bad: job('environment: entra-backup\nconcurrency: { group: a, cancel-in-progress: true }\nsteps: []'),
  },
  {
    rule: 'every job ends by itself, before GitHub ends it',
    because: 'six hours of nothing help nobody, and what is cut off cannot tell',
    finds: (text) =>
      jobsOf(text)
        .filter((one) => !(Number(one['timeout-minutes']) > 0 && Number(one['timeout-minutes']) < 360))
        .map(({ id }) => id),
    bad: job('steps: []'),
  },
  {
    rule: 'jobs with an environment run only where there is a tenant',
    because: 'a copy of this repository must not fail every night',
    finds: (text) => {
      const jobs = jobsOf(text);
      const isBound = (one: Job): boolean => String(one.if ?? '').includes("vars.AZURE_TENANT_ID != ''");
      const isBoundByNeeds = ({ needs }: Job): boolean => jobs.some((before) => before.id === needs && isBound(before));
      return jobs
        .filter((one) => environmentOf(one) !== null && !isBound(one) && !isBoundByNeeds(one))
        .map(({ id }) => id);
    },
    bad: job('environment: entra-backup\nsteps: []'),
  },
  {
    rule: 'a job that runs the tool tells its outcome, whatever it was',
    because: 'a red run that nobody looks at is a night without a backup',
    finds: (text) =>
      jobsOf(text)
        .filter(({ steps }) => steps.some(({ with: settings }) => settings?.run !== undefined))
        .filter(({ id, steps }) => {
          const last = steps.at(-1);
          return last?.if !== 'always()' || last.with?.run !== `github outcome --job ${id} --result \${{ job.status }}`;
        })
        .map(({ id }) => id),
    bad: job('steps: [{ uses: ./, with: { run: github watch } }]'),
  },
  {
    rule: 'an upload happens on failure too',
    because: 'that is when somebody reads the report',
    finds: (text) =>
      stepsOf(text)
        .filter(({ uses = '' }) => uses.startsWith('actions/upload-artifact@'))
        .filter((step) => step.if !== 'always()')
        .map(({ uses }) => uses ?? ''),
    bad: job('steps: [{ uses: actions/upload-artifact@v7 }]'),
  },
  {
    rule: 'of jobs that a pull request or a comment starts, none is started by a fork',
    because: 'forks are not planned, and their authors have nothing to say here',
    finds: (text) => {
      const { on } = parseWorkflow(text);
      if (!('pull_request_target' in on || 'pull_request_review' in on)) return [];
      return jobsOf(text)
        .filter(
          (one) => !String(one.if ?? '').includes('github.event.pull_request.head.repo.full_name == github.repository'),
        )
        .map(({ id }) => id);
    },
    bad: job('steps: []', 'on: pull_request_target\npermissions: {}'),
  },
  {
    rule: 'no schedule at the full hour',
    because: 'GitHub delays and drops runs most there',
    finds: (text) => {
      const { schedule } = parseWorkflow(text).on;
      return Array.isArray(schedule)
        ? schedule.map(({ cron }) => cron as string).filter((cron) => /^0\b/.test(cron))
        : [];
    },
    bad: job('steps: []', "on: { schedule: [{ cron: '0 2 * * *' }] }\npermissions: {}"),
  },
  {
    rule: 'no anchors and no keys twice',
    because: 'what a reviewer reads must be what runs',
    ofActions: true,
    finds: (text) => {
      const document = parseDocument(text);
      const found = document.errors.map(({ message }) => message);
      visit(document, {
        Node: (_, node) => {
          if ('anchor' in node && node.anchor !== undefined) found.push(`&${node.anchor}`);
        },
        Alias: (_, alias) => {
          found.push(`*${alias.source}`);
        },
      });
      return found;
    },
    bad: 'on: push\non: push\n',
  },
];
