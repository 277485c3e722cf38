import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { extendNetworkPolicy } from '@backstage-gitops/http';
import {
  EventRecorder,
  KubeClient,
  noMetrics,
  SharedInformers,
} from '@backstage-gitops/kube';
import type {
  KubeObject,
  Logger,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import {
  alertKind,
  apiVersionOf,
  installManifests,
  providerKind,
} from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Registry } from 'prom-client';
import { databaseFileOf, LazyDatabase, openDatabase } from '../../../database';
import type { ControllerDeps } from '../../../host/module';
import { resolveOptions } from '../../../host/options/resolveOptions';
import { EventFeed } from '../../../notification/EventFeed';
import type { FluxEvent } from '../../../notification/FluxEvent';
import { alertController } from '..';

/** A running controller of Alerts. */
interface Running {
  readonly feed: EventFeed;
  stop(): Promise<void>;
}

/** An embedded cluster with a controller of Alerts, for tests. */
export class AlertEnvironment {
  readonly namespace = 'default';
  /** Lines of the log, with their data. */
  readonly log: string[] = [];
  readonly registry = new Registry();
  client!: KubeClient;
  database!: LazyDatabase;
  private cluster!: DevCluster;
  private informers!: SharedInformers;
  private readonly scratch = mkdtempSync(join(tmpdir(), 'gitops-alerts-'));
  private running?: Running;

  async open(options: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(this.cluster.kubeconfig);
    this.client = KubeClient.fromKubeConfig(kubeConfig);
    for (const manifest of installManifests() as unknown as KubeObject[]) {
      await this.client.apply(manifest, { fieldManager: 'test' });
    }
    this.informers = new SharedInformers({ client: this.client });
    this.database = new LazyDatabase(() =>
      openDatabase(databaseFileOf(this.scratch)),
    );
    await this.start(options);
  }

  /** Starts the controller, instead of the one that runs. */
  async start(options: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.running?.stop();
    const feed = new EventFeed('this-process');
    const stop = new AbortController();
    const controller = alertController.create(this.deps(feed, options));
    const run = controller.run(stop.signal);
    this.running = {
      feed,
      stop: async () => {
        stop.abort();
        await run;
      },
    };
    await eventually(async () => {
      if (!controller.hasSynced) throw new Error('not synced');
    });
  }

  async close(): Promise<void> {
    await this.running?.stop();
    await this.informers.close();
    await this.database.close();
    await this.client.close();
    await this.cluster.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** An event of a controller in this process. */
  publish(event: FluxEvent): void {
    this.running?.feed.publish(event);
  }

  async createProvider(name: string, spec: object): Promise<void> {
    await this.create(apiVersionOf(providerKind), 'Provider', name, { spec });
  }

  async createAlert(
    name: string,
    spec: object,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const rest = { spec: { providerRef: { name }, ...spec } };
    const type = apiVersionOf(alertKind);
    await this.create(type, 'Alert', name, rest, annotations);
  }

  async createSecret(name: string, stringData: object): Promise<void> {
    await this.create('v1', 'Secret', name, { stringData });
  }

  /** Alert, Provider and Secret of a name to a sink. */
  async createRoute(
    name: string,
    { alert = {}, provider = {}, secret = {}, annotations = {} }: Route,
  ): Promise<void> {
    const secretRef = { name };
    await this.createSecret(name, secret);
    await this.createProvider(name, {
      ...{ type: 'generic', secretRef },
      ...provider,
    });
    const eventSources = [{ kind: 'Kustomization', name }];
    await this.createAlert(name, { eventSources, ...alert }, annotations);
    await this.settle();
  }

  /** Waits for the informers to have seen what was written. */
  async settle(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, 100));
  }

  /** Texts of the events on an Alert, as `Reason: message`. */
  async warningsOn(name: string): Promise<string[]> {
    const { items } = await this.client.list<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace: this.namespace },
    );
    return items
      .filter(({ involvedObject }) => {
        const object = involvedObject as { kind: string; name: string };
        return object.kind === 'Alert' && object.name === name;
      })
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  private async create(
    apiVersion: string,
    kind: string,
    name: string,
    rest: object,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const metadata = { name, namespace: this.namespace, annotations };
    await this.client.create({ apiVersion, kind, metadata, ...rest });
  }

  private deps(
    events: EventFeed,
    given: Readonly<Record<string, unknown>>,
  ): ControllerDeps {
    const { client, informers, registry, database } = this;
    const note = (text: string, meta?: object) =>
      this.log.push(`${text} ${JSON.stringify(meta ?? {})}`);
    const logger: Logger = { debug: note, info: note, warn: note, error: note };
    const { host, modules } = resolveOptions([alertController]);
    return {
      ...{ client, informers, registry, logger, host, events },
      recorder: new EventRecorder({ client, logger }),
      metrics: noMetrics,
      database: database.get,
      network: extendNetworkPolicy({ deny: [], allow: ['127.0.0.1'] }),
      clusterName: 'test',
      options: { ...modules.alert, ...given },
      gates: {},
      scope: {},
    } as unknown as ControllerDeps;
  }
}

interface Route {
  readonly alert?: object;
  readonly provider?: object;
  readonly secret?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Tries again until it works. */
export async function eventually<T>(act: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

/** An event about a Kustomization. */
export function eventOf(
  name: string,
  change: Partial<FluxEvent> & { readonly namespace?: string } = {},
): FluxEvent {
  const { namespace = 'default', ...rest } = change;
  return {
    involvedObject: {
      kind: 'Kustomization',
      namespace,
      name,
      uid: '7d1c0c6a-0000-4000-8000-000000000001',
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      resourceVersion: '7',
    },
    severity: 'info',
    timestamp: '2026-01-02T03:04:05Z',
    message: 'applied',
    reason: 'ReconciliationSucceeded',
    metadata: { 'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:abc' },
    reportingController: 'kustomize-controller',
    reportingInstance: 'pod-1',
    ...rest,
  };
}
