import { resolve } from 'path';
import { parseArgs } from 'util';
import { startDevCluster } from '@backstage-gitops/devcluster';
import type { Command } from '../command';

const HELP = `Usage: gitops devcluster [--port P] [--kubeconfig FILE] [--data-dir DIR]

Runs an embedded Kubernetes API server on this machine until it is stopped, and
prints its address and where its kubeconfig is. For development and tests.

  --port P             default: a free one
  --kubeconfig FILE    where the kubeconfig is written; default: a temporary file
  --data-dir DIR       keeps the objects; default: in memory only
`;

/** `gitops devcluster`: the embedded API server, until SIGINT or SIGTERM. */
export const command: Command = {
  name: 'devcluster',
  summary: 'Run an embedded Kubernetes API server until stopped',
  async run(argv, io) {
    const { values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string' },
        kubeconfig: { type: 'string' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      io.stdout.write(HELP);
      return 0;
    }
    const dataDir = values['data-dir'];
    const cluster = await startDevCluster({
      port: readPort(values.port),
      ...(values.kubeconfig
        ? { kubeconfigPath: resolve(io.cwd, values.kubeconfig) }
        : {}),
      ...(dataDir ? { dataDir: resolve(io.cwd, dataDir) } : {}),
    });
    io.stdout.write(`Kubernetes API server: ${cluster.url}\n`);
    io.stdout.write(`export KUBECONFIG=${cluster.kubeconfigPath}\n`);
    await untilAborted(io.signal);
    await cluster.stop();
    return 0;
  },
};

/** @throws Error - not a port */
function readPort(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port ${text}: give a number from 0 to 65535`);
  }
  return port;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) {
      done();
      return;
    }
    signal.addEventListener('abort', () => done(), { once: true });
  });
}
