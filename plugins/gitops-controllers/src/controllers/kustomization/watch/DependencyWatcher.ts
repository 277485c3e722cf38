import { findCondition, Informer, READY } from '@backstage-gitops/kube';
import { dependenciesOf } from '../sortByDependency';
import type { Kustomization } from '../types';

/** Index of Kustomizations by what they depend on. */
export const DEPENDENCY_INDEX = 'dependsOn';

/** Values of an object in {@link DEPENDENCY_INDEX}. */
export const dependencyIndexValues = dependenciesOf;

/** What a dependent waits for: Ready, and for which revision. */
function progressOf(object: Kustomization): string {
  const { conditions, lastAppliedRevision, observedGeneration } =
    object.status ?? {};
  const ready = findCondition(conditions, READY)?.status;
  return JSON.stringify([ready, lastAppliedRevision, observedGeneration]);
}

/**
 * Starts dependents that wait as soon as a dependency becomes ready, rather
 * than at their next look.
 * @returns a function that ends it
 */
export function watchDependencies(
  kustomizations: Informer<Kustomization>,
  enqueue: (key: string) => void,
): () => void {
  return kustomizations.addHandler({
    onUpdate: (object, old) => {
      const isReady =
        findCondition(object.status?.conditions, READY)?.status === 'True';
      if (!isReady || progressOf(object) === progressOf(old)) return;
      const key = `${object.metadata.namespace}/${object.metadata.name}`;
      for (const dependent of kustomizations.store.byIndex(
        DEPENDENCY_INDEX,
        key,
      )) {
        const ready = findCondition(dependent.status?.conditions, READY);
        if (ready?.reason !== 'DependencyNotReady') continue;
        enqueue(`${dependent.metadata.namespace}/${dependent.metadata.name}`);
      }
    },
  });
}
