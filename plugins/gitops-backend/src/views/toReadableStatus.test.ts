import type { ClusterStatus } from '@backstage-gitops/plugin-gitops-common';
import { toReadableStatus } from './toReadableStatus';

const status: ClusterStatus = {
  name: 'prod',
  isReachable: false,
  problems: [
    { code: 'clusterNotAnswering', params: { message: 'connect 10.0.0.1' } },
    { code: 'clusterStale', params: {} },
  ],
};

describe('toReadableStatus', () => {
  it('hides messages from those who may not read clusters', () => {
    expect(toReadableStatus(status, new Set(['gitops.read']))).toEqual({
      ...status,
      problems: [
        { code: 'clusterNotAnswering', params: { message: '' } },
        { code: 'clusterStale', params: {} },
      ],
    });
  });

  it('shows them to those who may', () => {
    const permissions = new Set(['kubernetes.clusters.read']);
    expect(toReadableStatus(status, permissions)).toBe(status);
  });
});
