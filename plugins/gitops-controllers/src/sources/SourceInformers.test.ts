import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { KubeClient, SharedInformers } from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import {
  customResourceDefinition,
  KINDS,
  kustomizationKind,
} from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { sourceKindsOf } from './artifactKinds';
import { SourceInformers } from './SourceInformers';

const API = 'source.toolkit.fluxcd.io/v1';
const artifact = (revision: string) => ({
  ...{ revision, digest: `sha256:${revision}`, path: 'p', size: 1 },
  url: 'http://artifacts.example.com/p',
  lastUpdateTime: '2026-01-01T00:00:00Z',
});

async function eventually<T>(read: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (value || Date.now() > end) return value;
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}

describe('SourceInformers', () => {
  let cluster: DevCluster;
  let client: KubeClient;
  let informers: SharedInformers;
  const missing: string[] = [];
  const returned: string[] = [];
  const logger = {
    debug() {},
    error() {},
    warn() {},
    info: (message: string, { kind }: { kind?: string } = {}) => {
      const list = message.startsWith('waiting for') ? missing : returned;
      list.push(String(kind));
    },
  };
  const install = (kind: string) => {
    const definition = KINDS.find(item => item.kind === kind);
    return client.apply(
      customResourceDefinition(definition!) as unknown as UnstructuredObject,
      { fieldManager: 'test' },
    );
  };
  const create = (kind: string) =>
    client.create({
      ...{ apiVersion: API, kind, metadata: { name: 'a', namespace: 'x' } },
      spec: { interval: '1h', url: 'oci://registry.example.com/a' },
    } as UnstructuredObject);
  const publish = (kind: string, revision: string) =>
    client.patch(
      { apiVersion: API, kind },
      { namespace: 'x', name: 'a' },
      { status: { artifact: artifact(revision) } },
      { subresource: 'status' },
    );

  beforeAll(async () => {
    cluster = await startDevCluster();
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    client = KubeClient.fromKubeConfig(config);
    informers = new SharedInformers({ client, logger });
    await client.create({
      ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } },
    });
    await install('OCIRepository');
    await eventually(() => create('OCIRepository').catch(() => undefined));
    await publish('OCIRepository', 'old');
  });
  afterAll(async () => {
    await informers.close();
    await client.close();
    await cluster.stop();
  });

  it('follows each kind, and one whose CRD comes later from then on', async () => {
    const kinds = sourceKindsOf(kustomizationKind);
    const sources = new SourceInformers({ informers, kinds });
    const key = { kind: 'OCIRepository', namespace: 'x', name: 'a' };
    const revisions: string[] = [];
    const remove = sources.onRevision(({ kind }, revision) =>
      revisions.push(`${kind} ${revision}`),
    );
    await eventually(() => sources.get(key));
    expect(sources.get(key)?.status?.artifact?.revision).toBe('old');
    expect(sources.get(key, 'other.example.com/v1')).toBeUndefined();
    expect(sources.get({ ...key, kind: 'Bucket' })).toBeUndefined();
    await publish('OCIRepository', 'new');
    await eventually(() => revisions.length === 1);
    await install('ExternalArtifact');
    await eventually(() => create('ExternalArtifact').catch(() => undefined));
    const external = { ...key, kind: 'ExternalArtifact' };
    await eventually(() => sources.get(external));
    await publish('ExternalArtifact', 'made');
    await eventually(() => revisions.length === 2);
    expect(revisions).toEqual(['OCIRepository new', 'ExternalArtifact made']);
    expect(missing.sort()).toEqual([
      'Bucket',
      'ExternalArtifact',
      'GitRepository',
    ]);
    expect(returned).toEqual(['ExternalArtifact']);
    remove();
    sources.release();
  });
});
