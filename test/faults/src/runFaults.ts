import { startDevCluster } from '@backstage-gitops/devcluster';
import { Trial } from './Trial';
import type { TrialServer } from './Trial';

/** What scripts/faults.mjs asks for. */
export interface FaultOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly cli: string;
  /** A real server; the embedded one without it. */
  readonly server?: TrialServer;
  readonly print: (line: string) => void;
}

/** Runs the rounds of one seed and returns how many were right. */
export async function runFaults(
  options: FaultOptions,
): Promise<{ passed: number; failed: number }> {
  const cluster = options.server
    ? undefined
    : await startDevCluster({ historyLength: 200 });
  const server: TrialServer = options.server ?? {
    name: 'devcluster',
    kubeconfig: () => cluster?.kubeconfigPath ?? '',
  };
  try {
    return await runTrial({ ...options, server });
  } finally {
    await cluster?.stop();
  }
}

async function runTrial(
  options: FaultOptions & { readonly server: TrialServer },
): Promise<{ passed: number; failed: number }> {
  const { rounds, seed, print, server } = options;
  const trial = new Trial(options);
  let passed = 0;
  try {
    await trial.start();
    for (let round = 1; round <= rounds; round++) {
      const text = await trial.round();
      passed += 1;
      print(`ok    ${server.name} seed ${seed} round ${round}: ${text}`);
    }
    await trial.finish();
    print(`ok    ${server.name} seed ${seed}: all is deleted`);
    return { passed: passed + 1, failed: 0 };
  } catch (error) {
    print(`FAIL  ${server.name} seed ${seed} round ${passed + 1}`);
    print(error instanceof Error ? error.stack ?? '' : String(error));
    print(`controllers, at last:\n${trial.output.slice(-4000)}`);
    return { passed, failed: 1 };
  } finally {
    await trial.stop();
  }
}
