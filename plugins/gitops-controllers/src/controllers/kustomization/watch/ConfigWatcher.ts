import { formatKey } from '@backstage-gitops/kube';
import type {
  Informer,
  InformerHandle,
  KubeObject,
  SharedInformers,
  Trigger,
} from '@backstage-gitops/kube';
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

interface ConfigWatcherOptions {
  readonly informers: SharedInformers;
  /** Indexed by {@link CONFIG_INDEX}. */
  readonly kustomizations: Informer<Kustomization>;
  /** Which ConfigMaps and Secrets are watched. */
  readonly labelSelector: string;
  /** Starts the run of a Kustomization, given as `namespace/name`. */
  readonly enqueue: (key: string, trigger: Trigger) => void;
}

/**
 * Starts the Kustomizations that read a ConfigMap or Secret when it changes and
 * carries the label that asks for it. Only metadata is watched.
 */
export class ConfigWatcher {
  constructor(private readonly options: ConfigWatcherOptions) {}

  /** Watches until the returned function is called. */
  start(): () => void {
    const handles = ['ConfigMap', 'Secret'].map(kind => this.#watch(kind));
    return () => handles.forEach(({ release }) => release());
  }

  #watch(kind: string): InformerHandle<KubeObject> {
    const { informers, labelSelector } = this.options;
    const onChange = (object: KubeObject) => this.#enqueue(kind, object);
    return informers.acquire<KubeObject>(
      { apiVersion: 'v1', kind, labelSelector, metadataOnly: true },
      {
        // What exists at the start is read by the first runs anyway.
        onAdd: (object, isInInitialList) => isInInitialList || onChange(object),
        onUpdate: onChange,
        onDelete: onChange,
      },
    );
  }

  #enqueue(kind: string, { metadata }: KubeObject): void {
    const { kustomizations, enqueue } = this.options;
    const { namespace, name = '' } = metadata;
    const value = `${kind}/${namespace}/${name}`;
    for (const reader of kustomizations.store.byIndex(CONFIG_INDEX, value)) {
      enqueue(formatKey(reader.metadata), { kind, namespace, name });
    }
  }
}
