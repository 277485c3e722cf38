// The processes that a comparison asks: our engine, and the real kustomize
// as a library (Go) or as a command.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const cache = join(root, 'node_modules/.cache/kustomize-fuzz');

/** Keeps a judge from the network: remote bases are not what is compared. */
const OFFLINE = {
  ...process.env,
  GIT_ALLOW_PROTOCOL: 'file',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
};

/** A process that answers one directory per line with one JSON object per line. */
export class Server {
  constructor(command, args) {
    this.process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: OFFLINE,
    });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on('line', line =>
      this.waiting.shift()(JSON.parse(line)),
    );
    this.process.on('exit', code => {
      for (const done of this.waiting.splice(0))
        done({ error: `exit ${code}`, crashed: true });
    });
  }

  build(directory, isFresh = false) {
    const line = isFresh ? `fresh ${directory}` : directory;
    return new Promise(done => {
      this.waiting.push(done);
      this.process.stdin.write(`${line}\n`);
    });
  }

  close() {
    this.process.stdin.end();
  }
}

/** A command that builds one directory per process: `kustomize build` or `kubectl kustomize`. */
export class CommandJudge {
  constructor(binary) {
    this.binary = binary;
    this.verb = binary.endsWith('kubectl') ? 'kustomize' : 'build';
  }

  build(directory) {
    const options = { env: OFFLINE, maxBuffer: 1 << 28 };
    return new Promise(done => {
      execFile(
        this.binary,
        [this.verb, directory],
        options,
        (fault, stdout, stderr) =>
          done(fault === null ? { yaml: stdout } : { error: stderr }),
      );
    });
  }

  close() {}
}

function startOurs() {
  mkdirSync(cache, { recursive: true });
  const ours = join(cache, 'server.cjs');
  const require = createRequire(import.meta.url);
  require('esbuild').buildSync({
    entryPoints: [join(here, 'server.ts')],
    bundle: true,
    platform: 'node',
    outfile: ours,
    logLevel: 'error',
  });
  return new Server(process.execPath, [ours]);
}

function startGoJudge() {
  const judge = join(cache, 'judge');
  const named = '-X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1';
  execFileSync('go', ['build', '-ldflags', named, '-o', judge, '.'], {
    cwd: join(root, 'test/oracle/kustomize'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Server(judge, ['serve']);
}

/**
 * Starts our engine, bundled, and a judge.
 * @param binary - path of a real `kustomize` or `kubectl`; without it the library in test/oracle/kustomize is compiled, which needs Go
 */
export function startServers(binary) {
  const ours = startOurs();
  const judge =
    binary === undefined ? startGoJudge() : new CommandJudge(binary);
  return {
    ours,
    judge,
    close() {
      ours.close();
      judge.close();
    },
  };
}

/**
 * Builds one directory on both sides at once.
 * @param isFresh - lets the judge forget the OpenAPI documents of earlier builds
 */
export async function compare(servers, directory, isFresh = true) {
  const [ours, judge] = await Promise.all([
    servers.ours.build(directory),
    servers.judge.build(directory, isFresh),
  ]);
  return { isDifferent: differ(ours, judge), ours, judge };
}

/** Whether the judge crashed: there is nothing to compare with then. */
export const panicked = judge => judge.error?.startsWith('panic: ') ?? false;

/**
 * Whether two answers differ: they agree when both give the same text or both
 * fail, and ours never with a fault of its own.
 */
export function differ(ours, judge) {
  if (ours.stack !== undefined) return true;
  if (panicked(judge)) return false;
  if (ours.error !== undefined) return judge.error === undefined;
  return judge.error !== undefined || (ours.yaml ?? '') !== (judge.yaml ?? '');
}
