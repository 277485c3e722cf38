import { ConfigReader } from '@backstage/config';
import type { Config } from '@backstage/config';
import { parseDuration } from '@backstage-gitops/kube';
import { tmpdir } from 'os';
import { join } from 'path';
import { DEFAULT_HOST_OPTIONS, HostError } from './host';
import type { ControllerHostOptions } from './host';

const SECTION = 'gitops.controllers';

function readDuration(config: Config, key: string, defaultMs: number): number {
  const text = config.getOptionalString(key);
  if (text === undefined) {
    return defaultMs;
  }
  try {
    return parseDuration(text);
  } catch (error) {
    throw new HostError(
      'invalid-option',
      `${SECTION}.${key}: ${(error as Error).message}`,
    );
  }
}

function readGates(config: Config): Record<string, boolean> {
  const gates = config.getOptionalConfig('featureGates');
  return Object.fromEntries(
    (gates?.keys() ?? []).map(name => [name, gates?.getBoolean(name) ?? false]),
  );
}

/**
 * Reads `gitops.controllers` of app-config, for one cluster.
 * @param clusterName - names the directory of its artifacts
 * @throws HostError - `invalid-option`
 */
export function readOptions(
  root: Config,
  clusterName: string,
): ControllerHostOptions {
  const config = root.getOptionalConfig(SECTION) ?? new ConfigReader({});
  const defaults = DEFAULT_HOST_OPTIONS;
  const path =
    config.getOptionalString('storage.path') ??
    join(tmpdir(), 'gitops-artifacts');
  return {
    concurrent: {
      gitRepository:
        config.getOptionalNumber('concurrent.gitRepository') ??
        defaults.concurrent.gitRepository,
      kustomization:
        config.getOptionalNumber('concurrent.kustomization') ??
        defaults.concurrent.kustomization,
    },
    storage: {
      ...defaults.storage,
      path: join(path, encodeURIComponent(clusterName)),
      address:
        config.getOptionalString('storage.address') ?? defaults.storage.address,
      advertisedAddress: config.getOptionalString('storage.advertisedAddress'),
      retentionTtlMs: readDuration(
        config,
        'storage.retentionTtl',
        defaults.storage.retentionTtlMs,
      ),
      retentionRecords:
        config.getOptionalNumber('storage.retentionRecords') ??
        defaults.storage.retentionRecords,
    },
    workerThreads: config.getOptionalNumber('workerThreads'),
    noCrossNamespaceRefs:
      config.getOptionalBoolean('noCrossNamespaceRefs') ??
      defaults.noCrossNamespaceRefs,
    defaultServiceAccount:
      config.getOptionalString('defaultServiceAccount') ??
      defaults.defaultServiceAccount,
    intervalJitterPercent:
      config.getOptionalNumber('intervalJitterPercentage') ??
      defaults.intervalJitterPercent,
    minRetryDelayMs: readDuration(
      config,
      'minRetryDelay',
      defaults.minRetryDelayMs,
    ),
    maxRetryDelayMs: readDuration(
      config,
      'maxRetryDelay',
      defaults.maxRetryDelayMs,
    ),
    requeueDependencyMs: readDuration(
      config,
      'requeueDependency',
      defaults.requeueDependencyMs,
    ),
    watchLabelSelector:
      config.getOptionalString('watchLabelSelector') ??
      defaults.watchLabelSelector,
    watchNamespace: config.getOptionalString('watchNamespace'),
    featureGates: readGates(config),
    strictMac: config.getOptionalBoolean('strictMac') ?? defaults.strictMac,
    metricsAddress: config.getOptionalString('metricsAddress'),
    healthAddress: config.getOptionalString('healthAddress'),
    leaderElection: {
      isEnabled:
        config.getOptionalBoolean('leaderElection.enabled') ??
        defaults.leaderElection.isEnabled,
      namespace:
        config.getOptionalString('leaderElection.namespace') ??
        defaults.leaderElection.namespace,
    },
  };
}
