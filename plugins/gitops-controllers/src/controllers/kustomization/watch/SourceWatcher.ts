import {
  findCondition,
  formatKey,
  READY,
  RECONCILING,
} from '@backstage-gitops/kube';
import type { Informer, Logger, Trigger } from '@backstage-gitops/kube';
import { sortByDependency } from '../../../dependencies';
import type { SourceInformers, SourceKey } from '../../../sources';
import { sourceKeyOf } from '../steps/resolveSource';
import type { Kustomization } from '../types';

/** Index of Kustomizations by their source. */
export const SOURCE_INDEX = 'kustomization-source';

function indexValueOf({ kind, namespace, name }: SourceKey): string {
  return `${kind}/${namespace}/${name}`;
}

/** Value of an object in {@link SOURCE_INDEX}. */
export function sourceIndexValue(object: Kustomization): string {
  return indexValueOf(sourceKeyOf(object));
}

/** True when a reconcile with this revision runs or has succeeded. */
function hasAttempted(object: Kustomization, revision: string): boolean {
  const { conditions, lastAttemptedRevision } = object.status ?? {};
  const isBusyOrDone =
    findCondition(conditions, READY)?.status === 'True' ||
    findCondition(conditions, RECONCILING)?.status === 'True';
  return isBusyOrDone && lastAttemptedRevision === revision;
}

/**
 * Enqueues the Kustomizations of a source, of whichever kind, when it has a new
 * revision; those first that others depend on.
 */
export class SourceWatcher {
  constructor(
    private readonly kustomizations: Informer<Kustomization>,
    private readonly sources: SourceInformers,
    private readonly enqueue: (key: string, trigger: Trigger) => void,
    private readonly logger: Logger,
  ) {}

  /** Watches until the returned function is called. */
  start(): () => void {
    return this.sources.onRevision((source, revision) =>
      this.#enqueueDependents(source, revision),
    );
  }

  #enqueueDependents(source: SourceKey, revision: string): void {
    const dependents = this.kustomizations.store
      .byIndex(SOURCE_INDEX, indexValueOf(source))
      .filter(object => !hasAttempted(object, revision));
    const { sorted, cycles } = sortByDependency(dependents);
    for (const cycle of cycles) {
      this.logger.warn('circular dependency detected', {
        cycle: cycle.join(' -> '),
      });
    }
    for (const { metadata } of sorted) {
      this.enqueue(formatKey(metadata), source);
    }
  }
}
