import { EventRecorder } from '@backstage-gitops/kube';
import type {
  KubeClient,
  Logger,
  RecordedEvent,
  SharedInformers,
} from '@backstage-gitops/kube';
import type { KeyService } from '@backstage-gitops/plugin-gitops-node';
import type { Knex } from 'knex';
import { randomUUID } from 'crypto';
import { hostname } from 'os';
import { databaseFileOf, LazyDatabase, openDatabase } from '../database';
import type { WebhookEndpoint } from '../notification/receiver/WebhookEndpoint';
import { EventFeed } from '../notification/EventFeed';
import { toFluxEvent } from '../notification/FluxEvent';
import { ARTIFACT_KINDS } from '../sources/artifactKinds';
import { WorkerPool } from '../worker/WorkerPool';
import { Closers } from './Closers';
import { ComponentRunner } from './ComponentRunner';
import type { ComponentState, CreateController } from './ComponentRunner';
import { endInTime } from './endInTime';
import { HostError } from './errors';
import { EventForwarder } from './events/EventForwarder';
import { gatesOf } from './gates';
import { hasKind } from './hasKind';
import { readInstanceId } from './instanceId';
import {
  createLease,
  findForeignHolder,
  handOverText,
  identityOf,
} from './leases';
import { MemoryWatch } from './MemoryWatch';
import { PrometheusMetrics } from './metrics';
import { sectionOf } from './module';
import type {
  ControllerDeps,
  ControllerModule,
  SourceCredentials,
} from './module';
import { networkPolicyOf } from './networkPolicyOf';
import { openStorage } from './openStorage';
import type { Storage } from './openStorage';
import { openWebhooks } from './openWebhooks';
import type { HostOptions } from './options/hostOptions';
import type { ControllerHostOptions } from './options/resolveOptions';
import { serveObservers } from './serveObservers';

/** What {@link startControllers} needs. */
export interface StartControllersInput {
  /** Name of the cluster in the portal; its context for the command line. */
  readonly clusterName: string;
  readonly client: KubeClient;
  /** Informers of the cluster; the caller closes them. */
  readonly informers: SharedInformers;
  readonly modules: readonly ControllerModule[];
  readonly options: ControllerHostOptions;
  /** Directory of this cluster's artifacts. */
  readonly storagePath: string;
  /** What stands before their keys in a bucket. Default: the option's value. */
  readonly storagePrefix?: string;
  readonly logger: Logger;
  readonly sourceCredentials?: SourceCredentials;
  readonly keyServices?: readonly KeyService[];
  /** What opens the database; default: a SQLite file in the storage directory. */
  readonly database?: () => Promise<Knex>;
  /** Where calls of Receivers arrive; default: an address of the options. */
  readonly webhooks?: WebhookEndpoint;
  /** Threads of their work, closed with them. Default: as the options say. */
  readonly workers?: WorkerPool;
  /** Called with each event that controllers record; must not throw. */
  readonly onEvent?: (event: RecordedEvent) => void;
  /** Aborting it stops everything. */
  readonly signal: AbortSignal;
}

/** A component and where it stands. */
export interface ComponentStatus {
  readonly name: string;
  readonly state: ComponentState;
  readonly isReady: boolean;
}

/** Controllers at work on one cluster. */
export interface ControllerHost {
  /** Base address of the artifacts. */
  readonly artifactsUrl: string;
  readonly components: readonly ComponentStatus[];
  /**
   * Whether every component that leads has read the cluster's objects. Where
   * none leads, a replica is ready once it waits for its turn, unless it would
   * serve artifacts that only the leading one has.
   */
  isReady(): boolean;
  /** Resolves when all has stopped; rejects when a controller broke down. */
  readonly stopped: Promise<void>;
}

function chooseModules({ modules, options }: StartControllersInput) {
  const { components } = options.host;
  return modules.filter(
    ({ kind }) =>
      components.length === 0 || components.includes(kind.component),
  );
}

/** @throws HostError - `not-installed`: the cluster has none of the kinds */
async function requireSomeKind(
  client: KubeClient,
  modules: readonly ControllerModule[],
): Promise<void> {
  for (const { kind } of modules) {
    if (await hasKind(client, kind)) return;
  }
  throw new HostError(
    'not-installed',
    `the cluster has none of the kinds ${modules
      .map(({ kind }) => kind.kind)
      .join(', ')}; run: gitops install`,
  );
}

function componentsOf(modules: readonly ControllerModule[]): string[] {
  return [...new Set(modules.map(({ kind }) => kind.component))];
}

/** @throws HostError - `cluster-taken`: Flux runs every component, with the way to hand over */
async function requireSomeFree(
  { client, logger, options, signal }: StartControllersInput,
  components: readonly string[],
): Promise<void> {
  const { host } = options;
  if (!host.isLeaderElectionEnabled) return;
  const occupied: string[] = [];
  for (const component of components) {
    const lease = createLease(component, '', { client, host, logger });
    const holder = await findForeignHolder(lease, signal);
    if (holder === undefined) return;
    occupied.push(`${component} (lease held by ${holder})`);
  }
  throw new HostError(
    'cluster-taken',
    `Flux runs on this cluster, in namespace ${host.namespace}: ${occupied.join(
      ', ',
    )}. ${handOverText(components.join(' '), host.namespace)}`,
  );
}

function createComponents(
  { client, logger, options }: StartControllersInput,
  modules: readonly ControllerModule[],
  identity: string,
): ComponentRunner[] {
  const { host } = options;
  return componentsOf(modules).map(
    name =>
      new ComponentRunner({
        name,
        namespace: host.namespace,
        modules: modules.filter(({ kind }) => kind.component === name),
        lease: host.isLeaderElectionEnabled
          ? createLease(name, identity, { client, host, logger })
          : undefined,
        client,
        logger,
      }),
  );
}

/** Ends all components when one breaks down, and rejects with its error. */
async function runComponents(
  components: readonly ComponentRunner[],
  create: CreateController,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const ends = await Promise.allSettled(
    components.map(component =>
      component.run(create, either).catch(error => {
        failed.abort();
        throw error;
      }),
    ),
  );
  const broken = ends.find(end => end.status === 'rejected');
  if (broken) throw (broken as PromiseRejectedResult).reason;
}

function openForwarder(
  { eventsAddress }: HostOptions,
  logger: Logger,
  closers: Closers,
): EventForwarder | undefined {
  if (eventsAddress === '') return undefined;
  const forwarder = new EventForwarder({
    url: eventsAddress,
    instance: hostname(),
    logger,
  });
  closers.add(() => forwarder.close());
  return forwarder;
}

/** A signal that aborts too when the memory of the process runs out. */
async function watchMemory(
  { options, logger, signal }: StartControllersInput,
  closers: Closers,
): Promise<AbortSignal> {
  if (!options.host.featureGates.OOMWatch) return signal;
  const watch = await MemoryWatch.open({ options: options.host, logger });
  closers.add(() => watch.close());
  return AbortSignal.any([signal, watch.signal]);
}

/** The database as the caller opens it, or one of its own. */
function databaseOf(
  { database, storagePath }: StartControllersInput,
  closers: Closers,
): ControllerDeps['database'] {
  if (database) return database;
  const own = new LazyDatabase(() => openDatabase(databaseFileOf(storagePath)));
  closers.add(() => own.close());
  return own.get;
}

type SharedDeps = Omit<ControllerDeps, 'options' | 'gates'>;

/** What the controllers of one host share, and what it says of it. */
interface SharedParts {
  readonly deps: SharedDeps;
  readonly metrics: PrometheusMetrics;
  readonly storage: Storage;
}

/** Opens what the controllers share; the closers give it back. */
async function openSharedDeps(
  input: StartControllersInput,
  closers: Closers,
): Promise<SharedParts> {
  const { options, logger, storagePath, informers } = input;
  const { host } = options;
  const client = input.client.with({
    qps: host.kubeApiQps,
    burst: host.kubeApiBurst,
  });
  const workers =
    input.workers ?? new WorkerPool({ threads: host.workerThreads });
  closers.add(() => workers.close());
  const place = { path: storagePath, prefix: input.storagePrefix };
  const storage = await openStorage(host, place, workers, closers);
  const metrics = new PrometheusMetrics();
  const forwarder = openForwarder(host, logger, closers);
  const events = new EventFeed(randomUUID());
  const recorder = new EventRecorder({
    client,
    logger,
    sink: event => {
      input.onEvent?.(event);
      const isTaken = events.hasListeners;
      if (isTaken) events.publish(toFluxEvent(event, hostname()));
      forwarder?.forward(event, isTaken ? events.instance : undefined);
    },
  });
  closers.add(() => recorder.flush());
  return {
    metrics,
    storage,
    deps: {
      client,
      informers,
      recorder,
      events,
      registry: metrics.registry,
      metrics,
      logger,
      store: storage.store,
      artifacts: storage.artifacts,
      archives: storage.archives,
      database: databaseOf(input, closers),
      workers,
      host,
      network: networkPolicyOf(host),
      clusterName: input.clusterName,
      sourceCredentials: input.sourceCredentials,
      keyServices: input.keyServices,
      scope: {
        namespace: host.watchAllNamespaces ? undefined : host.namespace,
        labelSelector: host.watchLabelSelector || undefined,
      },
    },
  };
}

/** Fills in what each module has of its own. */
function createWith(
  deps: SharedDeps,
  { host, modules }: ControllerHostOptions,
): CreateController {
  return (module, lease) =>
    module.create({
      ...deps,
      client: lease
        ? deps.client.with({ beforeWrite: () => lease.requireHeld() })
        : deps.client,
      options: modules[sectionOf(module)],
      gates: gatesOf(module, host.featureGates),
    } as ControllerDeps);
}

/** Whether the artifacts that a replica serves are those of all. */
function servesAll(
  modules: readonly ControllerModule[],
  isShared: boolean,
): boolean {
  return isShared || !modules.some(({ kind }) => ARTIFACT_KINDS.includes(kind));
}

function areReady(
  components: readonly ComponentRunner[],
  mayStandBy: boolean,
): boolean {
  const leaders = components.filter(({ state }) => state.kind === 'leading');
  if (leaders.length > 0) return leaders.every(({ isReady }) => isReady);
  return mayStandBy && components.some(({ state }) => state.kind === 'standby');
}

/**
 * Starts the controllers on one cluster. It resolves once they may start to
 * work; where another replica leads, they wait for it. A component that Flux
 * runs stays out, and a kind that is not installed waits; the rest works.
 * @throws HostError - `cluster-taken`, `not-installed`, `storage-taken`,
 *   `storage-unusable`
 * @throws ConnectionError - the cluster can't be reached
 */
export async function startControllers(
  input: StartControllersInput,
): Promise<ControllerHost> {
  const { client, options, logger } = input;
  const { host } = options;
  const modules = chooseModules(input);
  const closers = new Closers();
  try {
    await requireSomeKind(client, modules);
    await requireSomeFree(input, componentsOf(modules));
    const signal = await watchMemory(input, closers);
    const { deps, metrics, storage } = await openSharedDeps(input, closers);
    const { baseUrl, isShared } = storage;
    const identity = identityOf(await readInstanceId(input.storagePath));
    const components = createComponents(input, modules, identity);
    const mayStandBy = servesAll(modules, isShared);
    const isReady = () => areReady(components, mayStandBy);
    const create = createWith(deps, options);
    const { webhooks } = input;
    await openWebhooks({ deps, modules, options, webhooks }, closers);
    for (const close of await serveObservers(host, metrics, isReady)) {
      closers.add(close);
    }
    const stopped = endInTime(runComponents(components, create, signal), {
      signal,
      timeoutMs: host.gracefulShutdownTimeoutMs,
    }).finally(() => closers.close(logger));
    stopped.catch(() => undefined); // the caller may never look at it
    logger.info('the controllers start', { artifacts: baseUrl });
    return {
      artifactsUrl: baseUrl,
      components,
      isReady,
      stopped,
    };
  } catch (error) {
    await closers.close(logger);
    throw error;
  }
}
