import { ObjectService } from '../../objects/ObjectService';
import { StoreEvent } from '../../storage/History';
import { Controller, keyOf, requireResource, splitKey } from '../Controllers';
import { writeStatus } from './pods';

/** Reports DaemonSets as rolled out: this cluster has no nodes, so none of their pods is wanted. */
export class DaemonSetController implements Controller {
  readonly name = 'daemonset-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, { object, type }: StoreEvent): readonly string[] {
    return resource === 'apps/daemonsets' && type !== 'DELETED'
      ? [keyOf(object)]
      : [];
  }

  reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const resource = requireResource(this.objects, 'apps/v1', 'DaemonSet');
    const set = this.objects.find(resource, namespace, name);
    if (set) {
      writeStatus(this.objects, set, {
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
        observedGeneration: set.metadata.generation,
      });
    }
  }
}
