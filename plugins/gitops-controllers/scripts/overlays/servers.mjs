// The two processes that a comparison asks: this controller's build, bundled,
// and Flux's own package (test/oracle/flux-kustomize).
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const cache = join(root, 'node_modules/.cache/overlay-fuzz');

/** A process that answers one JSON request per line with one JSON object per line. */
export class Server {
  constructor(command, args) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on('line', line =>
      this.waiting.shift()(JSON.parse(line)),
    );
    this.process.on('exit', code => {
      for (const done of this.waiting.splice(0)) {
        done({ error: `exit ${code}`, stack: `exit ${code}` });
      }
    });
  }

  ask(request) {
    return new Promise(done => {
      this.waiting.push(done);
      this.process.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  close() {
    this.process.stdin.end();
  }
}

function startOurs() {
  mkdirSync(cache, { recursive: true });
  const ours = join(cache, 'server.cjs');
  const require = createRequire(import.meta.url);
  require('esbuild').buildSync({
    entryPoints: [join(here, 'server.ts')],
    bundle: true,
    platform: 'node',
    external: ['*.node'],
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    outfile: ours,
    logLevel: 'error',
  });
  return new Server(process.execPath, [ours]);
}

/** Compiles and starts Flux's package, which needs Go. */
export function startJudge() {
  mkdirSync(cache, { recursive: true });
  const judge = join(cache, 'judge');
  const named = '-X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1';
  execFileSync('go', ['build', '-ldflags', named, '-o', judge, '.'], {
    cwd: join(root, 'test/oracle/flux-kustomize'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Server(judge, []);
}

/**
 * Starts both; `close` ends them.
 * @param binary - a judge instead of Flux's package
 */
export function startServers(binary) {
  const ours = startOurs();
  const judge = binary ? new Server(binary, []) : startJudge();
  return {
    ours,
    judge,
    close() {
      ours.close();
      judge.close();
    },
  };
}
