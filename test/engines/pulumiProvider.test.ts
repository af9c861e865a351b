/** The provider as Pulumi's engine would call it, over its protocol, without the engine. */
import grpc from '@grpc/grpc-js';
import service from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { Body, Presence, Receipt } from '../../src/core/model.ts';
import type { Desk } from '../../src/engines/pulumi/provider/desk.ts';
import { Stopped } from '../../src/engines/pulumi/provider/desk.ts';
import { type RunningProvider, serveProvider } from '../../src/engines/pulumi/provider/server.ts';
import { bodyFrom, structOf } from '../../src/engines/pulumi/provider/values.ts';
import { resourceOf } from '../../src/engines/pulumi/resource.ts';
import { linkTo, planOf, type StepDraft } from './plan.ts';

const [a, b] = ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002'];
const secret = (value: string) => ({ '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value });
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const running: RunningProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()));
});

interface Stage {
  readonly drafts: readonly StepDraft[];
  readonly presence?: Presence;
  readonly receipt?: Partial<Receipt>;
  readonly isStopped?: true;
}

async function stage({ drafts, presence = { is: 'absent' }, receipt = {}, isStopped }: Stage) {
  const { steps } = planOf(...drafts);
  const carried: number[] = [];
  let stops = 0;
  const desk: Desk = {
    step: (n) => steps.find((step) => step.n === n),
    look: async () => presence,
    async carryOut({ n, type, id, action }) {
      if (isStopped) throw new Stopped('not begun');
      carried.push(n);
      return { n, type, id, action, outcome: 'updated', links: 0, requestIds: [], ...receipt };
    },
    stop: () => {
      stops += 1;
    },
  };
  const provider = await serveProvider('1.2.3', async () => desk);
  running.push(provider);
  const client = new service.ResourceProviderClient(`127.0.0.1:${provider.port}`, grpc.credentials.createInsecure());
  const call = <Request, Response>(method: string, request: Request): Promise<Response> =>
    new Promise((resolve, reject) => {
      const done = (error: grpc.ServiceError | null, response: Response): void =>
        error === null ? resolve(response) : reject(error);
      (client as unknown as Record<string, (request: Request, done: unknown) => void>)[method]?.call(
        client,
        request,
        done,
      );
    });
  await call('configure', new messages.ConfigureRequest());
  const [first] = steps;
  if (first === undefined) throw new Error('a stage needs a step');
  const { type, name, inputs } = resourceOf(first);
  return { call, carried, stops: () => stops, inputs, urn: `urn:pulumi:stack::project::${type}::${name}` };
}

type StageSet = Awaited<ReturnType<typeof stage>>;

async function check({ call, urn }: StageSet, news: Body) {
  const request = new messages.CheckRequest();
  request.setUrn(urn);
  request.setNews(structOf(news));
  const response = await call<typeof request, messages.CheckResponse>('check', request);
  return response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
}

async function diff({ call, urn }: StageSet, olds: Body, news: Body) {
  const request = new messages.DiffRequest();
  request.setUrn(urn);
  request.setOlds(structOf(olds));
  request.setNews(structOf(news));
  const response = await call<typeof request, messages.DiffResponse>('diff', request);
  return {
    changes: response.getChanges(),
    paths: response
      .getDetaileddiffMap()
      .toArray()
      .map(([path]) => path)
      .toSorted(),
    replaces: response.getReplacesList(),
  };
}

async function create({ call, urn }: StageSet, inputs: Body, isPreview = false) {
  const request = new messages.CreateRequest();
  request.setUrn(urn);
  request.setProperties(structOf(inputs));
  request.setPreview(isPreview);
  const response = await call<typeof request, messages.CreateResponse>('create', request);
  return { id: response.getId(), properties: bodyFrom(response.getProperties()) };
}

async function read({ call, urn }: StageSet, state: Body = {}) {
  const request = new messages.ReadRequest();
  request.setUrn(urn);
  request.setId(a);
  request.setProperties(structOf(state));
  const response = await call<typeof request, messages.ReadResponse>('read', request);
  return { id: response.getId(), properties: bodyFrom(response.getProperties()) };
}

const update: StepDraft = { id: a, properties: { city: 'Bergen', department: null }, links: [linkTo('sponsors', [b])] };

describe('the provider', () => {
  it('has no settings but the plan, and says where a sign-in belongs', async () => {
    const { call } = await stage({ drafts: [update] });
    const request = new messages.CheckRequest();
    request.setNews(structOf({ plan: 'plan.json', token: 'x' }));
    const response = await call<typeof request, messages.CheckResponse>('checkConfig', request);
    expect(response.getFailuresList().map((failure) => failure.getProperty())).toEqual(['token']);
    expect(response.getFailuresList()[0]?.getReason()).toMatch(/signs in with what the environment holds/);
  });

  it('takes a step of the plan as it stands, wrapped as secret or not, and nothing else', async () => {
    const it = await stage({ drafts: [update] });
    expect(await check(it, it.inputs)).toEqual([]);
    expect(await check(it, { ...it.inputs, displayName: secret(a) })).toEqual([]);
    expect(await check(it, { ...it.inputs, properties: { city: 'Oslo' } })).toEqual([
      ['properties["city"]', 'not what step 1 of the plan says'],
    ]);
    expect((await check(it, { ...it.inputs, accountEnabled: true }))[0]?.[0]).toBe('accountEnabled');
    expect((await check(it, { ...it.inputs, displayName: unknown }))[0]?.[1]).toMatch(/takes no outputs/);
    const other = { ...it, urn: it.urn.replace(/#1$/, '#2') };
    expect(await check(other, it.inputs)).toEqual([['step', 'the plan has no such step']]);
    const disguised = { ...it, urn: it.urn.replace(':User::', ':Group::') };
    expect((await check(disguised, it.inputs))[0]?.[1]).toMatch(/^step 1 of the plan is entra:index:User/);
  });

  it('says by property and link what differs, and never that anything is to be replaced', async () => {
    const it = await stage({
      drafts: [update],
      presence: { is: 'present', body: { city: 'Oslo', department: 'Sales', sponsors: [] } },
    });
    const { properties: live } = await read(it);
    expect(live).toMatchObject({
      properties: { city: 'Oslo', department: 'Sales' },
      links: { sponsors: { [`user/${b}`]: 'not linked' } },
    });
    expect(await diff(it, live, it.inputs)).toEqual({
      changes: messages.DiffResponse.DiffChanges.DIFF_SOME,
      paths: ['carriedOut', `links["sponsors"]["user/${b}"]`, 'properties["city"]', 'properties["department"]'],
      replaces: [],
    });
    expect(await diff(it, it.inputs, it.inputs)).toMatchObject({
      changes: messages.DiffResponse.DiffChanges.DIFF_NONE,
    });
  });

  it('imports what is there, and says so when it is not', async () => {
    const gone = await stage({ drafts: [update] });
    await expect(read(gone)).rejects.toMatchObject({
      code: grpc.status.NOT_FOUND,
      details: `user/${a} is not there: there is nothing to import`,
    });
    const deleted = await stage({ drafts: [update], presence: { is: 'softDeleted', body: {} } });
    await expect(read(deleted)).rejects.toMatchObject({ details: expect.stringMatching(/is among the deleted items/) });
    const hidden = await stage({ drafts: [update], presence: { is: 'unknown', reason: 'a bad moment' } });
    await expect(read(hidden)).rejects.toMatchObject({
      details: expect.stringMatching(/could not be read: a bad moment/),
    });
  });

  it('refreshes: what went is told by no id, what moved by its values', async () => {
    const gone = await stage({ drafts: [update] });
    expect((await read(gone, gone.inputs)).id).toBe('');
    const moved = await stage({
      drafts: [update],
      presence: { is: 'present', body: { city: 'Oslo', sponsors: [`user/${b}`] } },
    });
    const { id, properties } = await read(moved, moved.inputs);
    expect(id).toBe(a);
    expect(properties).toMatchObject({ properties: { city: 'Oslo' }, carriedOut: false });
  });

  it('carries a step out, and nothing in a preview', async () => {
    const it = await stage({ drafts: [{ ...update, action: 'restore' }] });
    expect((await create(it, it.inputs, true)).id).toBe('');
    expect(it.carried).toEqual([]);
    expect(await create(it, it.inputs)).toEqual({ id: a, properties: it.inputs });
    expect(it.carried).toEqual([1]);
    await expect(create(it, { ...it.inputs, properties: {} })).rejects.toMatchObject({
      code: grpc.status.INVALID_ARGUMENT,
    });
    expect(it.carried).toEqual([1]);
  });

  it('names type, id and permission when Graph refuses', async () => {
    const receipt = {
      outcome: 'failed',
      code: 'Authorization_RequestDenied',
      message: '403 Insufficient privileges.',
    } as const;
    const it = await stage({ drafts: [update], receipt });
    await expect(create(it, it.inputs)).rejects.toMatchObject({
      code: grpc.status.PERMISSION_DENIED,
      details: expect.stringMatching(new RegExp(`user/${a}.*403.*User\\.ReadWrite\\.All`)),
    });
  });

  it('begins nothing more when it is stopped', async () => {
    const it = await stage({ drafts: [update], isStopped: true });
    await it.call('cancel', new empty.Empty());
    expect(it.stops()).toBe(1);
    await expect(create(it, it.inputs)).rejects.toMatchObject({ code: grpc.status.CANCELLED });
  });

  it('deletes nothing', async () => {
    const { call, urn, carried } = await stage({ drafts: [update] });
    const request = new messages.DeleteRequest();
    request.setUrn(urn);
    request.setId(a);
    await expect(call('delete', request)).rejects.toMatchObject({
      code: grpc.status.FAILED_PRECONDITION,
      details: expect.stringMatching(/nothing is deleted for good here/),
    });
    expect(carried).toEqual([]);
  });
});
