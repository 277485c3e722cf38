import type { ControllerMetrics } from '@backstage-gitops/kube';
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client';
import { collectEventLoopLag } from './eventLoopLag';

/** Between two samples of prom-client, which collectEventLoopLag replaces. */
const NEVER_MS = 2 ** 31 - 1;
const OBJECT_LABELS = ['kind', 'name', 'namespace'] as const;
const STATUSES = ['True', 'False', 'Unknown'] as const;
/** Seconds, from 10 ms to half an hour, each bucket 3.8 times the one before. */
const DURATION_BUCKETS = Array.from(
  { length: 10 },
  (_, index) => 0.01 * (1800 / 0.01) ** (index / 9),
);

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

function labelsOf({ kind, metadata }: Named) {
  return {
    kind,
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
  };
}

/**
 * Prometheus metrics of the controllers, under Flux's names. The condition and
 * suspend gauges, which Flux declares but never fills, are filled.
 */
export class PrometheusMetrics implements ControllerMetrics {
  private readonly duration: Histogram;
  private readonly condition: Gauge;
  private readonly suspend: Gauge;
  private readonly total: Counter;
  private readonly errors: Counter;
  /** Condition types seen, by object, to remove their series. */
  private readonly seen = new Map<string, Set<string>>();

  constructor(readonly registry = new Registry()) {
    const registers = [registry];
    collectDefaultMetrics({
      register: registry,
      eventLoopMonitoringPrecision: NEVER_MS,
    });
    collectEventLoopLag(registry);
    this.duration = new Histogram({
      name: 'gotk_reconcile_duration_seconds',
      help: 'Duration of one run.',
      labelNames: OBJECT_LABELS,
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.condition = new Gauge({
      name: 'gotk_reconcile_condition',
      help: 'Current condition of an object: 1 for its status, 0 for the others.',
      labelNames: [...OBJECT_LABELS, 'type', 'status'],
      registers,
    });
    this.suspend = new Gauge({
      name: 'gotk_suspend_status',
      help: 'Whether an object is suspended.',
      labelNames: OBJECT_LABELS,
      registers,
    });
    this.total = new Counter({
      name: 'controller_runtime_reconcile_total',
      help: 'Runs by result.',
      labelNames: ['controller', 'result'],
      registers,
    });
    this.errors = new Counter({
      name: 'controller_runtime_reconcile_errors_total',
      help: 'Runs that ended in an error.',
      labelNames: ['controller'],
      registers,
    });
  }

  reconciled(
    kind: string,
    { name, namespace = '' }: { name: string; namespace?: string },
    result: string,
    seconds: number,
  ): void {
    const controller = kind.toLowerCase();
    this.duration.observe({ kind, name, namespace }, seconds);
    this.total.inc({ controller, result });
    if (result === 'error') {
      this.errors.inc({ controller });
    }
  }

  conditions(
    object: Named,
    conditions: readonly { readonly type: string; readonly status: string }[],
  ): void {
    const labels = labelsOf(object);
    const key = JSON.stringify(labels);
    const before = this.seen.get(key) ?? new Set<string>();
    const now = new Set(conditions.map(({ type }) => type));
    for (const type of before) {
      if (!now.has(type)) {
        this.removeCondition(labels, type);
      }
    }
    for (const { type, status } of conditions) {
      for (const candidate of STATUSES) {
        this.condition.set(
          { ...labels, type, status: candidate },
          candidate === status ? 1 : 0,
        );
      }
    }
    this.seen.set(key, now);
    this.suspended(object, false);
  }

  suspended(object: Named, isSuspended: boolean): void {
    this.suspend.set(labelsOf(object), isSuspended ? 1 : 0);
  }

  gone(object: Named): void {
    const labels = labelsOf(object);
    const key = JSON.stringify(labels);
    for (const type of this.seen.get(key) ?? []) {
      this.removeCondition(labels, type);
    }
    this.seen.delete(key);
    this.suspend.remove(labels);
    this.duration.remove(labels);
  }

  private removeCondition(
    labels: ReturnType<typeof labelsOf>,
    type: string,
  ): void {
    for (const status of STATUSES) {
      this.condition.remove({ ...labels, type, status });
    }
  }
}
