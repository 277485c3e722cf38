import { ObjectService } from '../objects/ObjectService';
import { StoreEvent } from '../storage/History';
import { asController, Controller, requireResource } from './Controllers';

/** Gives every namespace its `default` service account and the `kube-root-ca.crt` config map. */
export class NamespaceContent implements Controller {
  readonly name = 'namespace-content';

  constructor(
    private readonly objects: ObjectService,
    private readonly caCertificate: string,
  ) {}

  keysOf(resource: string, { object, type }: StoreEvent): readonly string[] {
    if (resource === 'namespaces') {
      return type === 'DELETED' || object.metadata.deletionTimestamp
        ? []
        : [object.metadata.name];
    }
    const isOurs =
      (resource === 'serviceaccounts' && object.metadata.name === 'default') ||
      (resource === 'configmaps' &&
        object.metadata.name === 'kube-root-ca.crt');
    return type === 'DELETED' && isOurs
      ? [object.metadata.namespace ?? '']
      : [];
  }

  reconcile(namespace: string): void {
    const space = this.objects.store.get('namespaces', '', namespace);
    if (!space || space.metadata.deletionTimestamp) {
      return;
    }
    const accounts = requireResource(this.objects, 'v1', 'ServiceAccount');
    if (!this.objects.find(accounts, namespace, 'default')) {
      const account = { metadata: { name: 'default' } };
      this.objects.create(
        accounts,
        namespace,
        account,
        asController('kube-controller-manager'),
      );
    }
    const maps = requireResource(this.objects, 'v1', 'ConfigMap');
    if (!this.objects.find(maps, namespace, 'kube-root-ca.crt')) {
      const map = {
        metadata: { name: 'kube-root-ca.crt' },
        data: { 'ca.crt': this.caCertificate },
      };
      this.objects.create(
        maps,
        namespace,
        map,
        asController('kube-controller-manager'),
      );
    }
  }
}
