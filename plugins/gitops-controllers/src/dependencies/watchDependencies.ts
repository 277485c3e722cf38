import { findCondition, READY } from '@backstage-gitops/kube';
import type { Informer } from '@backstage-gitops/kube';
import { keyOf } from './DependentObject';
import type { DependentObject } from './DependentObject';

/** Index of objects by what they depend on: `dependenciesOf`. */
export const DEPENDENCY_INDEX = 'dependsOn';

const DEPENDENCY_NOT_READY = 'DependencyNotReady';

/**
 * Starts dependents that wait as soon as a dependency becomes ready, rather
 * than at their next look.
 * @param objects - indexed by {@link DEPENDENCY_INDEX}
 * @param progressOf - what a dependent may wait for besides Ready
 * @returns a function that ends it
 */
export function watchDependencies<T extends DependentObject>(
  objects: Informer<T>,
  enqueue: (key: string) => void,
  progressOf: (object: T) => unknown,
): () => void {
  const textOf = (object: T) => {
    const ready = findCondition(object.status?.conditions, READY)?.status;
    return JSON.stringify([ready, progressOf(object)]);
  };
  return objects.addHandler({
    onUpdate: (object, old) => {
      const ready = findCondition(object.status?.conditions, READY);
      if (ready?.status !== 'True' || textOf(object) === textOf(old)) return;
      const key = keyOf(object);
      for (const dependent of objects.store.byIndex(DEPENDENCY_INDEX, key)) {
        const { conditions } = dependent.status ?? {};
        const why = findCondition(conditions, READY)?.reason;
        if (why === DEPENDENCY_NOT_READY) {
          enqueue(keyOf(dependent));
        }
      }
    },
  });
}
