import type { ApiServer } from '@backstage-gitops/kube';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import type { ClusterProblem } from '../types';
import { authProviderOf, AuthStrategies } from './AuthStrategies';
import { findInCluster, InCluster } from './inCluster';

/**
 * How a cluster of the `kubernetes` section is reached, or why it can't be.
 * `serviceAccount` without a token is the backend's own account in the cluster
 * that it runs in, whatever URL is configured, as in Backstage.
 */
export function toApiServer(
  details: ClusterDetails,
  strategies: AuthStrategies,
  inCluster: InCluster | undefined = findInCluster(),
): ApiServer | ClusterProblem {
  const problem = strategies.check(details);
  if (problem) return problem;
  const authenticate = () => strategies.authenticate(details);
  const isOwnAccount =
    authProviderOf(details) === 'serviceAccount' &&
    !details.authMetadata.serviceAccountToken;
  if (isOwnAccount) {
    return inCluster ? { ...inCluster, authenticate } : noToken(details.name);
  }
  if (!URL.canParse(details.url)) {
    const message = `cluster "${details.name}": its URL is none`;
    return { code: 'invalid-entry', message };
  }
  return {
    url: details.url,
    caData: details.caData,
    caFile: details.caFile,
    skipTlsVerify: details.skipTLSVerify,
    authenticate,
  };
}

function noToken(name: string): ClusterProblem {
  return {
    code: 'missing-credentials',
    message: `cluster "${name}": serviceAccountToken is missing, and this backend runs in no cluster whose service account it could use`,
  };
}
