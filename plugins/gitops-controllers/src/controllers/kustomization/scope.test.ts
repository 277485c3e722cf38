import { startDevCluster } from '@backstage-gitops/devcluster';
import { KubeClient } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { runKustomizations } from '../../../testing/startKustomizations';

describe('the scope of the Kustomization controller', () => {
  it('CM-16 leaves objects of other namespaces alone', async () => {
    const cluster = await startDevCluster();
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    const client = KubeClient.fromKubeConfig(config);
    const bench = await runKustomizations(cluster.kubeconfig, {}, 'mine');
    for (const name of ['mine', 'theirs']) {
      const type = { apiVersion: 'v1', kind: 'Namespace' };
      await client.create({ ...type, metadata: { name } });
      await bench.createSource(name);
      await bench.create(name, 'app', {});
    }
    await bench.until('mine', 'app', ({ status }) =>
      Boolean(status?.conditions?.length),
    );
    const { metadata, status } = await bench.get('theirs', 'app');
    expect([metadata.finalizers, status?.conditions]).toEqual([
      undefined,
      undefined,
    ]);
    await bench.stop();
    await client.close();
    await cluster.stop();
  });
});
