import type { KubeClient, KubeObject } from '@backstage-gitops/kube';
import type { Alert } from '@backstage-gitops/plugin-gitops-common';
import { AlertRules } from '../alerts/AlertRules';
import { objectTextOf } from '../FluxEvent';
import type { FluxEvent } from '../FluxEvent';
import type { warnOnAlert } from './AlertEvents';

/** Records a Warning on the alert that is looked at. */
export type Warn = (
  reason: Parameters<typeof warnOnAlert>[2],
  message: string,
) => void;

type Labels = Readonly<Record<string, string>>;

/** Milliseconds to read the labels of an object. */
const TIMEOUT_MS = 10_000;

/** The labels of an event's object, read once for all alerts that ask. */
export class ObjectLabels {
  #labels?: Promise<Labels>;

  constructor(
    private readonly event: FluxEvent,
    private readonly client: Pick<KubeClient, 'get'>,
  ) {}

  read(): Promise<Labels> {
    this.#labels ??= this.#get();
    return this.#labels;
  }

  async #get(): Promise<Labels> {
    const {
      apiVersion,
      kind,
      namespace,
      name = '',
    } = this.event.involvedObject;
    const { metadata } = await this.client.get<KubeObject>(
      { apiVersion, kind },
      { namespace, name },
      { metadataOnly: true, timeoutMs: TIMEOUT_MS },
    );
    return metadata.labels ?? {};
  }
}

/** Decides which alerts want an event. */
export class AlertMatcher {
  /** By the alert as an informer keeps it: a change makes a new object. */
  readonly #rules = new WeakMap<Alert, AlertRules>();

  async matches(
    alert: Alert,
    event: FluxEvent,
    labels: ObjectLabels,
    warn: Warn,
  ): Promise<boolean> {
    if (alert.spec.suspend) return false;
    const rules = this.#rulesOf(alert);
    const sources = rules.sourcesOf(event);
    if (sources.length === 0) return false;
    for (const { matchLabels } of sources) {
      if (
        !matchLabels ||
        (await this.#matchLabels(matchLabels, labels, event, warn))
      ) {
        return rules.allows(event.message, message =>
          warn('InvalidConfig', message),
        );
      }
    }
    return false;
  }

  async #matchLabels(
    wanted: Labels,
    labels: ObjectLabels,
    event: FluxEvent,
    warn: Warn,
  ): Promise<boolean> {
    try {
      const found = await labels.read();
      return Object.entries(wanted).every(
        ([key, value]) => Object.hasOwn(found, key) && found[key] === value,
      );
    } catch {
      warn(
        'SourceFetchFailed',
        `error getting source object ${objectTextOf(event)}`,
      );
      return false;
    }
  }

  #rulesOf(alert: Alert): AlertRules {
    const known = this.#rules.get(alert) ?? new AlertRules(alert);
    this.#rules.set(alert, known);
    return known;
  }
}
