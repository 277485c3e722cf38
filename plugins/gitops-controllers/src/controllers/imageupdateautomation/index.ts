import { WriterQueue } from '@backstage-gitops/git';
import { Controller } from '@backstage-gitops/kube';
import {
  apiVersionOf,
  imageUpdateAutomationKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageUpdateAutomation } from '@backstage-gitops/plugin-gitops-common';
import { defineController, SOURCE_RBAC } from '../../host/module';
import type { ControllerDeps } from '../../host/module';
import { FEATURE_GATES, IMAGE_UPDATE_AUTOMATION_OPTIONS } from './options';
import type { FeatureGates } from './options';
import { ImageUpdateAutomationReconciler } from './reconciler';
import { watchChanges } from './watchChanges';

/** The controller of ImageUpdateAutomations. */
export const imageUpdateAutomationController = defineController({
  kind: imageUpdateAutomationKind,
  options: IMAGE_UPDATE_AUTOMATION_OPTIONS,
  gates: FEATURE_GATES,
  rbac: SOURCE_RBAC,
  create,
});

function create(deps: ControllerDeps<typeof IMAGE_UPDATE_AUTOMATION_OPTIONS>) {
  const { client, clock, host, informers, logger, metrics, recorder } = deps;
  const { clusterName, network, options, sourceCredentials, workers } = deps;
  const { informer, release } = informers.acquire<ImageUpdateAutomation>({
    apiVersion: apiVersionOf(imageUpdateAutomationKind),
    kind: imageUpdateAutomationKind.kind,
    ...deps.scope,
  });
  const controller = new Controller<ImageUpdateAutomation>({
    ...{ client, clock, informer, logger, metrics, recorder },
    reconciler: new ImageUpdateAutomationReconciler({
      ...{ clusterName, network, options, sourceCredentials, workers },
      queue: new WriterQueue(),
      gates: { ...FEATURE_GATES, ...(deps.gates as Partial<FeatureGates>) },
    }),
    concurrency: options.concurrent,
    minRetryDelayMs: host.minRetryDelayMs,
    maxRetryDelayMs: host.maxRetryDelayMs,
  });
  return {
    get hasSynced() {
      return informer.hasSynced;
    },
    async run(signal: AbortSignal) {
      const { namespace } = deps.scope;
      const stop = watchChanges(informers, namespace, informer, controller);
      await controller.run(signal);
      stop();
      release();
    },
  };
}
