// The processes that a comparison asks: our engine, and the real kustomize
// as a library (Go) or as a command.
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { goProgram } from '../../../../test/oracle/goProgram.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { LineServer } from '../../../../test/oracle/LineServer.mjs';

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

/** Asks a process to build directories. */
class Server extends LineServer {
  build(directory, isFresh = false) {
    return this.ask(isFresh ? `fresh ${directory}` : directory);
  }
}

/** A command that builds one directory per process: `kustomize build` or `kubectl kustomize`. */
class CommandJudge {
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
  return new Server(process.execPath, [ours], OFFLINE);
}

function startGoJudge() {
  const named = '-X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1';
  return new Server(goProgram('kustomize', named), ['serve'], OFFLINE);
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
