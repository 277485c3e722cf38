import type {
  Informer,
  InformerHandle,
  KubeObject,
  SharedInformers,
  Trigger,
} from '@backstage-gitops/kube';

/** Index of objects by the ConfigMaps and Secrets that they read, as {@link configIndexValue} names them. */
export const CONFIG_INDEX = 'config';

/** A ConfigMap or Secret of a namespace. */
interface ConfigReference {
  readonly kind: string;
  readonly name: string;
}

/** A kubeconfig as specs refer to one. */
interface KubeConfigReference {
  readonly secretRef?: { readonly name: string };
  readonly configMapRef?: { readonly name: string };
}

/** What `spec.kubeConfig` reads. */
export function configsOfKubeConfig(
  kubeConfig: KubeConfigReference = {},
): ConfigReference[] {
  const { secretRef, configMapRef } = kubeConfig;
  return [
    ...(secretRef ? [{ kind: 'Secret', name: secretRef.name }] : []),
    ...(configMapRef ? [{ kind: 'ConfigMap', name: configMapRef.name }] : []),
  ];
}

/** Value in {@link CONFIG_INDEX}: `Kind/namespace/name`. */
export function configIndexValue(
  { kind, name }: ConfigReference,
  namespace: string | undefined,
): string {
  return `${kind}/${namespace}/${name}`;
}

interface ConfigWatcherOptions<T extends KubeObject> {
  readonly informers: SharedInformers;
  /** Indexed by {@link CONFIG_INDEX}. */
  readonly readers: Informer<T>;
  /** Which ConfigMaps and Secrets are watched. */
  readonly labelSelector: string;
  /** Starts the run of an object, given as `namespace/name`. */
  readonly enqueue: (key: string, trigger: Trigger) => void;
}

/**
 * Starts the objects that read a ConfigMap or Secret when it changes and
 * carries the label that asks for it. Only metadata is watched.
 */
export class ConfigWatcher<T extends KubeObject> {
  constructor(private readonly options: ConfigWatcherOptions<T>) {}

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
    const { readers, enqueue } = this.options;
    const { namespace, name = '' } = metadata;
    const value = configIndexValue({ kind, name }, namespace);
    for (const reader of readers.store.byIndex(CONFIG_INDEX, value)) {
      enqueue(`${reader.metadata.namespace}/${reader.metadata.name}`, {
        kind,
        namespace,
        name,
      });
    }
  }
}
