import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
/** The machine may do other work meanwhile. */
const DEADLINE_MS = 30_000;
const MAX_CPU_MS = 10_000;
const MAX_MIB = 768;
/** Memory that is not given back would count for those that follow. */
const INPUTS_OF_A_PROCESS = 400;
/** Of JavaScript objects; buffers are besides. */
const HEAP_FLAG = '--max-old-space-size=384';

/**
 * Bundles the readers with the packages that they are of.
 * @returns the file of a {@link ReaderProcess}
 */
export async function bundleReaders() {
  const outfile = join(root, 'node_modules/.cache/hostile/reader.cjs');
  const require = createRequire(import.meta.url);
  await require('esbuild').build({
    entryPoints: [join(here, 'reader.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['*.node', 'cpu-features'],
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

/** The process that reads, started anew when it is lost. */
export class ReaderProcess {
  /** Milliseconds of a processor, and MiB, that one input took at most. */
  slowest = { ms: 0, name: '' };
  mostMib = 0;
  #child;
  #count = 0;

  constructor(file) {
    this.file = file;
  }

  /**
   * @returns `{ code, faults }`: how reading ended, and what is wrong with that
   */
  async read(request) {
    const child = (this.#child ??= this.#start());
    this.#count += 1;
    const answer = await new Promise(done => {
      const end = result => {
        clearTimeout(timer);
        child.removeAllListeners('message');
        child.removeAllListeners('exit');
        done(result);
      };
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        end({ code: 'hang', faults: [`no answer within ${DEADLINE_MS} ms`] });
      }, DEADLINE_MS);
      child.once('message', end);
      child.once('exit', (code, signal) =>
        end({ code: 'crash', faults: [`it ended with ${code ?? signal}`] }),
      );
      child.send(request);
    });
    const isLost = ['hang', 'crash'].includes(answer.code);
    if (isLost) this.#child = undefined;
    else await this.#judge(request.name, answer);
    return answer;
  }

  async #judge(name, { cpuMs, mib, faults }) {
    if (cpuMs > this.slowest.ms) this.slowest = { ms: cpuMs, name };
    this.mostMib = Math.max(this.mostMib, mib);
    if (cpuMs > MAX_CPU_MS) faults.push(`it took ${cpuMs} ms of a processor`);
    if (mib > MAX_MIB) faults.push(`it took ${mib} MiB`);
    if (mib > MAX_MIB || this.#count % INPUTS_OF_A_PROCESS === 0) {
      await this.close();
    }
  }

  async close() {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const ended = new Promise(done => {
      child.once('exit', done);
    });
    child.kill();
    await ended;
  }

  #start() {
    return fork(this.file, [], {
      execArgv: [HEAP_FLAG, '--enable-source-maps'],
    });
  }
}
