import { startDevCluster } from '@backstage-gitops/devcluster';
import { KubeClient, type ObjectKey } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import type { ActionContext, LogLine } from '../../actions/types';
import type { Release } from '../../release/release';
import { MemoryStorage } from './memoryStorage';

/** A namespace of a test, and what its action said. */
export interface TestNamespace {
  readonly name: string;
  readonly storage: MemoryStorage;
  readonly context: ActionContext;
  readonly logs: LogLine[];
  /** What hooks printed, as `container: text`. */
  readonly output: string[];
  readonly abort: () => void;
}

/** An embedded cluster for the tests of a file. */
export interface TestCluster {
  readonly client: KubeClient;
  readonly createNamespace: (
    name: string,
    ...releases: Release[]
  ) => Promise<TestNamespace>;
  /** Acts as a service account of a namespace that may only do what a rule says. */
  readonly as: (
    namespace: string,
    rules: readonly object[],
  ) => Promise<KubeClient>;
  readonly exists: (
    kind: 'ConfigMap' | 'Job' | 'Pod',
    key: ObjectKey,
  ) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

const TYPES = {
  ConfigMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  Job: { apiVersion: 'batch/v1', kind: 'Job' },
  Pod: { apiVersion: 'v1', kind: 'Pod' },
};

/** Starts a cluster whose pods end by themselves. */
export async function startTestCluster(): Promise<TestCluster> {
  const cluster = await startDevCluster();
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  const client = KubeClient.fromKubeConfig(config);
  return {
    client,
    createNamespace: async (name, ...releases) => {
      const metadata = { name };
      await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
      return toNamespace(client, name, releases);
    },
    as: (namespace, rules) => grant(client, namespace, rules),
    exists: async (kind, key) =>
      (await client.find(TYPES[kind], key)) !== undefined,
    stop: async () => {
      await client.close();
      await cluster.stop();
    },
  };
}

function toNamespace(
  client: KubeClient,
  name: string,
  releases: Release[],
): TestNamespace {
  const storage = new MemoryStorage(
    ...releases.map(release => ({ ...release, namespace: name })),
  );
  const logs: LogLine[] = [];
  const output: string[] = [];
  const controller = new AbortController();
  const context: ActionContext = {
    client,
    storage,
    fieldManager: 'helm',
    signal: controller.signal,
    log: line => logs.push(line),
    hookOutput: ({ container }, chunk) =>
      output.push(`${container}: ${Buffer.from(chunk).toString()}`),
  };
  const abort = () => controller.abort();
  return { name, storage, context, logs, output, abort };
}

async function grant(
  client: KubeClient,
  namespace: string,
  rules: readonly object[],
): Promise<KubeClient> {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const name = 'limited';
  const metadata = { name, namespace };
  const role = { apiVersion, kind: 'Role', metadata, rules };
  const binding = {
    apiVersion,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  await client.create(role);
  await client.create(binding);
  return client.as({ user: `system:serviceaccount:${namespace}:${name}` });
}
