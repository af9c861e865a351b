// The Node language host of a Pulumi CLI that was built from the Go module here: Pulumi's own is no Go module that can be had by a
// version. It says to Pulumi's language protocol how to run a program and a policy pack, with the entry points that the program's own
// @pulumi/pulumi brings along. Source: sdk/nodejs/cmd/pulumi-language-nodejs and cmd/run in @pulumi/pulumi. Last verified: 2026-11-29.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The program has said already what is wrong. */
const saidAlready = 32;

// The last argument is where the engine listens; flags may stand before it.
const engine = process.argv.at(-1);

/** From the program's own folder, as the program itself would find it. */
const sdkOf = (folder) => createRequire(join(folder, 'program.js'));
const sdk = sdkOf(process.env.PULUMI_LANGUAGE_HOST_SDK ?? process.cwd());
const grpc = sdk('@grpc/grpc-js');
const messages = sdk('@pulumi/pulumi/proto/language_pb.js');
const service = sdk('@pulumi/pulumi/proto/language_grpc_pb.js');
const { PluginInfo } = sdk('@pulumi/pulumi/proto/plugin_pb.js');
const { Empty } = sdk('google-protobuf/google/protobuf/empty_pb.js');
const { version } = sdk('@pulumi/pulumi/package.json');

/** The Node that the program's project pins, if it does: programs are TypeScript, which older ones do not read. */
function nodeOf(folder) {
  try {
    const pinned = join(dirname(sdkOf(folder).resolve('node/package.json')), 'bin', 'node');
    return existsSync(pinned) ? pinned : process.execPath;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return process.execPath;
  }
}

const children = new Set();

const entryPoint = (folder, name) => sdkOf(folder).resolve(`@pulumi/pulumi/cmd/${name}`);

function start(folder, file, flags, environment, output) {
  const child = spawn(nodeOf(folder), [file, ...flags], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', output.stdout);
  child.stderr.on('data', output.stderr);
  children.add(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve(code ?? (signal === null ? 1 : 130));
    });
  });
}

async function run(request) {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getPwd() || process.cwd();
  const flags = [
    ['monitor', request.getMonitorAddress()],
    ['engine', engine],
    ['organization', request.getOrganization()],
    ['project', request.getProject()],
    ['root-directory', info?.getRootDirectory() ?? ''],
    ['stack', request.getStack()],
    ['pwd', request.getPwd() || folder],
    ['parallel', String(request.getParallel())],
  ].flatMap(([name, value]) => (value === '' ? [] : [`--${name}`, value]));
  if (request.getDryrun()) flags.push('--dry-run');
  const program = info?.getEntryPoint() || request.getProgram() || '.';
  const config = Object.fromEntries(request.getConfigMap().toArray());
  const environment = {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  const code = await start(
    folder,
    entryPoint(folder, 'run'),
    [...flags, program, ...request.getArgsList()],
    environment,
    {
      stdout: (chunk) => process.stdout.write(chunk),
      stderr: (chunk) => process.stderr.write(chunk),
    },
  );
  const response = new messages.RunResponse();
  if (code === saidAlready) response.setBail(true);
  else if (code !== 0) response.setError(`the program ended with exit code ${code}`);
  return response;
}

/** A policy pack, or another plugin that is written for Node. */
async function runPlugin(call) {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() || request.getProgram() || request.getPwd();
  const say = (set) => (chunk) => {
    const response = new messages.RunPluginResponse();
    set(response, chunk);
    call.write(response);
  };
  const environment = Object.fromEntries(
    request.getEnvList().map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  );
  // The SDK's entry point for packs loads a TypeScript compiler, and fails with those that have no API (7). A pack that says
  // `typescript: false` is a program that Node reads itself, and serves without more.
  const isPlain = request.getInfo()?.getOptions()?.toJavaScript().typescript === false;
  const isPack = request.getKind() === 'analyzer';
  const file =
    isPack && isPlain
      ? createRequire(join(folder, 'program.js')).resolve(folder)
      : entryPoint(folder, isPack ? 'run-policy-pack' : 'run-plugin');
  const code = await start(folder, file, [...request.getArgsList(), '.'], environment, {
    stdout: say((response, chunk) => response.setStdout(chunk)),
    stderr: say((response, chunk) => response.setStderr(chunk)),
  });
  say((response) => response.setExitcode(code))(null);
  call.end();
}

const answering = (answer) => (call, callback) => {
  Promise.resolve(call.request)
    .then(answer)
    .then(
      (response) => callback(null, response),
      (error) => callback({ code: grpc.status.UNKNOWN, details: error.stack ?? String(error) }),
    );
};

const handlers = {
  handshake: answering(() => new messages.LanguageHandshakeResponse()),
  // What a program needs is installed before it is run, and said in Pulumi.yaml.
  getRequiredPlugins: answering(() => new messages.GetRequiredPluginsResponse()),
  getRequiredPackages: answering(() => new messages.GetRequiredPackagesResponse()),
  run: answering(run),
  getPluginInfo: answering(() => {
    const info = new PluginInfo();
    info.setVersion(version);
    return info;
  }),
  about: answering(() => {
    const about = new messages.AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    return about;
  }),
  getProgramDependencies: answering(() => new messages.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: answering(() => new messages.RuntimeOptionsResponse()),
  runPlugin: (call) => {
    runPlugin(call).catch((error) => call.destroy(error));
  },
  cancel: answering(() => {
    for (const child of children) child.kill('SIGINT');
    return new Empty();
  }),
};

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
// What is not answered here, such as making programs from other languages, is said to be so by the server itself.
const known = Object.fromEntries(
  Object.entries(service.LanguageRuntimeService).filter(([name]) => Object.hasOwn(handlers, name)),
);
server.addService(known, handlers);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
