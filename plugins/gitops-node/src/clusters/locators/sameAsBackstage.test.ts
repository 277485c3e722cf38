import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { kubernetesClusterSupplierExtensionPoint } from '@backstage/plugin-kubernetes-node';
import type {
  ClusterDetails,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import type { JsonObject } from '@backstage/types';
import type { ClusterTarget } from './LocatedCluster';
import { readFixedClusters, readLocators } from './readLocators';

const ENTITIES = [
  ['public', 'https://1.2.3.4:6443', { 'kubernetes.io/auth-provider': 'aws' }],
  [
    'insecure',
    'https://1.2.3.4',
    {
      'kubernetes.io/auth-provider': 'azure',
      'kubernetes.io/skip-tls-verify': 'true',
    },
  ],
  [
    'allowed',
    'http://k8s.example.org',
    { 'kubernetes.io/auth-provider': 'azure' },
  ],
  ['private', 'https://10.0.0.1', { 'kubernetes.io/auth-provider': 'aws' }],
  ['plain', 'http://1.2.3.4', { 'kubernetes.io/auth-provider': 'aws' }],
  [
    'account',
    'https://1.2.3.4',
    { 'kubernetes.io/auth-provider': 'serviceAccount' },
  ],
  ['incomplete', 'https://1.2.3.4', {}],
] as const;

const DATA: JsonObject = {
  kubernetes: {
    serviceLocatorMethod: { type: 'multiTenant' },
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [
          {
            name: 'token',
            title: 'With a token',
            url: 'https://token.example.org',
            authProvider: 'serviceAccount',
            serviceAccountToken: 'abc',
            caData: 'Q0E=',
            skipMetricsLookup: true,
            dashboardUrl: 'https://dashboard.example.org',
            dashboardApp: 'rancher',
          },
          {
            name: 'aws',
            url: 'https://aws.example.org/path',
            authProvider: 'aws',
            assumeRole: 'arn:aws:iam::1:role/r',
            externalId: 'ext',
            authMetadata: { 'kubernetes.io/x-k8s-aws-id': 'eks' },
            skipTLSVerify: true,
            caFile: '/etc/ca.crt',
          },
          {
            name: 'oidc',
            url: 'https://oidc.example.org',
            authMetadata: {
              'kubernetes.io/auth-provider': 'oidc',
              'kubernetes.io/oidc-token-provider': 'okta',
            },
          },
        ],
      },
      { type: 'catalog', dangerouslyAllowClusterUrls: ['*.example.org'] },
    ],
  },
};

function toEntity([name, url, annotations]: (typeof ENTITIES)[number]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      annotations: {
        'kubernetes.io/api-server': url,
        'kubernetes.io/api-server-certificate-authority': 'Q0E=',
        ...annotations,
      },
    },
    spec: { type: 'kubernetes-cluster', owner: 'ops' },
  };
}

const entities = ENTITIES.map(toEntity);
const auth = mockServices.auth({ pluginId: 'kubernetes' });

/** What Backstage's Kubernetes plugin makes of the section. */
async function readAsBackstage(): Promise<ClusterDetails[]> {
  let supplier: KubernetesClustersSupplier | undefined;
  const backend = await startTestBackend({
    features: [
      kubernetesPlugin,
      createBackendModule({
        pluginId: 'kubernetes',
        moduleId: 'observer',
        register(env) {
          env.registerInit({
            deps: { clusters: kubernetesClusterSupplierExtensionPoint },
            init: async ({ clusters }) =>
              clusters.addClusterSupplier(async ({ getDefault }) => {
                supplier = await getDefault();
                return supplier;
              }),
          });
        },
      }),
      mockServices.rootConfig.factory({ data: DATA }),
      catalogServiceMock.factory({ entities }),
    ],
  });
  const credentials = await auth.getOwnServiceCredentials();
  const clusters = await supplier?.getClusters({ credentials });
  await backend.stop();
  return clusters ?? [];
}

async function readHere(): Promise<ClusterTarget[]> {
  const config = mockServices.rootConfig({ data: DATA });
  const catalog = catalogServiceMock({ entities });
  const locators = readLocators(config, { auth, catalog });
  const located = await Promise.all(locators.map(each => each.locate()));
  return [...readFixedClusters(config), ...located.flat()].map(
    ({ target }) => target,
  );
}

/** What concerns the connection; the rest is for Backstage's own pages. */
function pick({
  name,
  url,
  authMetadata,
  caData,
  caFile,
  skipTLSVerify,
}: ClusterDetails) {
  return { name, url, authMetadata, caData, caFile, skipTLSVerify };
}

describe('the locators', () => {
  it('give the clusters that the Kubernetes plugin gives, connected alike', async () => {
    const theirs = await readAsBackstage();
    const ours = await readHere();
    expect(theirs.map(({ name }) => name)).toEqual([
      'token',
      'aws',
      'oidc',
      'public',
      'insecure',
      'allowed',
    ]);
    expect(
      ours.flatMap(target =>
        target.type === 'details' ? [pick(target.details)] : [],
      ),
    ).toEqual(theirs.map(pick));
  });

  it('report those that the Kubernetes plugin leaves out', async () => {
    expect(
      (await readHere()).flatMap(target =>
        target.type === 'none' ? [target.problem.code] : [],
      ),
    ).toEqual(['refused-url', 'refused-url', 'unknown-auth-provider']);
  });
});
