import {
  Clock,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
} from '@backstage-gitops/kube';
import { WATCH_LABEL } from '@backstage-gitops/plugin-gitops-common';
import type { Kustomization } from '../types';

/** Index of Kustomizations by the ConfigMaps and Secrets that they read. */
export const CONFIG_INDEX = 'config';

/** Values of an object in {@link CONFIG_INDEX}: `Kind/namespace/name`. */
export function configIndexValues(object: Kustomization): string[] {
  const { namespace } = object.metadata;
  const { postBuild, decryption, kubeConfig } = object.spec;
  const secrets = [decryption?.secretRef?.name, kubeConfig?.secretRef?.name];
  return [
    ...(postBuild?.substituteFrom ?? []).map(
      source => `${source.kind}/${namespace}/${source.name}`,
    ),
    ...secrets.filter(Boolean).map(name => `Secret/${namespace}/${name}`),
    ...(kubeConfig?.configMapRef
      ? [`ConfigMap/${namespace}/${kubeConfig.configMapRef.name}`]
      : []),
  ];
}

/**
 * Starts the Kustomizations that read a ConfigMap or Secret when it changes and
 * carries the label that asks for it.
 */
export class ConfigWatcher {
  readonly #informers: Informer<KubeObject>[];

  constructor(
    client: KubeClient,
    private readonly kustomizations: Informer<Kustomization>,
    private readonly enqueue: (key: string) => void,
    options: { readonly logger: Logger; readonly clock?: Clock },
  ) {
    this.#informers = ['ConfigMap', 'Secret'].map(
      kind =>
        new Informer<KubeObject>({
          client,
          type: { apiVersion: 'v1', kind },
          labelSelector: `${WATCH_LABEL}=Enabled`,
          metadataOnly: true,
          ...options,
        }),
    );
  }

  /** Watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const removers = this.#informers.map(informer => {
      const onChange = (object: KubeObject) => this.#onChange(informer, object);
      return informer.addHandler({
        // What exists at the start is read by the first runs anyway.
        onAdd: object => informer.hasSynced && onChange(object),
        onUpdate: onChange,
        onDelete: onChange,
      });
    });
    await Promise.all(this.#informers.map(informer => informer.run(signal)));
    for (const remove of removers) remove();
  }

  #onChange(informer: Informer<KubeObject>, object: KubeObject): void {
    const { namespace, name } = object.metadata;
    const value = `${informer.type.kind}/${namespace}/${name}`;
    for (const { metadata } of this.kustomizations.store.byIndex(
      CONFIG_INDEX,
      value,
    )) {
      this.enqueue(`${metadata.namespace}/${metadata.name}`);
    }
  }
}
