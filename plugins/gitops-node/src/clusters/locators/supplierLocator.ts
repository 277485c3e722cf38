import type { AuthService } from '@backstage/backend-plugin-api';
import type { KubernetesClustersSupplier } from '@backstage/plugin-kubernetes-node';
import { ClusterLocator } from './LocatedCluster';

const REFRESH_MS = 60_000;

/** Clusters of a supplier as Backstage's Kubernetes plugin takes it. */
export function createSupplierLocator(
  supplier: KubernetesClustersSupplier,
  auth: AuthService,
): ClusterLocator {
  return {
    name: 'cluster supplier',
    source: 'supplier',
    refreshMs: REFRESH_MS,
    async locate() {
      const credentials = await auth.getOwnServiceCredentials();
      const clusters = await supplier.getClusters({ credentials });
      return clusters.map(details => ({
        name: details.name,
        title: details.title,
        source: 'supplier',
        target: { type: 'details', details },
      }));
    },
  };
}
