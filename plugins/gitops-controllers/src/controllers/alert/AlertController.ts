import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import {
  alertKind,
  providerKind,
} from '@backstage-gitops/plugin-gitops-common';
import type {
  Alert,
  KindDefinition,
  Provider,
} from '@backstage-gitops/plugin-gitops-common';
import type { InformerHandle, KubeObject } from '@backstage-gitops/kube';
import type { ControllerDeps, RunnableController } from '../../host/module';
import { DatabaseNotificationStore } from '../../notification/dispatch/DatabaseNotificationStore';
import { Dispatcher } from '../../notification/dispatch/Dispatcher';
import type { FluxEvent } from '../../notification/FluxEvent';
import { PROVIDER_TYPES } from '../../notification/providers';
import { EventServer } from '../../notification/server/EventServer';
import { HttpMetrics } from '../../notification/server/HttpMetrics';
import type { ALERT_OPTIONS } from './options';
import { untilAborted } from '../../host/untilAborted';

type AlertDeps = ControllerDeps<typeof ALERT_OPTIONS>;

/** Milliseconds that open deliveries get when the controllers stop. */
const CLOSE_MS = 5_000;

interface Informers {
  readonly alerts: InformerHandle<Alert>;
  readonly providers: InformerHandle<Provider>;
}

/**
 * Sends the events of this process, and those that others post to it, as the
 * Alerts of the cluster say. Alerts and Providers have no status (NC-6).
 */
export class AlertController implements RunnableController {
  #informers?: Informers;

  constructor(private readonly deps: AlertDeps) {}

  get hasSynced(): boolean {
    const { alerts, providers } = this.#informers ?? {};
    return Boolean(alerts?.informer.hasSynced && providers?.informer.hasSynced);
  }

  async run(signal: AbortSignal): Promise<void> {
    const informers = this.#acquire();
    this.#informers = informers;
    const dispatcher = this.#createDispatcher(informers);
    const unsubscribe = this.deps.events.subscribe(event =>
      this.#take(dispatcher, event),
    );
    try {
      const server = await this.#startServer(dispatcher);
      await untilAborted(signal);
      await server?.stop();
    } finally {
      unsubscribe();
      await dispatcher.close(CLOSE_MS);
      informers.alerts.release();
      informers.providers.release();
    }
  }

  #acquire(): Informers {
    const { informers, scope } = this.deps;
    const acquire = <T extends KubeObject>(kind: KindDefinition) =>
      informers.acquire<T>({
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        namespace: scope.namespace,
      });
    return {
      alerts: acquire<Alert>(alertKind),
      providers: acquire<Provider>(providerKind),
    };
  }

  #createDispatcher({ alerts, providers }: Informers): Dispatcher {
    const { client, recorder, network, logger, clock, options } = this.deps;
    const { database, clusterName } = this.deps;
    return new Dispatcher({
      ...{ client, recorder, network, logger, clock },
      alerts: alerts.informer,
      providers: providers.informer,
      types: PROVIDER_TYPES,
      store: new DatabaseNotificationStore({
        ...{ database, clusterName, logger, clock },
      }),
      rateLimitIntervalMs: options.rateLimitIntervalMs,
      noCrossNamespaceRefs: options.noCrossNamespaceRefs,
    });
  }

  /** Events of this process are not sent again: what is too much is lost. */
  #take(dispatcher: Dispatcher, event: FluxEvent): void {
    if (dispatcher.accept(event).kind !== 'full') return;
    const { kind, namespace, name } = event.involvedObject;
    this.deps.logger.warn('too many events: one is not sent', {
      object: `${kind}/${namespace}/${name}`,
      reason: event.reason,
    });
  }

  async #startServer(dispatcher: Dispatcher): Promise<EventServer | undefined> {
    const { options, events, logger, registry } = this.deps;
    const { eventsServerAddress: address } = options;
    if (!address) return undefined;
    return EventServer.start({
      address,
      accept: event => dispatcher.accept(event),
      instance: events.instance,
      logger,
      metrics: registry && metricsOf(registry),
    });
  }
}

const METRICS = 'gotk_event';
type Registry = NonNullable<AlertDeps['registry']>;
const known = new WeakMap<Registry, HttpMetrics>();

/** A registry takes each name once, and the controller may run again. */
function metricsOf(registry: Registry): HttpMetrics {
  const metrics = known.get(registry) ?? new HttpMetrics(METRICS, registry);
  known.set(registry, metrics);
  return metrics;
}
