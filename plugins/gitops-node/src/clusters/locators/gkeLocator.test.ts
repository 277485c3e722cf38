import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { createGkeLocator, ListGkeClusters } from './gkeLocator';

async function locate(
  method: JsonObject,
  found: Awaited<ReturnType<ListGkeClusters>>,
) {
  const parents: string[] = [];
  const list: ListGkeClusters = async parent => {
    parents.push(parent);
    return found;
  };
  const config = new ConfigReader({ type: 'gke', ...method });
  const clusters = await createGkeLocator(config, list).locate();
  return { clusters, parents };
}

const CLUSTER = {
  name: 'prod',
  endpoint: '34.1.2.3',
  resourceLabels: { env: 'prod' },
  masterAuth: { clusterCaCertificate: 'Q0E=' },
  controlPlaneEndpointsConfig: {
    dnsEndpointConfig: { endpoint: 'gke-1.europe-west1.gke.goog' },
  },
};

describe('createGkeLocator', () => {
  it('lists the clusters of all regions, with their authority', async () => {
    const { clusters, parents } = await locate(
      { projectId: 'demo', authProvider: 'googleServiceAccount' },
      [CLUSTER],
    );
    expect(parents).toEqual(['projects/demo/locations/-']);
    expect(clusters).toEqual([
      {
        name: 'prod',
        source: 'gke',
        target: {
          type: 'details',
          details: {
            name: 'prod',
            url: 'https://34.1.2.3',
            authMetadata: {
              'kubernetes.io/auth-provider': 'googleServiceAccount',
            },
            caData: 'Q0E=',
            skipTLSVerify: false,
          },
        },
      },
    ]);
  });

  it('uses the DNS endpoint, whose certificate is public', async () => {
    const { clusters, parents } = await locate(
      { projectId: 'demo', region: 'europe-west1', endpointType: 'dns' },
      [CLUSTER],
    );
    expect(parents).toEqual(['projects/demo/locations/europe-west1']);
    expect(clusters[0].target).toMatchObject({
      details: {
        url: 'https://gke-1.europe-west1.gke.goog',
        caData: undefined,
        authMetadata: { 'kubernetes.io/auth-provider': 'google' },
      },
    });
  });

  it('takes only clusters with the labels', async () => {
    const labels = (value: string) => ({
      projectId: 'demo',
      matchingResourceLabels: [{ key: 'env', value }],
    });
    expect((await locate(labels('prod'), [CLUSTER])).clusters).toHaveLength(1);
    expect((await locate(labels('test'), [CLUSTER])).clusters).toHaveLength(0);
  });

  it('keeps a cluster that is being created as a problem', async () => {
    const { clusters } = await locate({ projectId: 'demo' }, [{ name: 'new' }]);
    expect(clusters[0]).toMatchObject({
      name: 'new',
      target: { problem: { code: 'invalid-entry' } },
    });
  });

  it('refuses a section without a project', () => {
    expect(() => createGkeLocator(new ConfigReader({ type: 'gke' }))).toThrow(
      /projectId/,
    );
  });
});
