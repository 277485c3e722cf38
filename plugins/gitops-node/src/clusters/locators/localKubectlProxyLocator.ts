import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import { LocatedCluster } from './LocatedCluster';

/** The cluster `local` of a `kubectl proxy` on this machine, port 8001. */
export function locateKubectlProxy(): LocatedCluster[] {
  const details = {
    name: 'local',
    url: 'http://localhost:8001',
    authMetadata: {
      [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: 'localKubectlProxy',
    },
  };
  return [
    {
      name: 'local',
      source: 'localKubectlProxy',
      target: { type: 'details', details },
    },
  ];
}
