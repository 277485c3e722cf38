import { Strategy } from '../Resource';
import { coreStrategies } from './core';
import { workloadStrategies } from './workloads';

/** Kinds whose metadata.generation counts spec changes. */
const WITH_GENERATION = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'PodDisruptionBudget',
  'Ingress',
  'NetworkPolicy',
  'EndpointSlice',
  'CustomResourceDefinition',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'PriorityClass',
  'IngressClass',
]);
const PATH_SEGMENT_GROUPS = ['rbac.authorization.k8s.io/'];

/** The strategy of a built-in resource. */
export function strategyOf(storageKey: string, kind: string): Strategy {
  const own = { ...coreStrategies, ...workloadStrategies }[storageKey];
  const isPathName = PATH_SEGMENT_GROUPS.some(prefix =>
    storageKey.startsWith(prefix),
  );
  return {
    hasGeneration: WITH_GENERATION.has(kind),
    ...(isPathName ? { namePattern: 'path-segment' as const } : {}),
    ...own,
  };
}
