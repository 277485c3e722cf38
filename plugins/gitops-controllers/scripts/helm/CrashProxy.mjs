/**
 * Stands between a controller and the API server, knows each of its writes,
 * and calls back at the one that is waited for.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { load } from '../../../../benchmarks/load.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const faults = resolve(here, '../../../../test/faults/src');
const { FaultProxy } = await load(join(faults, 'FaultProxy.ts'));
const { readUpstream } = await load(join(faults, 'ServerAccess.ts'));

/** Writes that are no step of a release. */
const BESIDES = /\/(leases|events|tokenreviews|[a-z]*accessreviews)\b/;

export const isLease = ({ path }) => /\/leases\b/.test(path);

/** Whether a request changes a release, a source, or what belongs to one. */
export const isWrite = ({ method, path }) =>
  method !== 'GET' && !BESIDES.test(path) && !path.includes('dryRun=All');

function kubeconfigOf({ url, token }) {
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'proxy' },
    clusters: [
      {
        name: 'proxy',
        cluster: { server: url, 'insecure-skip-tls-verify': true },
      },
    ],
    users: [{ name: 'proxy', user: { token } }],
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'proxy' } }],
  });
}

/** One proxy; what it calls must not wait. */
export class CrashProxy {
  /** Writes since the start. */
  writes = 0;
  /** Called with each request that arrives; a fault that it returns is made. */
  onRequest = () => undefined;
  /** Called with each request that is answered, and the status of that. */
  onAnswer = () => undefined;
  #armed;

  /**
   * @param folder - for the kubeconfig
   * @param name - of the files there
   */
  static async start(kubeconfig, folder, name) {
    const proxy = new CrashProxy();
    proxy.faults = await FaultProxy.start(await readUpstream(kubeconfig));
    proxy.kubeconfig = join(folder, `${name}.kubeconfig`);
    writeFileSync(proxy.kubeconfig, kubeconfigOf(proxy.faults));
    proxy.faults.setFaults(request => proxy.#request(request));
    proxy.faults.onAnswer = (request, status) => proxy.#answer(request, status);
    return proxy;
  }

  /**
   * Calls back at a write, counted from now on.
   * @param number - of the write, from 1
   * @param path - what the paths of those have that are counted
   * @param when - `before` the server has heard of it, or `after` it was done
   *   and before the client hears of that
   * @returns the path of the write, once it has come
   */
  at({ number, when, path = /./ }, act) {
    return new Promise(done => {
      this.#armed = { left: number, when, path, act, done };
    });
  }

  /** Waits for no write any more. */
  disarm() {
    this.#armed = undefined;
  }

  stop() {
    return this.faults.stop();
  }

  #request(request) {
    const fault = this.onRequest(request);
    if (fault || !isWrite(request)) return fault;
    this.writes += 1;
    const armed = this.#armed;
    if (!armed?.path.test(request.path.split('?')[0])) return undefined;
    armed.left -= 1;
    if (armed.left > 0) return undefined;
    if (armed.when === 'before') {
      this.#fire(request);
      return { kind: 'reset' };
    }
    armed.request = request;
    return undefined;
  }

  #answer(request, status) {
    this.onAnswer(request, status);
    const armed = this.#armed;
    const isIt =
      armed?.request?.path === request.path &&
      armed.request.method === request.method;
    if (isIt) this.#fire(request);
  }

  #fire({ method, path }) {
    const { act, done } = this.#armed;
    this.#armed = undefined;
    act();
    done(`${method} ${path.split('?')[0]}`);
  }
}
