import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { KubernetesClustersSupplier } from '@backstage/plugin-kubernetes-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { DevCluster, startDevCluster } from '@backstage-gitops/devcluster';
import type { JsonObject } from '@backstage/types';
import { KubeConfig } from '@kubernetes/client-node';
import {
  createGitOpsClustersFactory,
  gitopsClustersServiceRef,
} from './gitopsClustersServiceRef';
import type { GitOpsCluster, GitOpsClusters } from './types';

/** A plugin that only asks for the clusters. */
function pluginThatAsks(
  pluginId: string,
  take: (clusters: GitOpsClusters) => void,
) {
  return createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: { clusters: gitopsClustersServiceRef },
        init: async ({ clusters }) => take(clusters),
      });
    },
  });
}

describe('gitopsClustersServiceRef', () => {
  let devCluster: DevCluster;
  let cluster: { url: string; caData: string; token: string };
  beforeAll(async () => {
    devCluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(devCluster.kubeconfig);
    cluster = {
      url: devCluster.url,
      caData: kubeConfig.getCurrentCluster()?.caData ?? '',
      token: kubeConfig.getCurrentUser()?.token ?? '',
    };
  });
  afterAll(() => devCluster.stop());

  const demo = () => ({
    name: 'demo',
    title: 'Demo',
    url: cluster.url,
    caData: cluster.caData,
    authProvider: 'serviceAccount',
    serviceAccountToken: cluster.token,
    skipMetricsLookup: true,
    dashboardUrl: 'https://dashboard.example.org',
    customResources: [{ group: 'g', apiVersion: 'v1', plural: 'things' }],
  });
  const entity = (annotations: Record<string, string>): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'edge',
      annotations: {
        'kubernetes.io/api-server': cluster.url,
        'kubernetes.io/api-server-certificate-authority': cluster.caData,
        ...annotations,
      },
    },
    spec: { type: 'kubernetes-cluster', owner: 'ops' },
  });

  async function start(
    data: JsonObject,
    options: {
      entities?: Entity[];
      factory?: ReturnType<typeof createGitOpsClustersFactory>;
    } = {},
  ) {
    const seen: GitOpsClusters[] = [];
    const backend = await startTestBackend({
      features: [
        pluginThatAsks('portal', clusters => seen.push(clusters)),
        pluginThatAsks('controllers', clusters => seen.push(clusters)),
        mockServices.rootConfig.factory({ data }),
        catalogServiceMock.factory({ entities: options.entities ?? [] }),
        ...(options.factory ? [options.factory] : []),
      ],
    });
    return { backend, seen, clusters: seen[0] };
  }
  const located = (...clusters: JsonObject[]) => ({
    kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
  });
  const connectionOf = (found: GitOpsCluster | undefined) => {
    if (!found?.connection) throw new Error(found?.problem?.message);
    return found.connection;
  };

  it('gives both plugins of a process the same client and informers', async () => {
    const { backend, seen } = await start(located(demo()));
    expect(seen[0]).toBe(seen[1]);
    const found = seen[0].get('demo');
    expect(found).toMatchObject({
      name: 'demo',
      title: 'Demo',
      source: 'config',
      controllers: 'observe',
    });
    const { client, informers, signal } = connectionOf(found);
    const version = await client.request<{ gitVersion: string }>({
      method: 'GET',
      path: '/version',
    });
    expect(version.gitVersion).toMatch(/^v1\./);
    const { informer } = informers.acquire({
      apiVersion: 'v1',
      kind: 'Namespace',
    });
    await informer.waitForSync();
    expect(informer.store.keys()).toContain('default');
    await backend.stop();
    expect(signal.aborted).toBe(true);
    expect(informers.size).toBe(0);
    await expect(
      client.request({ method: 'GET', path: '/version' }),
    ).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('starts with clusters that it can not serve, and says why', async () => {
    const { backend, clusters } = await start({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              { ...demo(), name: 'oidc', authProvider: 'oidc' },
              { ...demo(), name: 'google', authProvider: 'google' },
              { name: 'own', url: cluster.url, authProvider: 'serviceAccount' },
              { name: 'no-url', authProvider: 'serviceAccount' },
              { ...demo(), name: 'bad-url', url: 'nowhere' },
              { ...demo(), name: 'custom', authProvider: 'teleport' },
              { ...demo(), name: 'none', authProvider: undefined },
              demo(),
              demo(),
            ],
          },
          { type: 'carrier-pigeon' },
          { type: 'gke' },
          { type: 'config', clusters: 'none' },
        ],
      },
      gitops: {
        clusters: [
          { name: 'demo', controllers: 'run' },
          { name: 'oidc', controllers: 'run' },
          { name: 'own', controllers: 'sometimes' },
          { controllers: 'run' },
        ],
        kubeconfig: { path: '/nowhere', name: 'laptop' },
      },
    });
    await Promise.resolve();
    const codes = () =>
      Object.fromEntries(
        clusters.list().map(({ name, problem }) => [name, problem?.code]),
      );
    expect(codes()).toMatchObject({
      oidc: 'needs-user',
      google: 'needs-user',
      own: 'missing-credentials',
      'no-url': 'invalid-entry',
      'bad-url': 'invalid-entry',
      custom: 'unknown-auth-provider',
      none: 'invalid-entry',
      demo: undefined,
      'demo#2': 'duplicate-name',
      'clusterLocatorMethods[1]': 'invalid-entry',
      'clusterLocatorMethods[2]': 'locator-failed',
      'clusterLocatorMethods[3]': 'invalid-entry',
      laptop: 'invalid-entry',
    });
    expect(clusters.get('demo')?.controllers).toBe('run');
    expect(
      clusters
        .list()
        .filter(({ connection }) => connection)
        .map(({ name }) => name),
    ).toEqual(['demo']);
    await backend.stop();
  });

  const kubeconfigMap = 'a map of path, context, name and controllers';
  const modeMap = 'a map of name and controllers';
  const locatorMap = "a map with the locator's type";
  it.each<[JsonObject, string, string]>([
    [{ gitops: 'x' }, 'gitops', 'gitops must be a map, not a text'],
    [
      { gitops: { clusters: { demo: 'run' } } },
      'gitops.clusters',
      `gitops.clusters must be a list, each entry ${modeMap}, not a map`,
    ],
    [
      { gitops: { clusters: [{ name: 'demo' }, 'demo'] } },
      'gitops.clusters[1]',
      `gitops.clusters[1] must be ${modeMap}, not a text`,
    ],
    [
      { gitops: { kubeconfig: '~/.kube/config' } },
      'gitops.kubeconfig',
      `gitops.kubeconfig must be ${kubeconfigMap}, not a text`,
    ],
    [
      { gitops: { kubeconfig: [{ path: 'x' }] } },
      'gitops.kubeconfig',
      `gitops.kubeconfig must be ${kubeconfigMap}, not a list`,
    ],
    [
      { gitops: { kubeconfig: { name: { a: 1 } } } },
      'gitops.kubeconfig',
      "'gitops.kubeconfig.name' in 'mock-config', got object, wanted string",
    ],
    [
      { kubernetes: 7 },
      'kubernetes',
      'kubernetes must be a map, not the number 7',
    ],
    [
      { kubernetes: { clusterLocatorMethods: { type: 'config' } } },
      'kubernetes.clusterLocatorMethods',
      `kubernetes.clusterLocatorMethods must be a list, each entry ${locatorMap}, not a map`,
    ],
    [
      { kubernetes: { clusterLocatorMethods: ['config'] } },
      'kubernetes.clusterLocatorMethods[0]',
      `must be ${locatorMap}, not a text`,
    ],
  ])(
    'starts with a section of the wrong shape: %j',
    async (data, key, text) => {
      const kubeconfig = { path: '/nowhere', name: 'laptop' };
      const sound = { gitops: { kubeconfig }, ...located(demo()) };
      const { backend, clusters } = await start({ ...sound, ...data });
      expect(clusters.get(key)?.problem).toEqual({
        code: 'invalid-entry',
        message: expect.stringContaining(text),
      });
      if (!('kubernetes' in data)) connectionOf(clusters.get('demo'));
      await backend.stop();
    },
  );

  it('starts with sections that are left empty', async () => {
    const { backend, clusters } = await start({
      gitops: { clusters: null, kubeconfig: null },
      kubernetes: null,
    } as never);
    expect(clusters.list()).toEqual([]);
    await backend.stop();
  });

  it('takes the clusters of the catalog', async () => {
    const strategy = {
      getCredential: async () => ({
        type: 'bearer token' as const,
        token: cluster.token,
      }),
      validateCluster: () => [],
      presentAuthMetadata: () => ({}),
    };
    const { backend, clusters } = await start(
      {
        kubernetes: {
          clusterLocatorMethods: [
            { type: 'catalog', dangerouslyAllowClusterUrls: ['127.0.0.1'] },
          ],
        },
      },
      {
        entities: [entity({ 'kubernetes.io/auth-provider': 'vault' })],
        factory: createGitOpsClustersFactory({
          authStrategies: { vault: strategy },
        }),
      },
    );
    const edge = await new Promise<GitOpsCluster | undefined>(resolve => {
      const found = clusters.get('edge');
      if (found) resolve(found);
      else clusters.onChange(() => resolve(clusters.get('edge')));
    });
    expect(edge).toMatchObject({ source: 'catalog', controllers: 'observe' });
    const list = await connectionOf(edge).client.list({
      apiVersion: 'v1',
      kind: 'Namespace',
    });
    expect(list.items.length).toBeGreaterThan(0);
    await backend.stop();
  });

  it('takes the clusters of a supplier, as the plugin that asks first', async () => {
    const supplier: KubernetesClustersSupplier = {
      getClusters: async ({ credentials }) => [
        {
          name: JSON.stringify(credentials.principal),
          url: cluster.url,
          authMetadata: { 'kubernetes.io/auth-provider': 'localKubectlProxy' },
        },
      ],
    };
    const factory = createGitOpsClustersFactory({ suppliers: [supplier] });
    const { backend, clusters } = await start({}, { factory });
    await new Promise<void>(resolve => {
      if (clusters.list().length > 0) resolve();
      else clusters.onChange(() => resolve());
    });
    expect(clusters.list().map(({ name, source }) => [name, source])).toEqual([
      [expect.stringContaining('plugin:portal'), 'supplier'],
    ]);
    await backend.stop();
  });
});
