import {
  findCondition,
  formatKey,
  Informer,
  Logger,
  READY,
  RECONCILING,
} from '@backstage-gitops/kube';
import { sortByDependency } from '../sortByDependency';
import { sourceKeyOf } from '../steps/resolveSource';
import type { Kustomization, ResolvedSource, SourceObject } from '../types';

/** Index of Kustomizations by their source. */
export const SOURCE_INDEX = 'source';

/** Value of an object in {@link SOURCE_INDEX}. */
export function sourceIndexValue(object: Kustomization): string {
  const { kind, namespace, name } = sourceKeyOf(object);
  return `${kind}/${namespace}/${name}`;
}

/** True when the object already works on, or has finished, this revision. */
function hasAttempted(object: Kustomization, revision: string): boolean {
  const { conditions, lastAttemptedRevision } = object.status ?? {};
  const isBusyOrDone =
    findCondition(conditions, READY)?.status === 'True' ||
    findCondition(conditions, RECONCILING)?.status === 'True';
  return isBusyOrDone && lastAttemptedRevision === revision;
}

/**
 * Starts the Kustomizations of a source when it has a new revision, those
 * first that others depend on.
 */
export class SourceWatcher {
  constructor(
    private readonly kustomizations: Informer<Kustomization>,
    private readonly sources: Informer<SourceObject>,
    private readonly enqueue: (key: string) => void,
    private readonly logger: Logger,
  ) {}

  /** Watches until the returned function is called. */
  start(): () => void {
    const onChange = (source: SourceObject, old?: SourceObject) => {
      const revision = source.status?.artifact?.revision;
      const isNew = revision && revision !== old?.status?.artifact?.revision;
      if (isNew) this.#onRevision(source, revision);
    };
    return this.sources.addHandler({
      // The first list is about what the controller looks at anyway.
      onAdd: source => this.sources.hasSynced && onChange(source),
      onUpdate: onChange,
    });
  }

  /** True when the source already has another revision than the one in hand. */
  isOutdated(source: ResolvedSource): boolean {
    const revision = this.sources.get(source)?.status?.artifact?.revision;
    return revision !== undefined && revision !== source.revision;
  }

  #onRevision(source: SourceObject, revision: string): void {
    const { namespace, name } = source.metadata;
    const index = `${this.sources.type.kind}/${namespace}/${name}`;
    const dependents = this.kustomizations.store
      .byIndex(SOURCE_INDEX, index)
      .filter(object => !hasAttempted(object, revision));
    const { sorted, cycles } = sortByDependency(dependents);
    for (const cycle of cycles) {
      this.logger.warn('circular dependency detected', {
        cycle: cycle.join(' -> '),
      });
    }
    for (const object of sorted) {
      const { metadata } = object;
      this.enqueue(
        formatKey({ namespace: metadata.namespace, name: metadata.name ?? '' }),
      );
    }
  }
}
