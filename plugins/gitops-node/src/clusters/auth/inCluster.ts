import { existsSync } from 'node:fs';
import { SERVICEACCOUNT_CA_PATH } from '@backstage/plugin-kubernetes-common';
import { KubeConfig } from '@kubernetes/client-node';

/** The cluster that this backend runs in. */
export interface InCluster {
  readonly url: string;
  readonly caFile: string;
}

/** Address and authority of the cluster that this backend runs in, if any. */
export function findInCluster(): InCluster | undefined {
  const isInside =
    process.env.KUBERNETES_SERVICE_HOST && existsSync(SERVICEACCOUNT_CA_PATH);
  if (!isInside) return undefined;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  const url = kubeConfig.getCurrentCluster()?.server;
  return url ? { url, caFile: SERVICEACCOUNT_CA_PATH } : undefined;
}
