// A fixture of tests is no part of what a package offers.
// eslint-disable-next-line @backstage/no-forbidden-package-imports
import { runKustomizations } from '@backstage-gitops/plugin-gitops-controllers/testing/startKustomizations';
import { readFile } from 'fs/promises';
import { expectEqual } from '../expect';
import { ConformanceCase } from '../Target';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

/** Never healthy: nothing has the label that the expression asks for. */
const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'web:1'}]}
`;
const SPEC = {
  wait: true,
  timeout: '10m',
  healthCheckExprs: [{ ...DEPLOYMENT, current: "'ready' in metadata.labels" }],
};

interface Conditioned {
  status?: {
    conditions?: { type: string; status: string; message?: string }[];
    inventory?: object;
  };
}
const conditionOf = ({ status }: Conditioned, type: string) =>
  status?.conditions?.find(condition => condition.type === type);
const isWaiting = (object: Conditioned) =>
  conditionOf(object, 'Healthy')?.status === 'Unknown' &&
  object.status?.inventory !== undefined;
const isReady = (object: Conditioned) =>
  conditionOf(object, 'Ready')?.status === 'True';

/** What ends the wait of a health check, and who else applies the object. */
export const kustomizationWaitCases: ConformanceCase[] = [
  {
    name: 'KS-44 DB-21 a health check that waits ends when there is something newer to do',
    async run({ kubeconfigPath, namespace, eventually }) {
      const kubeconfig = await readFile(kubeconfigPath, 'utf8');
      const bench = await runKustomizations(kubeconfig, {}, namespace);
      const key = { namespace, name: 'web' };
      try {
        await bench.createSource(namespace);
        await bench.publish(namespace, { 'd.yaml': MANIFEST });
        await bench.create(namespace, 'app', SPEC);
        await bench.until(namespace, 'app', isWaiting);
        const { uid } = (await bench.client.get(DEPLOYMENT, key)).metadata;
        await bench.client.delete(DEPLOYMENT, key);
        await eventually('the Deployment comes back', async () => {
          const live = await bench.client.find(DEPLOYMENT, key);
          return live !== undefined && live.metadata.uid !== uid;
        });
        await bench.until(namespace, 'app', isWaiting);
        await bench.publish(namespace, {});
        await bench.until(namespace, 'app', isReady);
        const events = await bench.events(namespace, 'app');
        const prefix =
          'Normal HealthCheckCanceled Health checks canceled due to new reconciliation triggered by ';
        expectEqual(
          events
            .filter(text => text.startsWith(prefix))
            .map(text => text.slice(prefix.length))
            .sort(),
          [`Deployment/${namespace}/web`, `GitRepository/${namespace}/src`],
          'what has ended the waits',
        );
      } finally {
        await bench.client.delete(KUSTOMIZATION, { namespace, name: 'app' });
        await eventually(
          'the Kustomization goes',
          async () =>
            !(await bench.client.find(KUSTOMIZATION, {
              namespace,
              name: 'app',
            })),
        );
        await bench.stop();
      }
    },
  },
];
