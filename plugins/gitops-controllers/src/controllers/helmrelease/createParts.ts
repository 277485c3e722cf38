import {
  createSecretStorage,
  install,
  ReleaseCache,
  rollback,
  testRelease,
  uninstall,
  upgrade,
} from '@backstage-gitops/helm-release';
import { createResolveChart } from './chart/resolveChart';
import { resolveSource } from './chart/resolveSource';
import type { CreateParts } from './createHelmReleaseController';
import { correctDrift } from './drift/correctDrift';
import { createDriftDetection } from './drift/createDriftDetection';
import { inventoryOf } from './inventory/inventoryOf';
import { NewestSecrets } from './release/NewestSecrets';
import { SharedChanges } from './release/SharedChanges';
import { StoredReleases } from './release/StoredReleases';
import { createRender } from './render/createRender';
import { reconcileChartTemplate } from './steps/reconcileChartTemplate';
import { requireDependencies } from './steps/requireDependencies';
import { composeValues } from './values/composeValues';
import { createWatches } from './watch/createWatches';
import { PatientRuns } from './watch/PatientRuns';

/** The parts that a controller of HelmReleases has outside of tests. */
export const createParts: CreateParts = (deps, enqueue) => {
  const secrets = new NewestSecrets(deps);
  const cache = new StoredReleases(undefined, run => secrets.markOf(run));
  const decoded = new ReleaseCache();
  const patient = new PatientRuns({ ...deps, secrets, enqueue });
  const drift = createDriftDetection(deps, key => patient.enqueue(key));
  const changes = new SharedChanges(deps.client);
  return {
    actions: { install, upgrade, rollback, uninstall, testRelease },
    cache,
    createStorage: (client, namespace, onStored) =>
      createSecretStorage({
        ...{ client, namespace, cache: decoded, onStored },
        fieldManager: 'helm-controller',
      }),
    changesOf: target => changes.of(target),
    steps: {
      composeValues,
      correctDrift,
      createRender,
      detectDrift: (...run) => drift.detectDrift(...run),
      inventoryOf,
      reconcileChartTemplate,
      requireDependencies,
      resolveChart: createResolveChart(),
      resolveSource,
    },
    watches: [drift, patient, changes, secrets, createWatches(deps, enqueue)],
    forget: key => {
      cache.forget(key);
      drift.forget(key);
    },
  };
};
