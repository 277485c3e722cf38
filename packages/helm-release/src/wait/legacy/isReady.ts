import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { at, numberAt } from '../fields';
import type { WaitContext } from '../watcher';
import {
  findNewestReplicaSet,
  isDaemonSetReady,
  isDefinitionReady,
  isDeploymentReady,
  isPodReady,
  isReplicaSetReady,
  isServiceReady,
  isStatefulSetReady,
  isVolumeReady,
  type ReadyRule,
} from './rules';

/** Kinds that are judged by their own fields alone. */
const RULES: Readonly<Record<string, ReadyRule>> = {
  'v1 Pod': isPodReady,
  'v1 PersistentVolumeClaim': isVolumeReady,
  'v1 Service': isServiceReady,
  'apps/v1 DaemonSet': isDaemonSetReady,
  'apps/v1 StatefulSet': isStatefulSetReady,
  'apiextensions.k8s.io/v1 CustomResourceDefinition': isDefinitionReady,
  'apiextensions.k8s.io/v1beta1 CustomResourceDefinition': isDefinitionReady,
};

/** A Job with more failed Pods than it may have. */
class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
}

/**
 * Whether an object is ready as Helm 3 had it; kinds without a rule always are.
 * @throws JobFailedError - with waitForJobs; ApiError, ConnectionError
 * @see helm v4.2.1 pkg/kube/ready.go
 */
export async function isReady(
  context: WaitContext,
  object: KubeObject,
  waitForJobs: boolean,
): Promise<boolean> {
  const type = `${object.apiVersion} ${object.kind}`;
  const rule = RULES[type];
  if (rule) return rule(await getLive(context, object));
  switch (type) {
    case 'batch/v1 Job':
      return !waitForJobs || isJobReady(await getLive(context, object));
    case 'apps/v1 Deployment':
      return isRolledOut(context, await getLive(context, object));
    case 'apps/v1 ReplicaSet':
    case 'v1 ReplicationController': {
      const live = await getLive(context, object);
      return isReplicaSetReady(live) && arePodsReady(context, object);
    }
    default:
      return true;
  }
}

function getLive(
  { client, signal }: WaitContext,
  object: KubeObject,
): Promise<UnstructuredObject> {
  const { namespace, name = '' } = object.metadata;
  return client.get<UnstructuredObject>(
    object,
    { namespace, name },
    { signal },
  );
}

function isJobReady(job: UnstructuredObject): boolean {
  const { namespace, name } = job.metadata;
  const failed = numberAt(job, 0, 'status', 'failed');
  if (failed > numberAt(job, 6, 'spec', 'backoffLimit')) {
    throw new JobFailedError(`job is failed: ${namespace}/${name}`);
  }
  const completions = numberAt(job, 0, 'spec', 'completions');
  return numberAt(job, 0, 'status', 'succeeded') >= completions;
}

async function isRolledOut(
  context: WaitContext,
  deployment: UnstructuredObject,
): Promise<boolean> {
  // A paused Deployment never gets ready; Helm takes it for ready.
  if (at(deployment, 'spec', 'paused') === true) return true;
  const { client, signal } = context;
  const { items } = await client.listAll<UnstructuredObject>(
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    {
      namespace: deployment.metadata.namespace,
      labelSelector: selectorText(at(deployment, 'spec', 'selector')),
      signal,
    },
  );
  const newest = findNewestReplicaSet(deployment, items);
  return newest !== undefined && isDeploymentReady(deployment, newest);
}

/** Whether the Pods that the manifest's selector finds are ready. */
async function arePodsReady(
  { client, signal }: WaitContext,
  object: KubeObject,
): Promise<boolean> {
  const selector = at(object, 'spec', 'selector');
  const isPlain = object.kind === 'ReplicationController';
  const { items } = await client.listAll<UnstructuredObject>(
    { apiVersion: 'v1', kind: 'Pod' },
    {
      namespace: object.metadata.namespace,
      labelSelector: selectorText(
        isPlain ? { matchLabels: selector } : selector,
      ),
      signal,
    },
  );
  return items.every(isPodReady);
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** A label selector as list calls take it, e.g. `app=web,tier in (a,b)`. */
export function selectorText(selector: unknown): string {
  const labels = (at(selector, 'matchLabels') ?? {}) as Record<string, string>;
  const rules = (at(selector, 'matchExpressions') ?? []) as Requirement[];
  return [
    ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ...rules.map(({ key, operator, values = [] }) => {
      switch (operator) {
        case 'In':
          return `${key} in (${values.join(',')})`;
        case 'NotIn':
          return `${key} notin (${values.join(',')})`;
        case 'DoesNotExist':
          return `!${key}`;
        default:
          return key;
      }
    }),
  ].join(',');
}
