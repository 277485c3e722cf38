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
  const { print, controlPlane, target } = options;
  const cluster =
    target === 'control-plane'
      ? undefined
      : await startDevCluster({ historyLength: 2000 });
  const servers: (readonly [Target['name'], string])[] = [];
  if (cluster) servers.push(['devcluster', cluster.kubeconfigPath]);
  if (controlPlane && target !== 'devcluster') {
    servers.push(['control-plane', controlPlane]);
  }
  try {
    // Cases and controllers wait more than they work: both servers at once.
    await Promise.all(
      servers.map(async ([name, kubeconfigPath]) => {
        add(await runCases(name, kubeconfigPath, chosen, print));
        const server = { name, kubeconfigPath, print };
        add(await runStatements(server, statements.filter(isChosen)));
      }),
    );
  } finally {
    await cluster?.stop();
  }
  return sum;
}
