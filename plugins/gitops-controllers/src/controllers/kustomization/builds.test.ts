import type { UnstructuredObject } from '@backstage-gitops/kube';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  KustomizationBench,
  startKustomizations,
} from '../../../testing/startKustomizations';
import type { Kustomization } from './types';

const encrypted = (name: string) =>
  readFileSync(join(__dirname, 'build/testdata/encrypted', name), 'utf8');
const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {key: "${value}"}\n`;
const variables = (namespace: string, color: string) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'vars', namespace },
    data: { color },
  } as UnstructuredObject);
const keys = (namespace: string, more: Record<string, string> = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace },
    stringData: { 'identity.agekey': encrypted('key.agekey'), ...more },
  } as unknown as UnstructuredObject);
const isReady = ({ status }: Kustomization) =>
  status?.conditions?.some(c => c.type === 'Ready' && c.status === 'True');

// Waits are for a server that may share its machine with a whole test run.
describe('builds of the Kustomization controller', () => {
  let bench: KustomizationBench;
  let ns: string;
  beforeAll(async () => {
    bench = await startKustomizations();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    ns = await bench.namespace();
  });

  /** Builds that one more run of `app` makes. */
  async function buildsOf(run: () => Promise<unknown>): Promise<number> {
    const before = bench.builds();
    await run();
    return bench.builds() - before;
  }
  const apply = (object: UnstructuredObject) =>
    bench.client.apply(object, { fieldManager: 'test', force: true });

  it('are made once for the same artifact and options', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('x') });
    const first = await buildsOf(async () => {
      await bench.create(ns, 'app', {});
      await bench.until(ns, 'app', isReady);
    });
    expect(first).toBe(1);
    expect(await buildsOf(() => bench.request(ns, 'app'))).toBe(0);
    const revision = await bench.publish(ns, { 'a.yaml': configMap('y') });
    const next = await buildsOf(() =>
      bench.until(
        ns,
        'app',
        ({ status }) => status?.lastAppliedRevision === revision,
      ),
    );
    expect(next).toBe(1);
  });

  it('are shared by Kustomizations that ask for the same', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('shared') });
    const builds = await buildsOf(async () => {
      await bench.create(ns, 'app', {});
      await bench.until(ns, 'app', isReady);
      await bench.create(ns, 'twin', {});
      await bench.until(ns, 'twin', isReady);
    });
    expect(builds).toBe(1);
  });

  it('are made anew when a variable changes, and recalled when it goes back', async () => {
    await apply(variables(ns, 'blue'));
    await bench.publish(ns, { 'a.yaml': configMap('${color}') });
    await bench.create(ns, 'app', {
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] },
    });
    await bench.until(ns, 'app', isReady);
    expect(await buildsOf(() => bench.request(ns, 'app'))).toBe(0);
    await apply(variables(ns, 'green'));
    expect(await buildsOf(() => bench.request(ns, 'app'))).toBe(1);
    await apply(variables(ns, 'blue'));
    expect(await buildsOf(() => bench.request(ns, 'app'))).toBe(0);
  });

  it('are made anew when the decryption Secret or the decryption changes', async () => {
    await apply(keys(ns));
    await bench.publish(ns, { 'secret.yaml': encrypted('secret.yaml') });
    await bench.create(ns, 'app', {
      decryption: { provider: 'sops', secretRef: { name: 'keys' } },
    });
    await bench.until(ns, 'app', isReady);
    expect(await buildsOf(() => bench.request(ns, 'app'))).toBe(0);
    await apply(keys(ns, { 'sops.vault-token': 'another' }));
    expect(await buildsOf(() => bench.request(ns, 'app'))).toBe(1);
  });

  it('of no decryption do not stand for those of decryption without keys', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('plain') });
    await bench.create(ns, 'app', {});
    await bench.until(ns, 'app', isReady);
    const builds = await buildsOf(async () => {
      await bench.create(ns, 'opened', { decryption: { provider: 'sops' } });
      await bench.until(ns, 'opened', isReady);
    });
    expect(builds).toBe(1);
  });
});
