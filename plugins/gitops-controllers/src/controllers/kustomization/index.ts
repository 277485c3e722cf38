import {
  Controller,
  Informer,
  KubeObject,
  systemClock,
  toInventoryId,
  WorkQueue,
} from '@backstage-gitops/kube';
import type { ObjectRef } from '@backstage-gitops/kube';
import { AppliedObjectCaches } from './AppliedObjectCaches';
import { DEFAULT_FEATURE_GATES, DEFAULT_OPTIONS } from './options';
import { KustomizationReconciler } from './reconciler';
import type { Kustomization, KustomizationDeps } from './types';
import {
  CONFIG_INDEX,
  configIndexValues,
  ConfigWatcher,
} from './watch/ConfigWatcher';
import {
  DEPENDENCY_INDEX,
  dependencyIndexValues,
  watchDependencies,
} from './watch/DependencyWatcher';
import { DriftWatcher } from './watch/DriftWatcher';
import {
  SOURCE_INDEX,
  sourceIndexValue,
  SourceWatcher,
} from './watch/SourceWatcher';

export { BUILD_TASK } from './steps/buildManifests';
export { runBuildTask } from './build/runBuildTask';
export type { BuildOutput, BuildRequest } from './build/request';
export { DEFAULT_FEATURE_GATES, DEFAULT_OPTIONS } from './options';
export type { FeatureGates, KustomizationOptions } from './options';
export type {
  ArtifactFetcher,
  KustomizationDeps,
  SourceObject,
  TaskRunner,
} from './types';

/** The Kustomization controller, ready to run. */
export interface KustomizationController {
  /** Cache of Kustomizations. */
  readonly informer: Informer<Kustomization>;
  /** Works until the signal aborts and running reconciles have ended. */
  run(signal: AbortSignal): Promise<void>;
}

const TYPE = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

/** Keeps in the cache only what the controller reads. */
function shorten<T extends KubeObject>(object: T): T {
  delete object.metadata.managedFields;
  return object;
}

/** True when the inventory of a Kustomization names the object. */
function isListed(
  informer: Informer<Kustomization>,
  owner: string,
  ref: ObjectRef,
): boolean {
  const entries = informer.store.getByKey(owner)?.status?.inventory?.entries;
  const id = toInventoryId(ref);
  return entries?.some(entry => entry.id === id) ?? false;
}

/** Puts together the Kustomization controller with its watches. */
export function createKustomizationController(
  deps: KustomizationDeps,
): KustomizationController {
  const options = {
    ...DEFAULT_OPTIONS,
    ...deps.options,
    featureGates: { ...DEFAULT_FEATURE_GATES, ...deps.options?.featureGates },
  };
  const { client, clock, logger } = deps;
  const informer = new Informer<Kustomization>({
    ...{ client, clock, logger },
    type: TYPE,
    namespace: options.watchNamespace,
    labelSelector: options.watchLabelSelector || undefined,
    transform: shorten,
    indexers: {
      [SOURCE_INDEX]: object => [sourceIndexValue(object)],
      [CONFIG_INDEX]: configIndexValues,
      [DEPENDENCY_INDEX]: dependencyIndexValues,
    },
  });
  const queue = new WorkQueue({
    clock: clock ?? systemClock,
    minRetryDelayMs: options.minRetryDelayMs,
    maxRetryDelayMs: options.maxRetryDelayMs,
  });
  const enqueue = (key: string) => queue.add(key);
  const sources = new SourceWatcher(informer, deps.sources, enqueue, logger);
  const applied = new AppliedObjectCaches();
  const drift = options.watchDrift
    ? new DriftWatcher({
        ...{ client, clock, logger, enqueue },
        isListed: (owner, ref) => isListed(informer, owner, ref),
        isKnown: (owner, ref, live) => applied.isKnown(owner, ref, live),
      })
    : undefined;
  const reconciler = new KustomizationReconciler(deps, options, {
    ...{ drift, sources, applied },
  });
  const controller = new Controller<Kustomization>({
    ...{ reconciler, client, informer, queue, clock, logger },
    recorder: deps.recorder,
    metrics: deps.metrics,
    concurrency: options.concurrent,
    jitterPercent: options.intervalJitterPercent,
  });
  const configs = options.featureGates.DisableConfigWatchers
    ? undefined
    : new ConfigWatcher(client, informer, enqueue, { clock, logger });

  return {
    informer,
    async run(signal) {
      drift?.start(signal);
      const stops = [sources.start(), watchDependencies(informer, enqueue)];
      await Promise.all([
        informer.run(signal),
        configs?.run(signal),
        controller.run(signal),
      ]);
      for (const stop of stops) stop();
    },
  };
}
