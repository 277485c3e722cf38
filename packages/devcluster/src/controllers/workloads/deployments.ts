import {
  deepEqual,
  getPath,
  isObject,
  JsonObject,
  KubeObject,
} from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { StoreEvent } from '../../storage/History';
import {
  asController,
  Controller,
  keyOf,
  requireResource,
  splitKey,
} from '../Controllers';
import {
  controllerReference,
  hashOf,
  withCondition,
  writeStatus,
  ownerKeys,
} from './pods';

const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
const MANAGER = 'kube-controller-manager';

const number = (object: KubeObject, ...path: string[]) =>
  Number(getPath(object, path) ?? 0);

/** Rolls Deployments out: one ReplicaSet per template, old ones shrink as the new one becomes available. */
export class DeploymentController implements Controller {
  readonly name = 'deployment-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, { object }: StoreEvent): readonly string[] {
    if (resource === 'apps/deployments') return [keyOf(object)];
    return resource === 'apps/replicasets'
      ? ownerKeys(object, 'Deployment')
      : [];
  }

  reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const deployment = this.objects.find(
      requireResource(this.objects, 'apps/v1', 'Deployment'),
      namespace,
      name,
    );
    if (!deployment) {
      return;
    }
    if (
      !deployment.metadata.deletionTimestamp &&
      getPath(deployment, ['spec', 'paused']) !== true
    ) {
      this.roll(deployment);
    }
    this.report(deployment);
  }

  private replicaSets({ metadata }: KubeObject): KubeObject[] {
    return this.objects.store.controlledBy('apps/replicasets', metadata.uid);
  }

  private roll(deployment: KubeObject): void {
    const all = this.replicaSets(deployment);
    const current = all.find(item => isFor(item, deployment));
    const old = all.filter(item => item !== current);
    const wanted = number(deployment, 'spec', 'replicas');
    if (!current) {
      const isRecreate =
        getPath(deployment, ['spec', 'strategy', 'type']) === 'Recreate';
      old.filter(() => isRecreate).forEach(item => this.resize(item, 0));
      this.createReplicaSet(deployment, old);
      return;
    }
    this.resize(current, this.nextSize(deployment, current, old));
    const available = number(current, 'status', 'availableReplicas');
    this.shrink(old, Math.max(wanted - available, 0));
    this.forgetHistory(deployment, old);
  }

  /** How large the new ReplicaSet may be while old pods are still there. */
  private nextSize(
    deployment: KubeObject,
    current: KubeObject,
    old: readonly KubeObject[],
  ): number {
    const wanted = number(deployment, 'spec', 'replicas');
    const others = old.reduce(
      (sum, item) => sum + number(item, 'status', 'replicas'),
      0,
    );
    if (getPath(deployment, ['spec', 'strategy', 'type']) === 'Recreate') {
      return others > 0 ? 0 : wanted;
    }
    const surge = share(
      getPath(deployment, ['spec', 'strategy', 'rollingUpdate', 'maxSurge']),
      wanted,
    );
    const allowed = Math.max(wanted + Math.max(surge, 1) - others, 0);
    return Math.min(
      wanted,
      Math.max(allowed, number(current, 'status', 'availableReplicas')),
    );
  }

  private shrink(old: readonly KubeObject[], keep: number): void {
    let left = keep;
    for (const item of old) {
      const size = Math.min(number(item, 'spec', 'replicas'), left);
      left -= size;
      this.resize(item, size);
    }
  }

  private resize(replicaSet: KubeObject, replicas: number): void {
    if (number(replicaSet, 'spec', 'replicas') === replicas) {
      return;
    }
    const { namespace = '', name } = replicaSet.metadata;
    this.objects.modify(
      requireResource(this.objects, 'apps/v1', 'ReplicaSet'),
      namespace,
      name,
      live => ({ ...live, spec: { ...(live.spec as JsonObject), replicas } }),
      asController(MANAGER),
    );
  }

  private createReplicaSet(
    deployment: KubeObject,
    old: readonly KubeObject[],
  ): void {
    const template = getPath(deployment, ['spec', 'template']) as JsonObject;
    const hash = hashOf(template);
    const metadata = isObject(template.metadata) ? template.metadata : {};
    const labels = {
      ...(metadata.labels as Record<string, string>),
      [HASH]: hash,
    };
    const selector = getPath(deployment, ['spec', 'selector']) as JsonObject;
    const revision = String(Math.max(0, ...old.map(revisionOf)) + 1);
    const isFirst = old.length === 0;
    this.objects.create(
      requireResource(this.objects, 'apps/v1', 'ReplicaSet'),
      deployment.metadata.namespace ?? '',
      {
        metadata: {
          name: `${deployment.metadata.name}-${hash}`,
          labels,
          annotations: { [REVISION]: revision },
          ownerReferences: [controllerReference(deployment)],
        },
        spec: {
          replicas: isFirst ? number(deployment, 'spec', 'replicas') : 0,
          selector: {
            ...selector,
            matchLabels: {
              ...(selector.matchLabels as JsonObject),
              [HASH]: hash,
            },
          },
          template: { ...template, metadata: { ...metadata, labels } },
        },
      },
      asController(MANAGER),
    );
    this.annotateRevision(deployment, revision);
  }

  private annotateRevision({ metadata }: KubeObject, revision: string): void {
    this.objects.modify(
      requireResource(this.objects, 'apps/v1', 'Deployment'),
      metadata.namespace ?? '',
      metadata.name,
      live => ({
        ...live,
        metadata: {
          ...live.metadata,
          annotations: { ...live.metadata.annotations, [REVISION]: revision },
        },
      }),
      asController(MANAGER),
    );
  }

  private forgetHistory(
    deployment: KubeObject,
    old: readonly KubeObject[],
  ): void {
    const limit = number(deployment, 'spec', 'revisionHistoryLimit');
    const idle = old
      .filter(
        item =>
          number(item, 'spec', 'replicas') === 0 &&
          number(item, 'status', 'replicas') === 0,
      )
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    const resource = requireResource(this.objects, 'apps/v1', 'ReplicaSet');
    idle.slice(0, Math.max(idle.length - limit, 0)).forEach(({ metadata }) => {
      this.objects.delete(resource, metadata.namespace ?? '', metadata.name, {
        dryRun: false,
      });
    });
  }

  private report(observed: KubeObject): void {
    const { namespace = '', name } = observed.metadata;
    const resource = requireResource(this.objects, 'apps/v1', 'Deployment');
    const deployment = this.objects.find(resource, namespace, name);
    if (!deployment) {
      return;
    }
    const all = this.replicaSets(deployment);
    const sum = (field: string) =>
      all.reduce((total, item) => total + number(item, 'status', field), 0);
    const current = all.find(item => isFor(item, deployment));
    const wanted = number(deployment, 'spec', 'replicas');
    const counts = {
      replicas: sum('replicas'),
      updatedReplicas: current ? number(current, 'status', 'replicas') : 0,
      readyReplicas: sum('readyReplicas'),
      availableReplicas: sum('availableReplicas'),
      unavailableReplicas: Math.max(wanted - sum('availableReplicas'), 0),
    };
    const isDone =
      counts.updatedReplicas === wanted &&
      counts.replicas === wanted &&
      counts.availableReplicas === wanted;
    writeStatus(this.objects, deployment, {
      observedGeneration: observed.metadata.generation,
      ...Object.fromEntries(
        Object.entries(counts).filter(([, count]) => count > 0),
      ),
      conditions: this.conditions(
        deployment,
        current,
        counts.availableReplicas,
        isDone,
      ),
    });
  }

  private conditions(
    deployment: KubeObject,
    current: KubeObject | undefined,
    available: number,
    isDone: boolean,
  ): JsonObject[] {
    const wanted = number(deployment, 'spec', 'replicas');
    const slack = share(
      getPath(deployment, [
        'spec',
        'strategy',
        'rollingUpdate',
        'maxUnavailable',
      ]),
      wanted,
    );
    const isAvailable = available >= wanted - Math.floor(slack);
    const known = getPath(deployment, ['status', 'conditions']);
    const withAvailable = withCondition(this.objects, known, {
      type: 'Available',
      status: isAvailable ? 'True' : 'False',
      reason: isAvailable
        ? 'MinimumReplicasAvailable'
        : 'MinimumReplicasUnavailable',
      message: `Deployment ${
        isAvailable ? 'has' : 'does not have'
      } minimum availability.`,
    });
    const target = current
      ? `ReplicaSet "${current.metadata.name}"`
      : `Deployment "${deployment.metadata.name}"`;
    return withCondition(this.objects, withAvailable, {
      type: 'Progressing',
      status: 'True',
      reason: isDone ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      message: `${target} ${
        isDone ? 'has successfully progressed.' : 'is progressing.'
      }`,
    });
  }
}

function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

/** Whether a ReplicaSet has the Deployment's present template. */
function isFor(replicaSet: KubeObject, deployment: KubeObject): boolean {
  const template = getPath(replicaSet, ['spec', 'template']) as JsonObject;
  const metadata = isObject(template.metadata) ? template.metadata : {};
  const { [HASH]: _hash, ...labels } = (metadata.labels ?? {}) as Record<
    string,
    string
  >;
  return deepEqual(
    { ...template, metadata: { ...metadata, labels } },
    getPath(deployment, ['spec', 'template']),
  );
}

/** A count or a percentage of the whole. */
function share(value: unknown, whole: number): number {
  if (typeof value === 'string' && value.endsWith('%')) {
    return (whole * Number(value.slice(0, -1))) / 100;
  }
  return Number(value ?? 0);
}
