import { Controller, formatKey } from '@backstage-gitops/kube';
import type { Informer, ObjectKey } from '@backstage-gitops/kube';
import { RegistryMemory } from '@backstage-gitops/oci';
import {
  apiVersionOf,
  imagePolicyKind,
  imageRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImagePolicy } from '@backstage-gitops/plugin-gitops-common';
import { ImageTags } from '../../database';
import { defineController, SOURCE_RBAC } from '../../host/module';
import type { ControllerDeps } from '../../host/module';
import { FEATURE_GATES } from '../../images';
import { IMAGE_POLICY_OPTIONS } from './options';
import { ImagePolicyReconciler } from './reconciler';
import { Repositories } from './Repositories';
import { repositoryKeyOf } from './repositoryKeyOf';

/** Index of policies by the ImageRepository that they refer to. */
const BY_REPOSITORY = 'imageRepository';

/** The controller of ImagePolicies. */
export const imagePolicyController = defineController({
  kind: imagePolicyKind,
  options: IMAGE_POLICY_OPTIONS,
  gates: FEATURE_GATES,
  rbac: [
    ...SOURCE_RBAC,
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  ],
  create,
});

/** Policies run again when the tags of their repository have changed. */
function watchRepositories(
  repositories: Repositories,
  informer: Informer<ImagePolicy>,
  controller: Controller<ImagePolicy>,
): () => void {
  informer.addIndexer(BY_REPOSITORY, object => [
    formatKey(repositoryKeyOf(object)),
  ]);
  return repositories.onNews((key: ObjectKey) => {
    const trigger = { kind: imageRepositoryKind.kind, ...key };
    for (const { metadata } of informer.store.byIndex(
      BY_REPOSITORY,
      formatKey(key),
    )) {
      const { namespace, name = '' } = metadata;
      controller.enqueue({ namespace, name }, trigger);
    }
  });
}

function create(deps: ControllerDeps<typeof IMAGE_POLICY_OPTIONS>) {
  const { client, clock, host, informers, logger, metrics, recorder } = deps;
  const { clusterName, database, gates, network, sourceCredentials } = deps;
  const { options, scope } = deps;
  const { informer, release } = informers.acquire<ImagePolicy>({
    apiVersion: apiVersionOf(imagePolicyKind),
    kind: imagePolicyKind.kind,
    ...scope,
  });
  const repositories = new Repositories({ client, informers, scope });
  const controller = new Controller<ImagePolicy>({
    ...{ client, clock, informer, logger, metrics, recorder },
    reconciler: new ImagePolicyReconciler({
      ...{ clusterName, gates, network, sourceCredentials, repositories },
      memory: new RegistryMemory(),
      limits: {},
      tags: new ImageTags({ database, clusterName }),
      noCrossNamespaceRefs: options.noCrossNamespaceRefs,
      requeueDependencyMs: host.requeueDependencyMs,
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
      const stop = watchRepositories(repositories, informer, controller);
      await controller.run(signal);
      stop();
      repositories.release();
      release();
    },
  };
}
