import { getPath, KubeObject } from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { StoreEvent } from '../../storage/History';
import { Controller, keyOf, requireResource, splitKey } from '../Controllers';
import {
  createPod,
  deletePod,
  isActive,
  isReady,
  podsOf,
  writeStatus,
  ownerKeys,
} from './pods';

/** Keeps as many pods as a ReplicaSet asks for. */
export class ReplicaSetController implements Controller {
  readonly name = 'replicaset-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, { object }: StoreEvent): readonly string[] {
    if (resource === 'apps/replicasets') return [keyOf(object)];
    return resource === 'pods' ? ownerKeys(object, 'ReplicaSet') : [];
  }

  reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const replicaSet = this.objects.find(
      requireResource(this.objects, 'apps/v1', 'ReplicaSet'),
      namespace,
      name,
    );
    if (!replicaSet) {
      return;
    }
    const active = podsOf(this.objects, replicaSet).filter(isActive);
    if (!replicaSet.metadata.deletionTimestamp) {
      this.scale(replicaSet, active);
    }
    this.report(replicaSet);
  }

  private scale(replicaSet: KubeObject, active: readonly KubeObject[]): void {
    const wanted = Number(getPath(replicaSet, ['spec', 'replicas']) ?? 1);
    for (let count = active.length; count < wanted; count += 1) {
      createPod(this.objects, replicaSet, {
        generateName: `${replicaSet.metadata.name}-`,
      });
    }
    // pods that are not ready go first
    const surplus = [...active].sort(
      (a, b) => Number(isReady(a)) - Number(isReady(b)),
    );
    surplus
      .slice(0, Math.max(active.length - wanted, 0))
      .forEach(pod => deletePod(this.objects, pod));
  }

  private report(replicaSet: KubeObject): void {
    const pods = podsOf(this.objects, replicaSet).filter(isActive);
    const ready = pods.filter(isReady).length;
    writeStatus(this.objects, replicaSet, {
      replicas: pods.length,
      ...(pods.length > 0 ? { fullyLabeledReplicas: pods.length } : {}),
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
      observedGeneration: replicaSet.metadata.generation,
    });
  }
}
