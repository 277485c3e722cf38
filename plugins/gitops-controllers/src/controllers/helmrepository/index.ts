import { helmRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import {
  concurrentOption,
  defineController,
  SOURCE_RBAC,
} from '../../host/module';
import { createSourceController } from '../../sources';
import { HelmRepositorySource } from './HelmRepositorySource';
import { helmIndexMaxSize } from './options';

/** The controller of HelmRepositories. */
export const helmRepositoryController = defineController({
  kind: helmRepositoryKind,
  options: {
    concurrent: concurrentOption(2),
    helmIndexMaxSize,
  },
  rbac: SOURCE_RBAC,
  create: deps => {
    const source = new HelmRepositorySource({
      workers: deps.workers,
      maxIndexBytes: deps.options.helmIndexMaxSize,
      network: deps.network,
    });
    return createSourceController(source, deps);
  },
});
