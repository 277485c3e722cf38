import { isObject, KubeObject } from '../json';
import { ObjectService } from '../objects/ObjectService';
import { StoreEvent } from '../storage/History';
import { asController, Controller, requireResource } from './Controllers';

const FINALIZER = 'kubernetes';

/** Empties a namespace that is being deleted, then lets it go. */
export class NamespaceController implements Controller {
  readonly name = 'namespace-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, { object, type }: StoreEvent): readonly string[] {
    if (resource === 'namespaces') {
      return object.metadata.deletionTimestamp && type !== 'DELETED'
        ? [object.metadata.name]
        : [];
    }
    const { namespace } = object.metadata;
    const isDoomed =
      type === 'DELETED' &&
      namespace !== undefined &&
      this.objects.store.get('namespaces', '', namespace)?.metadata
        .deletionTimestamp !== undefined;
    return isDoomed ? [namespace] : [];
  }

  reconcile(name: string): void {
    const resource = requireResource(this.objects, 'v1', 'Namespace');
    const namespace = this.objects.find(resource, '', name);
    if (!namespace?.metadata.deletionTimestamp || !hasFinalizer(namespace)) {
      return;
    }
    const remaining = this.deleteContent(name);
    if (remaining.length > 0) {
      this.reportRemaining(name, remaining);
      return;
    }
    this.objects.modify(
      resource,
      '',
      name,
      live => ({
        ...live,
        spec: { ...(isObject(live.spec) ? live.spec : {}), finalizers: [] },
      }),
      asController('kube-controller-manager', 'finalize'),
    );
  }

  /** Deletes what is in the namespace; returns what finalizers still hold. */
  private deleteContent(namespace: string): KubeObject[] {
    const held: KubeObject[] = [];
    for (const resource of this.objects.registry
      .stored()
      .filter(item => item.namespaced)) {
      for (const object of this.objects.list(resource, namespace)) {
        const { gone, object: last } = object.metadata.deletionTimestamp
          ? { gone: false, object }
          : this.objects.delete(resource, namespace, object.metadata.name, {
              dryRun: false,
              propagation: 'Background',
              gracePeriodSeconds: 0,
            });
        if (!gone) {
          held.push(last);
        }
      }
    }
    return held;
  }

  private reportRemaining(
    name: string,
    remaining: readonly KubeObject[],
  ): void {
    const finalizers = [
      ...new Set(remaining.flatMap(item => item.metadata.finalizers ?? [])),
    ].sort();
    const counts = finalizers.map(
      finalizer =>
        `${finalizer} in ${
          remaining.filter(item =>
            item.metadata.finalizers?.includes(finalizer),
          ).length
        } resource instances`,
    );
    const resource = requireResource(this.objects, 'v1', 'Namespace');
    const condition = {
      type: 'NamespaceFinalizersRemaining',
      status: 'True',
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${counts.join(
        ', ',
      )}`,
    };
    this.objects.modify(
      resource,
      '',
      name,
      live => {
        const status = isObject(live.status) ? live.status : {};
        const known = Array.isArray(status.conditions)
          ? status.conditions.filter(isObject)
          : [];
        const same = known.find(
          item =>
            item.type === condition.type && item.message === condition.message,
        );
        const others = known.filter(item => item.type !== condition.type);
        const next = same ?? {
          ...condition,
          lastTransitionTime: this.objects.now(),
        };
        return {
          ...live,
          status: { ...status, conditions: [...others, next] },
        };
      },
      asController('kube-controller-manager', 'status'),
    );
  }
}

function hasFinalizer(namespace: KubeObject): boolean {
  const spec = isObject(namespace.spec) ? namespace.spec : {};
  return Array.isArray(spec.finalizers) && spec.finalizers.includes(FINALIZER);
}
