import { gitRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import {
  concurrentOption,
  defineController,
  SOURCE_RBAC,
} from '../../host/module';
import { createSourceController } from '../../sources';
import { GitRepositorySource } from './GitRepositorySource';
import { limitOptions } from './limitOptions';
import { sshOptions } from './sshOptions';
import { watchIncludes } from './watchIncludes';

/** The controller of GitRepositories. */
export const gitRepositoryController = defineController({
  kind: gitRepositoryKind,
  options: {
    concurrent: concurrentOption(2),
    ...limitOptions,
    ...sshOptions,
  },
  rbac: SOURCE_RBAC,
  create: deps => {
    const source = new GitRepositorySource({
      artifacts: deps.artifacts,
      workers: deps.workers,
      requeueDependencyMs: deps.host.requeueDependencyMs,
      limits: deps.options,
      sshAlgorithms: {
        kex: deps.options.sshKexAlgos,
        hostKey: deps.options.sshHostkeyAlgos,
      },
      network: deps.network,
      clusterName: deps.clusterName,
      sourceCredentials: deps.sourceCredentials,
    });
    return createSourceController(source, deps, watchIncludes);
  },
});
