import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { readClusters } from './readClusters';

const section = (cluster: Record<string, string | boolean>) => ({
  kubernetes: {
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: [
          {
            name: 'prod',
            url: 'https://10.0.0.1:6443/',
            authProvider: 'serviceAccount',
            serviceAccountToken: 'token',
            ...cluster,
          },
        ],
      },
    ],
  },
});

describe('readClusters', () => {
  it('reads a cluster of the kubernetes section with its token and CA', () => {
    const [cluster] = readClusters(
      new ConfigReader(section({ caData: 'Q0E=' })),
    );
    expect(cluster.name).toBe('prod');
    expect(cluster.controllers).toBe('observe');
    expect(cluster.kubeConfig.getCurrentCluster()).toMatchObject({
      server: 'https://10.0.0.1:6443',
      caData: 'Q0E=',
      skipTLSVerify: false,
    });
    expect(cluster.kubeConfig.getCurrentUser()?.token).toBe('token');
  });

  it('runs controllers where gitops.clusters says so', () => {
    const clusters = readClusters(
      new ConfigReader({
        ...section({}),
        gitops: { clusters: [{ name: 'prod', controllers: 'run' }] },
      }),
    );
    expect(clusters.map(c => c.controllers)).toEqual(['run']);
  });

  it('refuses a mode that does not exist', () => {
    const config = new ConfigReader({
      ...section({}),
      gitops: { clusters: [{ name: 'prod', controllers: 'off' }] },
    });
    expect(() => readClusters(config)).toThrow(/"run" or "observe", not "off"/);
  });

  it('refuses an authProvider that needs a user', () => {
    const config = new ConfigReader(section({ authProvider: 'oidc' }));
    expect(() => readClusters(config)).toThrow(
      /cluster "prod": authProvider "oidc" cannot be used/,
    );
  });

  it('refuses two clusters of one name', () => {
    const twice = section({});
    const [method] = twice.kubernetes.clusterLocatorMethods;
    method.clusters.push(method.clusters[0]);
    expect(() => readClusters(new ConfigReader(twice))).toThrow(
      'cluster "prod" is configured twice',
    );
  });

  it('skips locators that need a cloud or the catalog', () => {
    const config = new ConfigReader({
      kubernetes: { clusterLocatorMethods: [{ type: 'catalog' }] },
    });
    expect(readClusters(config)).toEqual([]);
  });

  describe('with gitops.kubeconfig', () => {
    const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
    const path = join(folder, 'config');
    beforeAll(() =>
      writeFileSync(
        path,
        JSON.stringify({
          clusters: [{ name: 'c', cluster: { server: 'https://c:1' } }],
          users: [{ name: 'u', user: { token: 't' } }],
          contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
          'current-context': 'here',
        }),
      ),
    );
    afterAll(() => rmSync(folder, { recursive: true }));

    it('adds its context under the given name', () => {
      const clusters = readClusters(
        new ConfigReader({ gitops: { kubeconfig: { path, name: 'laptop' } } }),
      );
      expect(clusters.map(c => c.name)).toEqual(['laptop']);
    });

    it('refuses a context that is not in the file', () => {
      const config = new ConfigReader({
        gitops: { kubeconfig: { path, context: 'elsewhere' } },
      });
      expect(() => readClusters(config)).toThrow(
        'context "elsewhere" names no cluster',
      );
    });
  });
});
