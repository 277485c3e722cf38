import { getPath, KubeObject } from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { StoreEvent } from '../../storage/History';
import { Controller, keyOf, requireResource, splitKey } from '../Controllers';
import {
  createPod,
  deletePod,
  hashOf,
  isActive,
  isReady,
  podsOf,
  writeStatus,
  ownerKeys,
} from './pods';

const REVISION = 'controller-revision-hash';
const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

/** Keeps numbered pods, one after another; a new template replaces them from the highest number down. */
export class StatefulSetController implements Controller {
  readonly name = 'statefulset-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, { object }: StoreEvent): readonly string[] {
    if (resource === 'apps/statefulsets') return [keyOf(object)];
    return resource === 'pods' ? ownerKeys(object, 'StatefulSet') : [];
  }

  reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const set = this.objects.find(
      requireResource(this.objects, 'apps/v1', 'StatefulSet'),
      namespace,
      name,
    );
    if (!set) {
      return;
    }
    const revision = `${name}-${hashOf(getPath(set, ['spec', 'template']))}`;
    if (!set.metadata.deletionTimestamp) {
      this.step(set, revision);
    }
    this.report(set, revision);
  }

  private pods(set: KubeObject): KubeObject[] {
    return podsOf(this.objects, set).filter(isActive);
  }

  /** One change at a time, as OrderedReady asks; Parallel creates all at once. */
  private step(set: KubeObject, revision: string): void {
    const wanted = Number(getPath(set, ['spec', 'replicas']) ?? 1);
    const isParallel =
      getPath(set, ['spec', 'podManagementPolicy']) === 'Parallel';
    const pods = this.pods(set);
    const byIndex = new Map(pods.map(pod => [indexOf(pod), pod]));
    for (let index = 0; index < wanted; index += 1) {
      const pod = byIndex.get(index);
      if (!pod) {
        this.create(set, index, revision);
      }
      if (!isParallel && (!pod || !isReady(pod))) {
        return;
      }
    }
    const surplus = pods
      .filter(pod => indexOf(pod) >= wanted)
      .sort((a, b) => indexOf(b) - indexOf(a));
    if (surplus.length > 0) {
      deletePod(this.objects, surplus[0]);
      return;
    }
    const isManual =
      getPath(set, ['spec', 'updateStrategy', 'type']) === 'OnDelete';
    const outdated = pods
      .filter(pod => pod.metadata.labels?.[REVISION] !== revision)
      .sort((a, b) => indexOf(b) - indexOf(a));
    if (outdated.length > 0 && !isManual && pods.every(isReady)) {
      deletePod(this.objects, outdated[0]);
    }
  }

  private create(set: KubeObject, index: number, revision: string): void {
    const name = `${set.metadata.name}-${index}`;
    const pods = requireResource(this.objects, 'v1', 'Pod');
    if (this.objects.find(pods, set.metadata.namespace ?? '', name)) {
      return;
    }
    createPod(
      this.objects,
      set,
      { name },
      { [REVISION]: revision, [POD_NAME]: name, [POD_INDEX]: String(index) },
    );
  }

  private report(set: KubeObject, revision: string): void {
    const pods = this.pods(set);
    const ready = pods.filter(isReady).length;
    const updated = pods.filter(
      pod => pod.metadata.labels?.[REVISION] === revision,
    ).length;
    const known = getPath(set, ['status', 'currentRevision']);
    const isDone = updated === pods.length;
    const counts = {
      readyReplicas: ready,
      updatedReplicas: updated,
      currentReplicas: isDone ? updated : pods.length - updated,
    };
    writeStatus(this.objects, set, {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      availableReplicas: ready,
      ...Object.fromEntries(
        Object.entries(counts).filter(([, count]) => count > 0),
      ),
      currentRevision: isDone || !known ? revision : known,
      updateRevision: revision,
      collisionCount: 0,
    });
  }
}

function indexOf({ metadata }: KubeObject): number {
  return Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
}
