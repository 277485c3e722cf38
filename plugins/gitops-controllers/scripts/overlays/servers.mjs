// The two processes that a comparison asks: this controller's build, bundled,
// and Flux's own package (test/oracle/flux-kustomize).
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
const cache = join(root, 'node_modules/.cache/overlay-fuzz');

/** Asks a process by JSON; one that ends counts as a fault of its own. */
export class Server extends LineServer {
  async ask(request) {
    const answer = await super.ask(JSON.stringify(request));
    return answer.crashed ? { ...answer, stack: answer.error } : answer;
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
  const named = '-X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1';
  return new Server(goProgram('flux-kustomize', named));
}

/**
 * Starts both; `close` ends them.
 * @param binary - a judge instead of Flux's package
 */
export function startServers(binary) {
  const ours = startOurs();
  const judge = binary ? new Server(binary) : startJudge();
  return {
    ours,
    judge,
    close() {
      ours.close();
      judge.close();
    },
  };
}
