import { kubernetesClustersReadPermission } from '@backstage/plugin-kubernetes-common';
import type {
  ClusterStatus,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';

/** The statement without the raw text of servers and configuration. */
function withoutMessage(statement: Statement): Statement {
  return 'message' in statement.params
    ? ({
        ...statement,
        params: { ...statement.params, message: '' },
      } as Statement)
    : statement;
}

/**
 * The status of a cluster as far as the caller may know it: messages hold
 * addresses and configuration, which `kubernetes.clusters.read` of Backstage's
 * Kubernetes plugin lets people see.
 */
export function toReadableStatus(
  status: ClusterStatus,
  permissions: ReadonlySet<string>,
): ClusterStatus {
  return permissions.has(kubernetesClustersReadPermission.name)
    ? status
    : { ...status, problems: status.problems.map(withoutMessage) };
}
