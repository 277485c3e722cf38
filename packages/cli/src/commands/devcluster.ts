import { startDevCluster } from '@backstage-gitops/devcluster';
import { resolve } from 'path';
import { parseArgs } from 'util';
import type { Command, CommandIo } from '../command';

const HELP = `Usage: gitops devcluster [--port P] [--kubeconfig FILE] [--data-dir DIR]

Runs the embedded Kubernetes API server on this machine until it is stopped, and
writes a kubeconfig for it. --data-dir keeps the cluster between runs.
`;

async function run(argv: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: 'string', default: '0' },
      kubeconfig: { type: 'string' },
      'data-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    io.stdout.write(HELP);
    return 0;
  }
  if (!/^\d{1,5}$/.test(values.port)) {
    throw new Error(`--port takes a number, not "${values.port}"`);
  }
  const path = (text: string | undefined) =>
    text === undefined ? undefined : resolve(io.cwd, text);
  const cluster = await startDevCluster({
    port: Number(values.port),
    kubeconfigPath: path(values.kubeconfig),
    dataDir: path(values['data-dir']),
  });
  io.stdout.write(`serving ${cluster.url}\n`);
  io.stdout.write(`export KUBECONFIG=${cluster.kubeconfigPath}\n`);
  await new Promise<void>(done => {
    if (io.signal.aborted) {
      done();
    }
    io.signal.addEventListener('abort', () => done(), { once: true });
  });
  await cluster.stop();
  return 0;
}

/** `gitops devcluster`: the embedded API server. */
export const command: Command = {
  name: 'devcluster',
  summary: 'Run the embedded Kubernetes API server',
  run,
};
