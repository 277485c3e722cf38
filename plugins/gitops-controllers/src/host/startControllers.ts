import {
  EventRecorder,
  KubeClient,
  NoMatchError,
} from '@backstage-gitops/kube';
import type { Informer, Logger } from '@backstage-gitops/kube';
import { KINDS } from '@backstage-gitops/plugin-gitops-common';
import type { KubeConfig } from '@kubernetes/client-node';
import { ArtifactClient, ArtifactServer, ArtifactStore } from '../artifacts';
import { createGitRepositoryController } from '../controllers/gitrepository';
import {
  createKustomizationController,
  DEFAULT_FEATURE_GATES,
} from '../controllers/kustomization';
import type { SourceObject } from '../controllers/kustomization';
import { WorkerPool } from '../worker/WorkerPool';
import type { TaskName } from '../worker/tasks';
import { HostError } from './errors';
import { checkLeases, runWithLeases } from './leases';
import type { LeaseSettings } from './leases';
import { lockDirectory } from './lockDirectory';
import { PrometheusMetrics } from './metrics';
import type { ControllerHostOptions } from './options';
import { serveText } from './serveText';

/** What {@link startControllers} needs. */
export interface StartControllersInput {
  /** The cluster: the kubeconfig's current context. */
  readonly kubeConfig: KubeConfig;
  readonly options: ControllerHostOptions;
  readonly logger: Logger;
  /** Aborting it stops everything. */
  readonly signal: AbortSignal;
}

/** Controllers at work on one cluster. */
export interface ControllerHost {
  /** Base address of the artifacts. */
  readonly artifactsUrl: string;
  /** Whether the controllers lead and have read the cluster's objects. */
  isReady(): boolean;
  /** Resolves when all has stopped; rejects when the controllers broke down. */
  readonly stopped: Promise<void>;
}

/** Everything that is closed at the end, last opened first. */
class Closers {
  private readonly closers: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.closers.unshift(close);
  }

  async close(logger: Logger): Promise<void> {
    for (const close of this.closers.splice(0)) {
      await close().catch(error =>
        logger.warn('cannot close', { error: (error as Error).message }),
      );
    }
  }
}

/** @throws HostError - `invalid-option`: a gate that does not exist */
function requireGates({ featureGates }: ControllerHostOptions): void {
  const unknown = Object.keys(featureGates).find(
    name => !Object.hasOwn(DEFAULT_FEATURE_GATES, name),
  );
  if (unknown !== undefined) {
    throw new HostError(
      'invalid-option',
      `unable to load feature gates: feature-gate '${unknown}' not supported`,
    );
  }
}

async function requireKinds(client: KubeClient): Promise<void> {
  for (const { group, version, kind } of KINDS) {
    try {
      await client.mapper.find({ apiVersion: `${group}/${version}`, kind });
    } catch (error) {
      throw error instanceof NoMatchError
        ? new HostError(
            'not-installed',
            `the cluster has no kind ${kind} (${group}/${version}); run: gitops install`,
            { cause: error },
          )
        : error;
    }
  }
}

function baseUrlOf({ storage }: ControllerHostOptions, server: ArtifactServer) {
  const address = storage.advertisedAddress || server.address;
  const url = /^https?:\/\//.test(address) ? address : `http://${address}`;
  return url.replace(/\/+$/, '');
}

interface Parts {
  readonly client: KubeClient;
  readonly store: ArtifactStore;
  readonly workers: WorkerPool;
  readonly recorder: EventRecorder;
  readonly metrics: PrometheusMetrics;
  readonly artifacts: ArtifactClient;
}

/** Creates the controllers and runs them until the signal aborts. */
async function runControllers(
  { options, logger }: StartControllersInput,
  parts: Parts,
  signal: AbortSignal,
  onStarted: (informers: readonly Pick<Informer<never>, 'hasSynced'>[]) => void,
): Promise<void> {
  const { client, recorder, metrics, workers } = parts;
  const common = { client, recorder, metrics, logger };
  const timing = {
    intervalJitterPercent: options.intervalJitterPercent,
    minRetryDelayMs: options.minRetryDelayMs,
    maxRetryDelayMs: options.maxRetryDelayMs,
    requeueDependencyMs: options.requeueDependencyMs,
  };
  const sources = createGitRepositoryController({
    ...common,
    ...timing,
    store: parts.store,
    workers,
    limits: options.gitLimits,
    concurrent: options.concurrent.gitRepository,
    labelSelector: options.watchLabelSelector || undefined,
    namespace: options.watchNamespace,
  });
  const kustomizations = createKustomizationController({
    ...common,
    sources: sources.informer as unknown as Informer<SourceObject>,
    artifacts: parts.artifacts,
    workers: {
      run: (task, input, taskSignal) =>
        workers.run(task as TaskName, input, taskSignal),
    },
    options: {
      ...timing,
      concurrent: options.concurrent.kustomization,
      noCrossNamespaceRefs: options.noCrossNamespaceRefs,
      defaultServiceAccount: options.defaultServiceAccount,
      strictMac: options.strictMac,
      watchLabelSelector: options.watchLabelSelector,
      watchNamespace: options.watchNamespace,
      featureGates: { ...DEFAULT_FEATURE_GATES, ...options.featureGates },
    },
  });
  onStarted([sources.informer, kustomizations.informer]);
  await Promise.all([sources.run(signal), kustomizations.run(signal)]);
}

/**
 * Starts the controllers on one cluster. It resolves once they may start to
 * work; where another replica leads, they wait for it.
 * @throws HostError - `cluster-taken`, `not-installed`, `storage-taken`,
 *   `invalid-option`
 * @throws ConnectionError - the cluster can't be reached
 */
export async function startControllers(
  input: StartControllersInput,
): Promise<ControllerHost> {
  const { kubeConfig, options, logger, signal } = input;
  requireGates(options);
  const closers = new Closers();
  try {
    const client = KubeClient.fromKubeConfig(kubeConfig);
    closers.add(() => client.close());
    await requireKinds(client);
    const leases: LeaseSettings = {
      client,
      namespace: options.leaderElection.namespace,
      labelSelector: options.watchLabelSelector,
      storagePath: options.storage.path,
      logger,
    };
    if (options.leaderElection.isEnabled) {
      await checkLeases(leases, signal);
    }
    closers.add(await lockDirectory(options.storage.path));
    const workers = new WorkerPool({ threads: options.workerThreads });
    closers.add(() => workers.close());
    let baseUrl = '';
    const store = new ArtifactStore({
      root: options.storage.path,
      workers,
      baseUrl: () => baseUrl,
      algorithm: options.storage.algorithm,
      retentionTtlMs: options.storage.retentionTtlMs,
      retentionRecords: options.storage.retentionRecords,
    });
    const server = await ArtifactServer.start({
      store,
      address: options.storage.address,
    });
    closers.add(() => server.stop());
    baseUrl = baseUrlOf(options, server);

    const metrics = new PrometheusMetrics();
    let informers: readonly Pick<Informer<never>, 'hasSynced'>[] = [];
    const isReady = () =>
      informers.length > 0 && informers.every(({ hasSynced }) => hasSynced);
    for (const close of await serveObservers(options, metrics, isReady)) {
      closers.add(close);
    }
    const recorder = new EventRecorder({ client, logger });
    closers.add(() => recorder.flush());

    const parts: Parts = {
      client,
      store,
      workers,
      recorder,
      metrics,
      artifacts: new ArtifactClient({ local: store }),
    };
    const lead = (leading: AbortSignal) =>
      runControllers(input, parts, leading, started => {
        informers = started;
        logger.info('the controllers work', { artifacts: baseUrl });
      }).finally(() => {
        informers = [];
      });
    const running = options.leaderElection.isEnabled
      ? runWithLeases(leases, lead, signal)
      : lead(signal);
    const stopped = running.finally(() => closers.close(logger));
    stopped.catch(() => undefined); // for whoever waits; never unhandled
    return { artifactsUrl: baseUrl, isReady, stopped };
  } catch (error) {
    await closers.close(logger);
    throw error;
  }
}

async function serveObservers(
  options: ControllerHostOptions,
  metrics: PrometheusMetrics,
  isReady: () => boolean,
): Promise<(() => Promise<void>)[]> {
  const closers: (() => Promise<void>)[] = [];
  if (options.metricsAddress) {
    const { registry } = metrics;
    closers.push(
      await serveText(options.metricsAddress, {
        '/metrics': async () => ({
          status: 200,
          text: await registry.metrics(),
          contentType: registry.contentType,
        }),
      }),
    );
  }
  if (options.healthAddress) {
    closers.push(
      await serveText(options.healthAddress, {
        '/healthz': async () => ({ status: 200, text: 'ok\n' }),
        '/readyz': async () =>
          isReady()
            ? { status: 200, text: 'ok\n' }
            : { status: 503, text: 'not ready\n' },
      }),
    );
  }
  return closers;
}
