import { startDevCluster } from '@backstage-gitops/devcluster';
import { cases } from './cases';
import { runCases, Tally } from './runCases';
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
  const chosen = cases.filter(({ name }) => name.includes(options.only ?? ''));
  const sum = { passed: 0, failed: 0 };
  const add = ({ passed, failed }: Tally) => {
    sum.passed += passed;
    sum.failed += failed;
  };
  if (options.target !== 'control-plane') {
    const cluster = await startDevCluster({ historyLength: 2000 });
    try {
      add(
        await runCases(
          'devcluster',
          cluster.kubeconfigPath,
          chosen,
          options.print,
        ),
      );
    } finally {
      await cluster.stop();
    }
  }
  if (options.controlPlane && options.target !== 'devcluster') {
    add(
      await runCases(
        'control-plane',
        options.controlPlane,
        chosen,
        options.print,
      ),
    );
  }
  return sum;
}
