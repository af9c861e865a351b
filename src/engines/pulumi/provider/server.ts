/** The provider on Pulumi's protocol. Listens on this machine alone; carries out steps of one plan and nothing else. */
import grpc, { type ServiceError } from '@grpc/grpc-js';
import pluginMessages from '@pulumi/pulumi/proto/plugin_pb.js';
import service from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Body } from '../../../core/model.ts';
import { Failure } from '../../../core/problem.ts';
import { type CheckFailure, carryOut, check, diff, Refusal, read, refuseDelete } from './answers.ts';
import { checkConfiguration } from './configuration.ts';
import { type Desk, Stopped } from './desk.ts';
import { bodyFrom, structOf } from './values.ts';

export interface RunningProvider {
  readonly port: number;
  close(): Promise<void>;
}

const { status } = grpc;
const codes: { readonly [code in Refusal['code']]: grpc.status } = {
  invalid: status.INVALID_ARGUMENT,
  missing: status.NOT_FOUND,
  precondition: status.FAILED_PRECONDITION,
  permission: status.PERMISSION_DENIED,
  failed: status.UNKNOWN,
  canceled: status.CANCELLED,
};

/** Members of a large group are one message. */
const anySize = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

/** `open`: whose steps are carried out, told by the provider's configuration. */
export async function serveProvider(
  version: string,
  open: (configuration: Body) => Promise<Desk>,
): Promise<RunningProvider> {
  const server = new grpc.Server(anySize);
  server.addService(service.ResourceProviderService, handlers(version, open));
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, at: number): void => (error === null ? resolve(at) : reject(error));
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), bound);
  });
  // Pulumi's connection may stay open as long as it likes; nothing of it is waited for.
  const close = async (): Promise<void> => server.forceShutdown();
  return { port, close };
}

type Handler<Request, Response> = grpc.handleUnaryCall<Request, Response>;

function answering<Request, Response>(
  answer: (request: Request) => Promise<Response> | Response,
): Handler<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(serviceError(error)),
      );
  };
}

/** What Pulumi shows. A fault of ours comes with its stack, as anywhere. */
function serviceError(error: unknown): Partial<ServiceError> {
  if (error instanceof Refusal) return { code: codes[error.code], details: error.message };
  if (error instanceof Stopped) return { code: status.CANCELLED, details: error.message };
  if (error instanceof Failure) return { code: status.FAILED_PRECONDITION, details: error.message };
  return { code: status.INTERNAL, details: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function handlers(version: string, open: (configuration: Body) => Promise<Desk>): grpc.UntypedServiceImplementation {
  let desk: Desk | undefined;
  const opened = (): Desk => {
    if (desk === undefined) throw new Refusal('precondition', 'the provider was not configured');
    return desk;
  };
  const empty = (): emptyMessages.Empty => new emptyMessages.Empty();
  const info = (): pluginMessages.PluginInfo => {
    const told = new pluginMessages.PluginInfo();
    told.setVersion(version);
    return told;
  };
  const never = answering<unknown, never>(() => {
    throw Object.assign(new Refusal('invalid', 'the provider has no functions and no components'));
  });

  return {
    handshake: answering<messages.ProviderHandshakeRequest, messages.ProviderHandshakeResponse>(() => {
      const response = new messages.ProviderHandshakeResponse();
      // Secrets, resources and outputs arrive as plain values.
      response.setAcceptSecrets(false);
      response.setAcceptResources(false);
      response.setAcceptOutputs(false);
      return response;
    }),
    attach: answering(empty),
    getPluginInfo: answering(info),
    getSchema: answering<messages.GetSchemaRequest, messages.GetSchemaResponse>(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: 'entra', version }));
      return response;
    }),
    getMapping: answering(() => new messages.GetMappingResponse()),
    getMappings: answering(() => new messages.GetMappingsResponse()),
    checkConfig: answering<messages.CheckRequest, messages.CheckResponse>((request) => {
      const news = bodyFrom(request.getNews());
      return checked(news, checkConfiguration(news));
    }),
    // Another plan file needs no other provider: its resources are checked one by one.
    diffConfig: answering<messages.DiffRequest, messages.DiffResponse>((request) => {
      const changed = differences(bodyFrom(request.getOldInputs() ?? request.getOlds()), bodyFrom(request.getNews()));
      return changed;
    }),
    configure: answering<messages.ConfigureRequest, messages.ConfigureResponse>(async (request) => {
      desk = await open(bodyFrom(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      response.setSupportspreview(true);
      return response;
    }),
    check: answering<messages.CheckRequest, messages.CheckResponse>((request) => {
      const news = bodyFrom(request.getNews());
      return checked(news, check(opened(), request.getUrn(), news));
    }),
    diff: answering<messages.DiffRequest, messages.DiffResponse>((request) =>
      differences(bodyFrom(request.getOlds()), bodyFrom(request.getNews())),
    ),
    create: answering<messages.CreateRequest, messages.CreateResponse>(async (request) => {
      const inputs = bodyFrom(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(structOf(inputs));
        return response;
      }
      const { id, state } = await carryOut(opened(), request.getUrn(), inputs);
      response.setId(id);
      response.setProperties(structOf(state));
      return response;
    }),
    read: answering<messages.ReadRequest, messages.ReadResponse>(async (request) => {
      const state = bodyFrom(request.getProperties());
      const isRefresh = Object.keys(state).length > 0;
      const now = await read(opened(), request.getUrn(), isRefresh, state);
      const response = new messages.ReadResponse();
      if (now === null) return response;
      response.setId(request.getId());
      response.setProperties(structOf(now));
      response.setInputs(structOf(now));
      return response;
    }),
    update: answering<messages.UpdateRequest, messages.UpdateResponse>(async (request) => {
      const inputs = bodyFrom(request.getNews());
      const response = new messages.UpdateResponse();
      const state = request.getPreview() ? inputs : (await carryOut(opened(), request.getUrn(), inputs)).state;
      response.setProperties(structOf(state));
      return response;
    }),
    delete: answering<messages.DeleteRequest, never>((request) => refuseDelete(request.getUrn())),
    cancel: answering(() => {
      desk?.stop();
      return empty();
    }),
    parameterize: never,
    invoke: never,
    call: never,
    construct: never,
    list: never,
  };
}

function checked(news: Body, failures: readonly CheckFailure[]): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(structOf(news));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function differences(olds: Body, news: Body): messages.DiffResponse {
  const response = new messages.DiffResponse();
  const paths = diff(olds, news);
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  response.setChanges(paths.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(true);
  response.setDiffsList([...new Set(paths.map((path) => path.split('[')[0] as string))]);
  for (const path of paths) {
    const detail = new messages.PropertyDiff();
    detail.setKind(messages.PropertyDiff.Kind.UPDATE);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}
