import type { KubeObject } from '@backstage-gitops/kube';
import { createServer } from 'net';
import type { AddressInfo, Server, Socket } from 'net';
import { startKustomizations } from '../../../testing/startKustomizations';
import type { KustomizationBench } from '../../../testing/startKustomizations';
import type { Kustomization } from './types';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const SERVICE_ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount' };
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const WAIT = {
  wait: true,
  timeout: '10m',
  healthCheckExprs: [
    { ...SERVICE_ACCOUNT, current: "'ready' in metadata.labels" },
  ],
};

const configMap = (name: string, value = 'x') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${value}\n`;

/** Healthy once somebody has put the label `ready` on it. */
const ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
`;

const condition = (object: Kustomization, type: string) =>
  object.status?.conditions?.find(found => found.type === type);
const isReady = (object: Kustomization) =>
  condition(object, 'Ready')?.status === 'True';
const isWaiting = (object: Kustomization) =>
  condition(object, 'Healthy')?.status === 'Unknown' &&
  Boolean(object.status?.inventory?.entries?.length);

/** A Kustomization that waits, and what ends the wait. */
describe('a health check that waits', () => {
  let bench: KustomizationBench;
  let ns: string;

  beforeAll(async () => {
    // One at a time: what waits must not keep the others of these tests waiting.
    bench = await startKustomizations({ concurrent: 1 });
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    ns = await bench.namespace();
    await bench.publish(ns, {
      'a.yaml': configMap('a'),
      'd.yaml': ACCOUNT,
    });
    await bench.create(ns, 'app', WAIT);
    await bench.until(ns, 'app', isWaiting);
  });

  const key = (name: string) => ({ namespace: ns, name });
  const cancels = async () =>
    (await bench.events(ns, 'app'))
      .filter(text => text.includes('HealthCheckCanceled'))
      .map(text => text.replaceAll(ns, 'ns'));
  const canceledBy = (trigger: string) =>
    `Normal HealthCheckCanceled Health checks canceled due to new reconciliation triggered by ${trigger}`;
  const eventually = async <T>(read: () => Promise<T | undefined | false>) => {
    for (;;) {
      const found = await read();
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };

  it('leaves the slot to others', async () => {
    await bench.create(ns, 'other', { path: '', targetNamespace: 'default' });
    await bench.until(ns, 'other', isReady);
    expect(await cancels()).toEqual([]);
  });

  it('KS-44 DB-21 is ended by a new revision', async () => {
    const revision = await bench.publish(ns, { 'a.yaml': configMap('a', 'y') });
    const { status } = await bench.until(ns, 'app', isReady);
    expect(status?.lastAppliedRevision).toBe(revision);
    expect(await cancels()).toEqual([canceledBy('GitRepository/ns/src')]);
  });

  it('is ended by a new spec', async () => {
    await bench.client.patch(KUSTOMIZATION, key('app'), {
      spec: { wait: false },
    });
    await bench.until(ns, 'app', isReady);
    expect(await cancels()).toEqual([canceledBy('Kustomization/ns/app')]);
  });

  it('is ended by the deletion of the Kustomization', async () => {
    await bench.client.delete(KUSTOMIZATION, key('app'));
    await eventually(
      async () => !(await bench.client.find(KUSTOMIZATION, key('app'))),
    );
    expect(await bench.client.find(CONFIG_MAP, key('a'))).toBeUndefined();
  });

  it('is ended by the deletion of an object, which comes back', async () => {
    const before = await bench.client.get(SERVICE_ACCOUNT, key('web'));
    await bench.client.delete(SERVICE_ACCOUNT, key('web'));
    const after = await eventually(() =>
      bench.client.find(SERVICE_ACCOUNT, key('web')),
    );
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    await bench.until(ns, 'app', isWaiting);
    expect(await cancels()).toEqual([canceledBy('ServiceAccount/ns/web')]);
  });

  it('is ended by a change of what was applied, which is reverted', async () => {
    const patch = { data: { key: 'drift' } };
    const options = { fieldManager: 'kubectl-edit' };
    await bench.client.patch(CONFIG_MAP, key('a'), patch, options);
    await eventually(async () => {
      const found = await bench.client.get<KubeObject & { data: object }>(
        CONFIG_MAP,
        key('a'),
      );
      return (found.data as { key?: string }).key === 'x';
    });
    expect(await cancels()).toEqual([canceledBy('ConfigMap/ns/a')]);
  });

  it('is not ended by what others add', async () => {
    const options = { fieldManager: 'somebody' };
    const metadata = { annotations: { 'example.com/seen': '1' } };
    await bench.client.patch(
      SERVICE_ACCOUNT,
      key('web'),
      { metadata },
      options,
    );
    await new Promise(resolve => setTimeout(resolve, 1_500));
    const ready = { metadata: { labels: { ready: '' } } };
    await bench.client.patch(SERVICE_ACCOUNT, key('web'), ready, options);
    await bench.until(ns, 'app', isReady);
    expect(await cancels()).toEqual([]);
  });

  it('is not ended for ever by an object that somebody keeps deleting', async () => {
    const deleteAndWait = async () => {
      await bench.client.delete(CONFIG_MAP, key('a'));
      await eventually(() => bench.client.find(CONFIG_MAP, key('a')));
      await bench.until(ns, 'app', isWaiting);
    };
    await deleteAndWait();
    await deleteAndWait();
    await deleteAndWait();
    await bench.client.delete(CONFIG_MAP, key('a'));
    await new Promise(resolve => setTimeout(resolve, 1_500));
    expect(await bench.client.find(CONFIG_MAP, key('a'))).toBeUndefined();
    expect(isWaiting(await bench.get(ns, 'app'))).toBe(true);
  });
});

describe('a health check that waits as in Flux', () => {
  it('KS-44 is not ended by a new revision without the gate', async () => {
    const bench = await startKustomizations({
      featureGates: { CancelHealthCheckOnNewRevision: false } as never,
    });
    const ns = await bench.namespace();
    await bench.publish(ns, { 'd.yaml': ACCOUNT });
    await bench.create(ns, 'app', WAIT);
    await bench.until(ns, 'app', isWaiting);
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect(isWaiting(await bench.get(ns, 'app'))).toBe(true);
    await bench.stop();
  });
});

describe('a remote cluster that never answers', () => {
  let server: Server;
  const sockets = new Set<Socket>();
  let bench: KustomizationBench;

  beforeAll(async () => {
    server = createServer(socket => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    bench = await startKustomizations({ concurrent: 1 });
  });
  afterAll(async () => {
    await bench.stop();
    sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => server.close(resolve));
  });

  function kubeconfig(): string {
    const { port } = server.address() as AddressInfo;
    return JSON.stringify({
      clusters: [
        {
          name: 'c',
          cluster: {
            server: `https://127.0.0.1:${port}`,
            'certificate-authority-data': Buffer.from('x').toString('base64'),
          },
        },
      ],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    });
  }

  it('delays nobody but those who apply to it', async () => {
    const ns = await bench.namespace();
    const other = await bench.namespace();
    await bench.client.create({
      ...{ apiVersion: 'v1', kind: 'Secret' },
      metadata: { name: 'remote', namespace: ns },
      data: { value: Buffer.from(kubeconfig()).toString('base64') },
    } as KubeObject);
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.publish(other, { 'a.yaml': configMap('a') });
    for (let i = 0; i < 6; i++) {
      await bench.create(ns, `hangs${i}`, {
        kubeConfig: { secretRef: { name: 'remote' } },
      });
    }
    await bench.until(ns, 'hangs0', object =>
      condition(object, 'Reconciling')?.message?.startsWith('Detecting drift'),
    );
    await bench.create(ns, 'good', {});
    await bench.create(other, 'good', {});
    await bench.until(ns, 'good', isReady);
    await bench.until(other, 'good', isReady);
    expect(isReady(await bench.get(ns, 'hangs0'))).toBe(false);
  });
});
