import { startDevCluster } from '@backstage-gitops/devcluster';
import { cases } from './cases';
import { runCases, Tally } from './runCases';
import { statements } from './statements';
import { runStatements } from './statements/runStatements';
import { Target } from './Target';

/** What scripts/conformance.mjs asks for. */
export interface RunOptions {
  /** Kubeconfig of a running control plane; only devcluster is judged without it. */
  readonly controlPlane?: string;
  /** Runs only cases whose name contains this text. */
  readonly only?: string;
  /** Runs against this target only. */
  readonly target?: Target['name'];
  readonly print: (line: string) => void;
}

/** Runs the table against every target and returns the sums. */
export async function runConformance(options: RunOptions): Promise<Tally> {
  const isChosen = ({ name }: { name: string }) =>
    name.includes(options.only ?? '');
  const chosen = cases.filter(isChosen);
  const sum = { passed: 0, failed: 0 };
  const add = ({ passed, failed }: Tally) => {
    sum.passed += passed;
    sum.failed += failed;
  };
  const judge = async (name: Target['name'], kubeconfigPath: string) => {
    const { print } = options;
    add(await runCases(name, kubeconfigPath, chosen, print));
    const run = { name, kubeconfigPath, print };
    add(await runStatements(run, statements.filter(isChosen)));
  };
  if (options.target !== 'control-plane') {
    const cluster = await startDevCluster({ historyLength: 2000 });
    try {
      await judge('devcluster', cluster.kubeconfigPath);
    } finally {
      await cluster.stop();
    }
  }
  if (options.controlPlane && options.target !== 'devcluster') {
    await judge('control-plane', options.controlPlane);
  }
  return sum;
}
