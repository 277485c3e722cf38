import { equalJson, type UnstructuredObject } from '@backstage-gitops/kube';
import { at, conditionsOf, numberAt, textAt } from '../fields';

/** Judges a live object by its own fields. */
export type ReadyRule = (object: UnstructuredObject) => boolean;

const isTrue = (object: unknown, type: string) =>
  conditionsOf(object).some(
    condition => condition.type === type && condition.status === 'True',
  );

/** True once the controller has seen the newest generation. */
const isObserved = (object: UnstructuredObject) =>
  numberAt(object, 0, 'status', 'observedGeneration') ===
  (object.metadata.generation ?? 0);

/** True for a Pod with the condition Ready. */
export const isPodReady: ReadyRule = pod => isTrue(pod, 'Ready');

/** True for a claim that is bound. */
export const isVolumeReady: ReadyRule = claim =>
  textAt(claim, 'status', 'phase') === 'Bound';

/** True for a Service with an address, and for a load balancer with its outer one. */
export const isServiceReady: ReadyRule = service => {
  const type = textAt(service, 'spec', 'type');
  if (type === 'ExternalName') return true;
  if (textAt(service, 'spec', 'clusterIP') === '') return false;
  if (type !== 'LoadBalancer') return true;
  const external = at(service, 'spec', 'externalIPs');
  if (Array.isArray(external) && external.length > 0) return true;
  const ingress = at(service, 'status', 'loadBalancer', 'ingress');
  return ingress !== undefined && ingress !== null;
};

/** True for a definition that is served, or whose names another one has. */
export const isDefinitionReady: ReadyRule = definition =>
  conditionsOf(definition).some(
    ({ type, status }) =>
      (type === 'Established' && status === 'True') ||
      (type === 'NamesAccepted' && status === 'False'),
  );

/** True for a controller or ReplicaSet whose newest generation is observed. */
export const isReplicaSetReady: ReadyRule = isObserved;

/**
 * True for a DaemonSet whose updated Pods are placed, and ready but for those
 * that may be missing.
 */
export const isDaemonSetReady: ReadyRule = daemonSet => {
  if (!isObserved(daemonSet)) return false;
  const strategy = at(daemonSet, 'spec', 'updateStrategy');
  if (textAt(strategy, 'type') !== 'RollingUpdate') return true;
  const desired = numberAt(daemonSet, 0, 'status', 'desiredNumberScheduled');
  const updated = numberAt(daemonSet, 0, 'status', 'updatedNumberScheduled');
  if (updated !== desired) return false;
  const allowed = at(strategy, 'rollingUpdate', 'maxUnavailable');
  const missing = scaled(allowed, desired, Math.ceil) ?? desired;
  return numberAt(daemonSet, 0, 'status', 'numberReady') >= desired - missing;
};

/** True for a StatefulSet whose replicas beyond its partition are new and ready. */
export const isStatefulSetReady: ReadyRule = statefulSet => {
  if (!isObserved(statefulSet)) return false;
  const strategy = at(statefulSet, 'spec', 'updateStrategy');
  if (textAt(strategy, 'type') !== 'RollingUpdate') return true;
  const partition = numberAt(strategy, 0, 'rollingUpdate', 'partition');
  const replicas = numberAt(statefulSet, 1, 'spec', 'replicas');
  const updated = numberAt(statefulSet, 0, 'status', 'updatedReplicas');
  if (updated < replicas - partition) return false;
  const ready = numberAt(statefulSet, 0, 'status', 'readyReplicas');
  if (ready !== replicas) return false;
  const revision = (name: string) => textAt(statefulSet, 'status', name);
  return (
    partition !== 0 ||
    revision('currentRevision') === revision('updateRevision')
  );
};

/** True for a Deployment whose newest ReplicaSet has enough ready Pods. */
export function isDeploymentReady(
  deployment: UnstructuredObject,
  newest: UnstructuredObject,
): boolean {
  if (!isReplicaSetReady(newest) || !isObserved(deployment)) return false;
  const replicas = numberAt(deployment, 1, 'spec', 'replicas');
  const ready = numberAt(newest, 0, 'status', 'readyReplicas');
  return ready >= replicas - maxUnavailable(deployment, replicas);
}

function maxUnavailable(
  deployment: UnstructuredObject,
  replicas: number,
): number {
  const strategy = at(deployment, 'spec', 'strategy');
  const isRolling = textAt(strategy, 'type') === 'RollingUpdate';
  if (!isRolling || replicas === 0) return 0;
  const field = (name: string) => at(strategy, 'rollingUpdate', name);
  const surge = scaled(field('maxSurge'), replicas, Math.ceil) ?? 0;
  const unavailable =
    scaled(field('maxUnavailable'), replicas, Math.floor) ?? 0;
  if (surge === 0 && unavailable === 0) return 1;
  return Math.min(unavailable, replicas);
}

/** A number, or a percentage of the whole; undefined for anything else. */
function scaled(
  value: unknown,
  whole: number,
  round: (value: number) => number,
): number | undefined {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' && /^(-?\d+)%$/.exec(value);
  return percent ? round((Number(percent[1]) * whole) / 100) : undefined;
}

const HASH = 'pod-template-hash';

/** The oldest of the ReplicaSets that have the Deployment's Pod template. */
export function findNewestReplicaSet(
  deployment: UnstructuredObject,
  replicaSets: readonly UnstructuredObject[],
): UnstructuredObject | undefined {
  const template = withoutHash(at(deployment, 'spec', 'template'));
  const age = ({ metadata }: UnstructuredObject) =>
    `${metadata.creationTimestamp} ${metadata.name}`;
  return replicaSets
    .filter(({ metadata }) =>
      metadata.ownerReferences?.some(
        owner => owner.controller && owner.uid === deployment.metadata.uid,
      ),
    )
    .sort((a, b) => (age(a) < age(b) ? -1 : 1))
    .find(found =>
      equalJson(withoutHash(at(found, 'spec', 'template')), template),
    );
}

/** A Pod template without the label that its ReplicaSet adds. */
function withoutHash(template: unknown): unknown {
  const { metadata, ...rest } = (template ?? {}) as {
    metadata?: { labels?: Record<string, string> };
  };
  const { labels = {}, ...others } = metadata ?? {};
  const { [HASH]: _hash, ...kept } = labels;
  return { ...rest, metadata: { ...others, labels: kept } };
}
