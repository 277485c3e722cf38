import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ClusterConnection,
  KeyServicesRegistry,
  NotifiersRegistry,
  SourceCredentialsRegistry,
} from '@backstage-gitops/plugin-gitops-node';
import type { Knex } from 'knex';
import { setTimeout as delay } from 'timers/promises';
import { CONTROLLERS } from './controllers';
import {
  HostError,
  startControllers,
  storagePathOf,
  storagePrefixOf,
} from './host';
import type { ControllerHost, ControllerHostOptions } from './host';
import type { WebhookEndpoint } from './notification/receiver/WebhookEndpoint';

/** A cluster to run the controllers for. */
interface ClusterRunnerOptions {
  readonly name: string;
  readonly connection: ClusterConnection;
  readonly options: ControllerHostOptions;
  readonly logger: LoggerService;
  readonly sourceCredentials: SourceCredentialsRegistry;
  readonly keyServices: KeyServicesRegistry;
  readonly notifiers: NotifiersRegistry;
  readonly database: () => Promise<Knex>;
  /** Takes the calls of Receivers of all clusters. */
  readonly webhooks: WebhookEndpoint;
  /** Milliseconds before a failed start is tried again. Default 15,000. */
  readonly retryMs?: number;
}

const DEFAULT_RETRY_MS = 15_000;

/**
 * Keeps the controllers of one cluster running: a cluster that can't be reached,
 * or that Flux still runs on, is tried again, and never ends the backend.
 */
export class ClusterRunner {
  private host: ControllerHost | undefined;
  private lastMessage = '';

  constructor(private readonly runnerOptions: ClusterRunnerOptions) {}

  /** Whether the controllers work. */
  get isReady(): boolean {
    return this.host?.isReady() ?? false;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { name, connection, options, logger, retryMs } = this.runnerOptions;
    const { sourceCredentials, keyServices, notifiers } = this.runnerOptions;
    const { database, webhooks } = this.runnerOptions;
    while (!signal.aborted) {
      try {
        this.host = await startControllers({
          clusterName: name,
          sourceCredentials,
          database,
          webhooks,
          keyServices: keyServices.list(),
          onEvent: event => notifiers.notify({ cluster: name, event }, logger),
          client: connection.client,
          informers: connection.informers,
          modules: CONTROLLERS,
          options,
          storagePath: storagePathOf(options.host, name),
          storagePrefix: storagePrefixOf(options.host, name),
          logger,
          signal,
        });
        this.lastMessage = '';
        await this.host.stopped;
      } catch (error) {
        if (!signal.aborted) this.report(error as Error);
      }
      this.host = undefined;
      await delay(retryMs ?? DEFAULT_RETRY_MS, undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  /** Logs each message once, however often the start is tried. */
  private report(error: Error): void {
    const { name, logger } = this.runnerOptions;
    const text = `controllers of cluster "${name}" do not run: ${error.message}`;
    if (text !== this.lastMessage) {
      this.lastMessage = text;
      const isExpected = error instanceof HostError;
      logger.error(text, isExpected ? {} : { stack: error.stack ?? '' });
    }
  }
}
