import { mkdirSync, writeFileSync, mkdtempSync, rmSync } from 'fs';
import { createServer, Server } from 'https';
import { AddressInfo, Socket } from 'net';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Rbac } from './auth/Rbac';
import { Tokens } from './auth/tokens';
import { bootstrap } from './cluster/bootstrap';
import { createIdentity, Identity, kubeconfigFor } from './cluster/identity';
import { Controllers } from './controllers/Controllers';
import { DefinitionController } from './controllers/definitionController';
import { GarbageCollector } from './controllers/garbageCollector';
import { NamespaceContent } from './controllers/namespaceContent';
import { NamespaceController } from './controllers/namespaceController';
import { DaemonSetController } from './controllers/workloads/daemonSets';
import { DeploymentController } from './controllers/workloads/deployments';
import { JobController } from './controllers/workloads/jobs';
import { ReplicaSetController } from './controllers/workloads/replicaSets';
import { StatefulSetController } from './controllers/workloads/statefulSets';
import { ApiServer } from './http/ApiServer';
import { ObjectService } from './objects/ObjectService';
import { Registry } from './resources/Registry';
import { startPodSimulator } from './simulator/startPodSimulator';
import { readSnapshot, Saved, writeSnapshot } from './storage/Snapshot';
import { Store } from './storage/Store';

const SAVE_INTERVAL_MS = 1000;
/** Longer than clients keep idle connections, so that they close them first. */
const KEEP_ALIVE_MS = 120_000;

export interface DevClusterOptions {
  /** Port on loopback; 0 (default) takes a free one. */
  readonly port?: number;
  /** Folder that keeps the cluster between runs; in memory only when absent. */
  readonly dataDir?: string;
  /** Where to write the kubeconfig; a temporary file (removed by stop) when absent. */
  readonly kubeconfigPath?: string;
  /** Events remembered per resource for watchers that resume. Default 4096. */
  readonly historyLength?: number;
  /** Whether pods become Ready by themselves (nothing runs in them). Default true. */
  readonly simulatePods?: boolean;
  /** Source of the time. Default: the system clock. */
  readonly clock?: () => Date;
}

/** A running embedded cluster. */
export interface DevCluster {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  /** Kubeconfig (YAML) of an administrator. */
  readonly kubeconfig: string;
  /** File that holds `kubeconfig`. */
  readonly kubeconfigPath: string;
  /** Closes watches and connections, saves the data folder, frees the port. */
  stop(): Promise<void>;
}

/**
 * Starts an embedded Kubernetes API server on loopback, over HTTPS.
 * @throws Error - the port is taken (code EADDRINUSE)
 */
export async function startDevCluster(
  options: DevClusterOptions = {},
): Promise<DevCluster> {
  const clock = options.clock ?? (() => new Date());
  const saved = options.dataDir ? readSnapshot(options.dataDir) : undefined;
  const identity = saved?.identity ?? createIdentity(clock());
  const store = new Store(options.historyLength, saved?.revision);
  const registry = new Registry();
  const objects = new ObjectService(store, registry, clock);
  restore(store, registry, saved);
  const controllers = createControllers(objects, identity);
  let port = 0;
  const api = createApi(
    { store, registry, objects, identity, clock },
    () => `127.0.0.1:${port}`,
  );
  const server = createHttpsServer(identity, api);
  const connections = trackConnections(server);
  port = await listen(server, options.port ?? 0);
  bootstrap(objects, port);
  store.forgetHistory();
  controllers.start();

  const url = `https://127.0.0.1:${port}`;
  const kubeconfig = kubeconfigFor(url, identity);
  const file = writeKubeconfig(kubeconfig, options.kubeconfigPath);
  const simulator = new AbortController();
  const simulation =
    options.simulatePods === false
      ? Promise.resolve()
      : startPodSimulator({ kubeconfig, signal: simulator.signal });
  const saving = options.dataDir
    ? keepSaving(options.dataDir, identity, store)
    : undefined;
  return {
    url,
    kubeconfig,
    kubeconfigPath: file.path,
    async stop() {
      simulator.abort();
      await simulation;
      controllers.stop();
      connections.forEach(socket => socket.destroy());
      await new Promise<void>(resolve => {
        server.close(() => resolve());
      });
      saving?.stop();
      file.remove();
    },
  };
}

/** What the API server serves, and as whom. */
interface ClusterState {
  readonly store: Store;
  readonly registry: Registry;
  readonly objects: ObjectService;
  readonly identity: Identity;
  readonly clock: () => Date;
}

/** @param address - `host:port` that the server listens on, once it does */
function createApi(state: ClusterState, address: () => string): ApiServer {
  const { store, registry, objects, identity, clock } = state;
  const accounts = () => registry.find('', 'v1', 'serviceaccounts')!;
  return new ApiServer({
    objects,
    registry,
    clock,
    rbac: new Rbac(store),
    tokens: new Tokens(
      identity.adminToken,
      identity.signingKey,
      (namespace, name) => objects.find(accounts(), namespace, name),
      clock,
    ),
    address,
  });
}

function createControllers(
  objects: ObjectService,
  identity: Identity,
): Controllers {
  return new Controllers(objects, [
    new DefinitionController(objects),
    new GarbageCollector(objects),
    new NamespaceController(objects),
    new NamespaceContent(objects, identity.caCertificate),
    new DeploymentController(objects),
    new ReplicaSetController(objects),
    new StatefulSetController(objects),
    new DaemonSetController(objects),
    new JobController(objects),
  ]);
}

function createHttpsServer(identity: Identity, api: ApiServer): Server {
  const server = createServer(
    { key: identity.serverKey, cert: identity.serverCertificate },
    (request, response) => {
      void api.handle(request, response);
    },
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;
  return server;
}

function restore(
  store: Store,
  registry: Registry,
  saved: Saved | undefined,
): void {
  for (const [resource, objects] of Object.entries(saved?.resources ?? {})) {
    store.restore(resource, objects);
  }
  for (const definition of store.list(
    'apiextensions.k8s.io/customresourcedefinitions',
  )) {
    registry.addDefinition(definition);
  }
}

function trackConnections(server: Server): Set<Socket> {
  const connections = new Set<Socket>();
  const track = (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  };
  server.on('connection', track);
  return connections;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function writeKubeconfig(
  text: string,
  wanted: string | undefined,
): { path: string; remove: () => void } {
  if (wanted) {
    mkdirSync(dirname(wanted), { recursive: true });
    writeFileSync(wanted, text, { mode: 0o600 });
    return { path: wanted, remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'devcluster-'));
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, text, { mode: 0o600 });
  return {
    path,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Saves while there is something new, at most once a second, and at the end. */
function keepSaving(
  folder: string,
  identity: Identity,
  store: Store,
): { stop: () => void } {
  let savedRevision = -1;
  const save = () => {
    if (store.currentRevision !== savedRevision) {
      writeSnapshot(folder, identity, store);
      savedRevision = store.currentRevision;
    }
  };
  const timer = setInterval(save, SAVE_INTERVAL_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      save();
    },
  };
}
