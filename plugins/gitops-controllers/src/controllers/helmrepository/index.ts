import { helmRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import {
  concurrentOption,
  defineController,
  SOURCE_RBAC,
} from '../../host/module';
import { option } from '../../host/options/schema';
import { createSourceController } from '../../sources';
import { HelmRepositorySource } from './HelmRepositorySource';

const MAX_INDEX_BYTES = 50 * 1024 ** 2;

/** The controller of HelmRepositories. */
export const helmRepositoryController = defineController({
  kind: helmRepositoryKind,
  options: {
    concurrent: concurrentOption(2),
    helmIndexMaxSize: option.integer({
      flag: 'helm-index-max-size',
      doc: 'Bytes that the index of a Helm repository may have.',
      default: MAX_INDEX_BYTES,
      min: 1,
    }),
  },
  rbac: SOURCE_RBAC,
  create: deps => {
    const source = new HelmRepositorySource({
      workers: deps.workers,
      maxIndexBytes: deps.options.helmIndexMaxSize,
    });
    return createSourceController(source, deps);
  },
});
