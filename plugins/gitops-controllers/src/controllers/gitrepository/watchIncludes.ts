import { formatKey } from '@backstage-gitops/kube';
import type { SourceWatch } from '../../sources';
import type { GitRepository } from './types';

/** Index of GitRepositories by the repositories that they include. */
const INCLUDE_INDEX = 'gitrepository-include';

function includedKeys({ metadata, spec }: GitRepository): string[] {
  const { namespace } = metadata;
  return (spec.include ?? []).map(({ repository }) =>
    formatKey({ namespace, name: repository.name }),
  );
}

/** Enqueues the repositories that include one with a new artifact. */
export const watchIncludes: SourceWatch<GitRepository> = (
  informer,
  controller,
) => {
  informer.addIndexer(INCLUDE_INDEX, includedKeys);
  const removeHandler = informer.addHandler({
    onUpdate: ({ metadata, status }, old) => {
      if (status?.artifact?.digest === old.status?.artifact?.digest) return;
      const key = formatKey(metadata);
      for (const dependent of informer.store.byIndex(INCLUDE_INDEX, key)) {
        controller.enqueue(dependent.metadata);
      }
    },
  });
  return () => {
    removeHandler();
    informer.removeIndexer(INCLUDE_INDEX);
  };
};
