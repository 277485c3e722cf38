import { RegistryMemory } from '@backstage-gitops/oci';
import { ociRepositoryKind } from '@backstage-gitops/plugin-gitops-common';
import {
  concurrentOption,
  defineController,
  SOURCE_RBAC,
} from '../../host/module';
import { createSourceController } from '../../sources';
import { limitOptions } from './limitOptions';
import { OCIRepositorySource } from './OCIRepositorySource';

/** The controller of OCIRepositories. */
export const ociRepositoryController = defineController({
  kind: ociRepositoryKind,
  options: { concurrent: concurrentOption(2), ...limitOptions },
  rbac: SOURCE_RBAC,
  create: deps => {
    const { options } = deps;
    const source = new OCIRepositorySource({
      workers: deps.workers,
      network: deps.network,
      memory: new RegistryMemory(),
      limits: {
        manifestBytes: options.ociMaxManifestSize,
        blobBytes: options.ociMaxLayerSize,
        tags: options.ociMaxTags,
      },
      maxUnpackedBytes: options.ociMaxUnpackedSize,
      clusterName: deps.clusterName,
      sourceCredentials: deps.sourceCredentials,
    });
    return createSourceController(source, deps);
  },
});
