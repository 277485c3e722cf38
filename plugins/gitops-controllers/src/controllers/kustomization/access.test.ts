import type { KubeObject } from '@backstage-gitops/kube';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { startKustomizations } from '../../../testing/startKustomizations';
import type { KustomizationBench } from '../../../testing/startKustomizations';
import { configMap, eventsOf, readyIs } from './testing/benchTexts';

// Waits are for a server that may share its machine with a whole test run.
describe('Kustomization controller', () => {
  let bench: KustomizationBench;
  let ns: string;

  beforeAll(async () => {
    bench = await startKustomizations();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    ns = await bench.namespace();
  });

  const events = (name = 'app') => eventsOf(bench, ns, name);
  /** The Kustomization that failed with this kubeconfig in a Secret. */
  const refusedWith = async (value: string) => {
    await bench.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: ns, name: 'remote' },
      stringData: { value },
    } as KubeObject);
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {
      kubeConfig: { secretRef: { name: 'remote' } },
    });
    return bench.until(ns, 'app', readyIs('False'));
  };

  it('KS-48 applies as the service account of the spec and nobody else', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', { serviceAccountName: 'tenant' });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status?.conditions?.[1].message).toContain(
      `ConfigMap/${ns}/a dry-run failed (Forbidden): configmaps "a" is forbidden: User "system:serviceaccount:${ns}:tenant" cannot patch resource "configmaps"`,
    );
  });

  it('KS-49 reports a kubeconfig that is missing', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {
      kubeConfig: { secretRef: { name: 'absent' } },
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    const message = `unable to read KubeConfig secret '${ns}/absent' error: secrets "absent" not found`;
    expect(status?.conditions).toMatchObject([
      { message: expect.stringMatching(/^Building manifests for revision /) },
      { reason: 'ReconciliationFailed', message },
    ]);
    expect(await events()).toEqual([
      `Warning ReconciliationFailed failed to build kube client: ${message}`,
    ]);
  });

  it('KS-49 DB-22 refuses a kubeconfig that names a file of the controllers', async () => {
    const received: unknown[] = [];
    const server = createServer((request, response) => {
      received.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const value = JSON.stringify({
      clusters: [
        { name: 'c', cluster: { server: `http://127.0.0.1:${port}` } },
      ],
      users: [{ name: 'u', user: { 'token-file': __filename } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    });
    const { status } = await refusedWith(value);
    await new Promise(resolve => server.close(resolve));
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        reason: 'ReconciliationFailed',
        message: expect.stringMatching(
          /^kubeConfig secret '.*\/remote': user "u" has "token-file"; a kubeconfig from a Secret may only hold inline data/,
        ),
      }),
    );
    expect(received).toEqual([]);
  });

  it.each(['server', 'proxy-url'])(
    'KS-49 reaches no link-local address that a kubeconfig names as %s',
    async field => {
      const cluster = {
        server: 'https://10.0.0.1',
        [field]: 'https://2852039166/', // 169.254.169.254
      };
      const value = JSON.stringify({
        clusters: [{ name: 'c', cluster }],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
        'current-context': 'x',
      });
      const { status } = await refusedWith(value);
      expect(status?.conditions).toContainEqual(
        expect.objectContaining({
          type: 'Ready',
          message: expect.stringContaining(
            'the network policy denies connections to 169.254.169.254 by its rule 169.254.0.0/16',
          ),
        }),
      );
    },
  );
});
