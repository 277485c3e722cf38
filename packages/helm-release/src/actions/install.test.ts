/** @jest-environment node */
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { configMap, createTestChart } from '../__testUtils__/createTestChart';
import {
  startTestCluster,
  type TestCluster,
} from '../__testUtils__/startTestCluster';
import { install } from './install';
import type { InstallOptions } from './types';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap' };

function read(namespace: string, name: string, type = CONFIG) {
  return cluster.client.find<UnstructuredObject>(type, { namespace, name });
}

function optionsFor(
  namespace: string,
  files: Record<string, string>,
  more: Partial<InstallOptions> = {},
): InstallOptions {
  return {
    name: 'shop',
    namespace,
    chart: createTestChart(files),
    values: new Map(),
    ...more,
  };
}

describe('install', () => {
  it('applies objects as the manager of the context, and stores how it went', async () => {
    const context = await cluster.createContext('plain');
    const release = await install(
      context,
      optionsFor('plain', {
        'templates/b.yaml': configMap('b', '{{ .Release.Revision }}'),
        'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
      }),
    );
    expect(release).toMatchObject({
      name: 'shop',
      namespace: 'plain',
      version: 1,
      applyMethod: 'ssa',
      manifest: `---\n# Source: shop/templates/b.yaml\n${configMap(
        'b',
        '1',
      ).trim()}\n`,
      info: {
        status: 'deployed',
        description: 'Install complete',
        notes: 'Hello shop',
      },
    });
    expect(context.storage.writes).toEqual(['1 pending-install', '1 deployed']);
    const object = await read('plain', 'b');
    expect(object?.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: {
        'meta.helm.sh/release-name': 'shop',
        'meta.helm.sh/release-namespace': 'plain',
      },
    });
    expect(object?.metadata.managedFields).toMatchObject([
      { manager: 'helm', operation: 'Apply' },
    ]);
  });
});
