import { findCondition, READY } from '@backstage-gitops/kube';
import type {
  CommonStatus,
  Informer,
  InformerHandle,
  KubeObject,
  SharedInformers,
} from '@backstage-gitops/kube';
import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import type {
  Artifact,
  KindDefinition,
} from '@backstage-gitops/plugin-gitops-common';

/** A source as its consumers read it: only the artifact matters. */
export interface ArtifactObject extends KubeObject {
  status?: { artifact?: Artifact };
}

/** Reference to a source in full. */
export interface SourceKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface SourceInformersOptions {
  readonly informers: SharedInformers;
  /** Kinds to watch: `sourceKindsOf(kustomizationKind)`. */
  readonly kinds: readonly KindDefinition[];
  /** Namespace of the sources; all by default. */
  readonly namespace?: string;
}

/** Called for each new value of `status.artifact.revision`. */
type RevisionHandler = (source: SourceKey, revision: string) => void;

function revisionOf(object?: ArtifactObject): string | undefined {
  return object?.status?.artifact?.revision;
}

function isReady(object?: ArtifactObject): boolean {
  const { conditions } = (object?.status ?? {}) as CommonStatus;
  return findCondition(conditions, READY)?.status === 'True';
}

/**
 * The sources of all kinds that a consumer may refer to, from one informer per
 * kind. A kind whose CRD is missing has no objects; its informer logs that once
 * and starts when the CRD is installed.
 */
export class SourceInformers {
  readonly #handles: readonly InformerHandle<ArtifactObject>[];

  /** Starts the informers, or joins those that run. */
  constructor({ informers, kinds, namespace }: SourceInformersOptions) {
    this.#handles = kinds.map(definition =>
      informers.acquire<ArtifactObject>({
        apiVersion: apiVersionOf(definition),
        kind: definition.kind,
        namespace,
      }),
    );
  }

  /**
   * The source as last seen; undefined when it is of another kind or
   * apiVersion, when the first list is not complete, or when there is none.
   */
  get(key: SourceKey, apiVersion?: string): ArtifactObject | undefined {
    return this.#synced(key.kind, apiVersion)?.get(key);
  }

  /** Whether there was no such source when the informer last heard of its kind. */
  isAbsent(key: SourceKey): boolean {
    const informer = this.#synced(key.kind);
    return informer !== undefined && informer.get(key) === undefined;
  }

  /** Calls a handler for each new revision; the returned function removes it. */
  onRevision(handler: RevisionHandler): () => void {
    return this.#onChange((source, object, old) => {
      const revision = revisionOf(object);
      if (revision === undefined || revision === revisionOf(old)) return;
      handler(source, revision);
    });
  }

  /**
   * Calls a handler for each new revision, and when a source with an artifact
   * becomes ready; the returned function removes it.
   */
  onUsable(handler: RevisionHandler): () => void {
    return this.#onChange((source, object, old) => {
      const revision = revisionOf(object);
      if (revision === undefined) return;
      const isNews = revision !== revisionOf(old);
      const becomesReady = isReady(object) && !isReady(old);
      if (isNews || becomesReady) handler(source, revision);
    });
  }

  /** Gives the informers back. */
  release(): void {
    this.#handles.forEach(({ release }) => release());
  }

  #onChange(
    handler: (
      source: SourceKey,
      object: ArtifactObject,
      old?: ArtifactObject,
    ) => void,
  ): () => void {
    const removers = this.#informers().map(informer => {
      const call = (object: ArtifactObject, old?: ArtifactObject) => {
        const { namespace = '', name = '' } = object.metadata;
        handler({ kind: informer.type.kind, namespace, name }, object, old);
      };
      return informer.addHandler({
        // Objects of the first list: their consumers run at start anyway.
        onAdd: (object, isInInitialList) => isInInitialList || call(object),
        onUpdate: call,
      });
    });
    return () => removers.forEach(remove => remove());
  }

  #synced(
    kind: string,
    apiVersion?: string,
  ): Informer<ArtifactObject> | undefined {
    const informer = this.#informers().find(
      ({ type }) =>
        type.kind === kind &&
        (apiVersion === undefined || type.apiVersion === apiVersion),
    );
    return informer?.hasSynced ? informer : undefined;
  }

  #informers(): Informer<ArtifactObject>[] {
    return this.#handles.map(({ informer }) => informer);
  }
}
