import { KubeClient } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { GitOps } from '../GitOps';
import type { Tally } from '../runCases';
import { targetOf } from '../runCases';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import { Api } from '../Api';
import type { Target } from '../Target';
import { Bench } from './Bench';
import type { Statement } from './Statement';

/** Cases at once: most of their time is waiting. */
const AT_ONCE = 8;
const CASE_TIMEOUT_MS = 120_000;
const FLAGS = [
  '--min-retry-delay=200ms',
  '--max-retry-delay=2s',
  '--concurrent=8',
  '--artifact-retention-ttl=1s',
];

/** What a run of the table needs. */
interface StatementRun {
  readonly name: Target['name'];
  readonly kubeconfigPath: string;
  readonly print: (line: string) => void;
}

/** A port that is free now. */
async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

/**
 * Runs cases of the controllers against one server: `gitops controllers` as a
 * process, a Git server, and a namespace and repository for each case.
 */
export async function runStatements(
  { name, kubeconfigPath, print }: StatementRun,
  statements: readonly Statement[],
): Promise<Tally> {
  if (statements.length === 0) return { passed: 0, failed: 0 };
  const api = await Api.connect(kubeconfigPath);
  const webhooks = `127.0.0.1:${await findPort()}`;
  const gitops = new GitOps(targetOf(name, kubeconfigPath, api, 'default'), [
    ...FLAGS,
    `--receiverAddr=${webhooks}`,
  ]);
  const webhooksUrl = `http://${webhooks}`;
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const client = KubeClient.fromKubeConfig(config, { qps: 1000, burst: 1000 });
  const run = Date.now().toString(36).slice(-5);
  const tally = { passed: 0, failed: 0 };
  try {
    await gitops.start();
    const { repositories, gitUrl, storage } = gitops;
    const queue = [...statements.entries()];
    const work = async () => {
      for (;;) {
        const next = queue.shift();
        if (!next) return;
        const [index, statement] = next;
        const reason = statement.skip?.[name];
        if (reason) {
          print(`skip  ${name}: ${statement.name}: ${reason}`);
          continue;
        }
        const namespace = `st-${run}-${index + 1}`;
        repositories.create(namespace);
        const bench = new Bench(
          { client, repositories, gitUrl, storage, webhooksUrl },
          namespace,
        );
        const text = await runOne(statement, bench);
        if (text === undefined) tally.passed += 1;
        else tally.failed += 1;
        print(
          text === undefined
            ? `ok    ${name}: ${statement.name}`
            : `FAIL  ${name}: ${statement.name}\n      ${text.replaceAll(
                '\n',
                '\n      ',
              )}`,
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await gitops.stop();
    await client.close();
  }
  return tally;
}

/** What went wrong; undefined after a success. */
async function runOne(
  statement: Statement,
  bench: Bench,
): Promise<string | undefined> {
  const { client, namespace } = bench;
  const type = { apiVersion: 'v1', kind: 'Namespace' };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`not done after ${CASE_TIMEOUT_MS / 1000} s`)),
      CASE_TIMEOUT_MS,
    );
  });
  try {
    await client.create({ ...type, metadata: { name: namespace } });
    await Promise.race([statement.run(bench), late]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
    // The controllers let their objects go as long as they run.
    await client.delete(type, { name: namespace }).catch(() => undefined);
  }
}
