import { Controller, keyOf } from '@backstage-gitops/kube';
import type { Informer } from '@backstage-gitops/kube';
import { RegistryMemory } from '@backstage-gitops/oci';
import {
  apiVersionOf,
  imageRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import { ImageTags } from '../../database';
import { defineController, SOURCE_RBAC } from '../../host/module';
import type { ControllerDeps } from '../../host/module';
import { FEATURE_GATES } from '../../images';
import { IMAGE_REPOSITORY_OPTIONS } from './options';
import { ImageRepositoryReconciler } from './reconciler';

/** The controller of ImageRepositories. */
export const imageRepositoryController = defineController({
  kind: imageRepositoryKind,
  options: IMAGE_REPOSITORY_OPTIONS,
  gates: FEATURE_GATES,
  rbac: SOURCE_RBAC,
  create,
});

/** Whether an image is that of another ImageRepository, too. */
function isScannedByOthers(
  informer: Informer<ImageRepository>,
  object: ImageRepository,
  canonicalName: string,
): boolean {
  return informer.store
    .list()
    .some(
      other =>
        keyOf(other) !== keyOf(object) &&
        other.status?.canonicalImageName === canonicalName,
    );
}

function create(deps: ControllerDeps<typeof IMAGE_REPOSITORY_OPTIONS>) {
  const { client, clock, host, logger, metrics, options, recorder } = deps;
  const { clusterName, database, gates, network, sourceCredentials } = deps;
  const { informer, release } = deps.informers.acquire<ImageRepository>({
    apiVersion: apiVersionOf(imageRepositoryKind),
    kind: imageRepositoryKind.kind,
    ...deps.scope,
  });
  const controller = new Controller<ImageRepository>({
    ...{ client, clock, informer, logger, metrics, recorder },
    reconciler: new ImageRepositoryReconciler({
      ...{ clusterName, gates, network, sourceCredentials },
      memory: new RegistryMemory(),
      limits: {
        manifestBytes: options.imageMaxPageSize,
        tags: options.imageMaxTags,
      },
      tags: new ImageTags({ database, clusterName }),
      isScannedByOthers: (object, canonicalName) =>
        isScannedByOthers(informer, object, canonicalName),
    }),
    concurrency: options.concurrent,
    jitterPercent: host.intervalJitterPercentage,
    minRetryDelayMs: host.minRetryDelayMs,
    maxRetryDelayMs: host.maxRetryDelayMs,
  });
  return {
    get hasSynced() {
      return informer.hasSynced;
    },
    async run(signal: AbortSignal) {
      await controller.run(signal);
      release();
    },
  };
}
