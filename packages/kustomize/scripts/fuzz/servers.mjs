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

  build(line) {
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
  execFileSync('go', ['build', '-o', judge, '.'], {
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
 * Builds one directory on both sides. They agree when both give the same text
 * or both fail, and ours never with a fault of its own. Where ours needs a
 * remote base the judge is not asked: `code` is `remote` then.
 */
export async function compare(servers, directory) {
  const ours = await servers.ours.build(directory);
  if (ours.code === 'remote')
    return { isDifferent: false, ours, judge: { error: 'not asked' } };
  const judge = await servers.judge.build(directory);
  const agree =
    ours.error === undefined
      ? judge.error === undefined && (ours.yaml ?? '') === (judge.yaml ?? '')
      : judge.error !== undefined;
  return { isDifferent: !agree || ours.stack !== undefined, ours, judge };
}
