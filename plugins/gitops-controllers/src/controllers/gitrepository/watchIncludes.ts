import { formatKey } from '@backstage-gitops/kube';
import type { SourceWatch } from '../../sources';
import type { GitRepository } from './types';

/** Index of GitRepositories by the repositories that they include. */
export const INCLUDE_INDEX = 'include';

/** Values of an object in {@link INCLUDE_INDEX}: `namespace/name`. */
export function includedKeys({ metadata, spec }: GitRepository): string[] {
  const { namespace } = metadata;
  return (spec.include ?? []).map(({ repository }) =>
    formatKey({ namespace, name: repository.name }),
  );
}

/** Enqueues the repositories that include one with a new artifact. */
export const watchIncludes: SourceWatch<GitRepository> = (
  informer,
  controller,
) =>
  informer.addHandler({
    onUpdate: ({ metadata, status }, old) => {
      if (status?.artifact?.digest === old.status?.artifact?.digest) return;
      const dependents = informer.store.byIndex(
        INCLUDE_INDEX,
        formatKey(metadata),
      );
      for (const dependent of dependents) {
        controller.enqueue(dependent.metadata);
      }
    },
  });
