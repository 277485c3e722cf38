import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { OPEN_NETWORK_POLICY } from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';
import {
  EventRecorder,
  KubeClient,
  noMetrics,
  SharedInformers,
} from '@backstage-gitops/kube';
import type { Logger, UnstructuredObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { Closers } from '../../../host/Closers';
import type { ControllerDeps } from '../../../host/module';
import { openWebhooks } from '../../../host/openWebhooks';
import { resolveOptions } from '../../../host/options/resolveOptions';
import { serveWebhooks } from '../../../notification/receiver/serveWebhooks';
import type { WebhookServer } from '../../../notification/receiver/serveWebhooks';
import { WebhookEndpoint } from '../../../notification/receiver/WebhookEndpoint';
import { receiverController } from '..';
import type { Receiver } from '../types';

const RECEIVER = {
  apiVersion: 'notification.toolkit.fluxcd.io/v1',
  kind: 'Receiver',
};
const GIT_REPOSITORY = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const ANNOTATION = 'reconcile.fluxcd.io/requestedAt';
const POLL_MS = 10;

/** An embedded cluster, the controller of Receivers and its server. */
export class ReceiverEnvironment {
  readonly namespace = 'apps';
  /** Every line of the log, as JSON. */
  readonly log: string[] = [];
  client!: KubeClient;
  server!: WebhookServer;
  private cluster!: DevCluster;
  private informers!: SharedInformers;
  private readonly closers = new Closers();
  private readonly stopController = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly flags: Readonly<Record<string, unknown>> = {},
    private readonly network: NetworkPolicy = OPEN_NETWORK_POLICY,
  ) {}

  private readonly write = (message: string, fields?: object) => {
    this.log.push(JSON.stringify({ message, ...fields }));
  };

  private readonly logger: Logger = {
    ...{ debug: this.write, info: this.write },
    ...{ warn: this.write, error: this.write },
  };

  async start(): Promise<void> {
    this.cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(this.cluster.kubeconfig);
    this.client = KubeClient.fromKubeConfig(kubeConfig, {
      qps: 5000,
      burst: 5000,
    });
    for (const manifest of installManifests()) {
      await this.client.apply(manifest as unknown as UnstructuredObject, {
        fieldManager: 'flux',
      });
    }
    for (const name of [this.namespace, 'other']) {
      await this.client.create({
        ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      });
    }
    this.informers = new SharedInformers({ client: this.client });
    await this.serve();
  }

  private async serve(): Promise<void> {
    const { client, informers, logger, network } = this;
    const resolved = resolveOptions([receiverController]);
    const options = { ...resolved.modules.receiver, ...this.flags };
    const { host } = resolved;
    const deps = {
      ...{ client, informers, logger, network, host, options, gates: {} },
      ...{ scope: {}, metrics: noMetrics },
      recorder: new EventRecorder({ client }),
    } as unknown as ControllerDeps;
    const controller = receiverController.create(deps);
    this.running = controller.run(this.stopController.signal);
    const webhooks = new WebhookEndpoint({ logger, bodyTimeoutMs: 500 });
    await openWebhooks(
      {
        ...{ deps, webhooks, modules: [receiverController] },
        options: { ...resolved, modules: { receiver: options } },
      },
      this.closers,
    );
    this.server = await serveWebhooks('127.0.0.1:0', webhooks, {
      ...{ headersTimeout: 500, requestTimeout: 1_000 },
      connectionsCheckingInterval: 50,
    });
  }

  async stop(): Promise<void> {
    await this.server.close();
    await this.closers.close(this.logger);
    this.stopController.abort();
    await this.running;
    await this.informers.close();
    await this.client.close();
    await this.cluster.stop();
  }

  secret(
    name: string,
    data: Readonly<Record<string, string>>,
    labels: Readonly<Record<string, string>> = {},
  ) {
    return this.client.create({
      ...{ apiVersion: 'v1', kind: 'Secret', stringData: data },
      metadata: { name, namespace: this.namespace, labels: { ...labels } },
    } as UnstructuredObject);
  }

  /** A GitRepository that nobody reconciles. */
  repository(
    name: string,
    labels: Readonly<Record<string, string>> = {},
    namespace = this.namespace,
  ) {
    return this.client.create({
      ...GIT_REPOSITORY,
      metadata: { name, namespace, labels: { ...labels } },
      spec: { url: 'https://example.com/r', interval: '1h' },
    } as UnstructuredObject);
  }

  create(name: string, spec: object): Promise<Receiver> {
    return this.client.create({
      ...RECEIVER,
      metadata: { name, namespace: this.namespace },
      spec,
    } as Receiver);
  }

  get(name: string): Promise<Receiver> {
    return this.client.get(RECEIVER, { namespace: this.namespace, name });
  }

  /** Waits until Ready has a reason. */
  async settled(name: string, reason = 'Succeeded'): Promise<Receiver> {
    for (;;) {
      const object = await this.get(name);
      const ready = object.status?.conditions?.find(
        ({ type }) => type === 'Ready',
      );
      if (ready?.reason === reason) return object;
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  }

  /** Creates a Receiver; its path once calls are taken. */
  async path(name: string, spec: object): Promise<string> {
    await this.create(name, spec);
    const { status } = await this.settled(name);
    const path = status?.webhookPath ?? '';
    // The server reads the same informer as this watch, a moment later.
    for (;;) {
      const { status: answer } = await this.call(path, { method: 'HEAD' });
      if (![404, 503].includes(answer)) return path;
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    const url = `http://127.0.0.1:${this.server.port}${path}`;
    return fetch(url, { method: 'POST', redirect: 'manual', ...init });
  }

  /** When reconciles of a GitRepository were last asked for. */
  async requestedAt(name: string, namespace = this.namespace) {
    const object = await this.client.get(GIT_REPOSITORY, { namespace, name });
    return object.metadata.annotations?.[ANNOTATION];
  }

  async events(name: string): Promise<string[]> {
    const { items } = await this.client.list<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Event' },
      { fieldSelector: `involvedObject.name=${name}` },
    );
    return items.map(({ type, reason, message }) =>
      [type, reason, message].join(' '),
    );
  }
}
