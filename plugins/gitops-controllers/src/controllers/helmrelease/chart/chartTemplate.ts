import {
  equalJson,
  formatDuration,
  parseDuration,
} from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { SourceKey } from '../../../sources';
import type { HelmRelease } from '../types';
import { SOURCE_API_VERSION } from './sourceReference';

const OWNER_GROUP = 'helm.toolkit.fluxcd.io';

/** A duration as Go writes it: `1h` is `1h0m0s`. */
function normalized(duration: string): string {
  return formatDuration(parseDuration(duration));
}

/** Leaves out what Go leaves out: empty texts and lists, and false. */
function withoutEmpty(fields: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/**
 * The HelmChart that `spec.chart` describes.
 * @see fluxcd/helm-controller internal/reconcile/helmchart_template.go
 */
export function buildHelmChart(
  { metadata, spec }: HelmRelease,
  chart: NonNullable<HelmRelease['spec']['chart']>,
  { namespace, name }: SourceKey,
): UnstructuredObject {
  const { interval, sourceRef, ...rest } = chart.spec;
  const owner = {
    [`${OWNER_GROUP}/name`]: metadata.name ?? '',
    [`${OWNER_GROUP}/namespace`]: metadata.namespace ?? '',
  };
  const { labels, annotations } = chart.metadata ?? {};
  return {
    apiVersion: SOURCE_API_VERSION,
    kind: 'HelmChart',
    metadata: {
      ...{ namespace, name, labels: { ...labels, ...owner } },
      ...(annotations && { annotations }),
    },
    spec: {
      ...withoutEmpty(rest),
      interval: normalized(interval ?? spec.interval),
      sourceRef: { kind: sourceRef.kind, name: sourceRef.name },
    },
  };
}

/** What the API server fills in. */
const DEFAULTS = { reconcileStrategy: 'ChartVersion', version: '*' };

function includes(live: unknown, wanted: Record<string, string> = {}): boolean {
  const values = (live ?? {}) as Record<string, string>;
  return Object.entries(wanted).every(([key, value]) => values[key] === value);
}

/** Whether a HelmChart has the labels and annotations of a template, and no others. */
export function hasNoMore(
  { metadata }: UnstructuredObject,
  wanted: UnstructuredObject,
): boolean {
  return (
    includes(wanted.metadata.labels, metadata.labels) &&
    includes(wanted.metadata.annotations, metadata.annotations)
  );
}

/** Whether a HelmChart of the cluster is as {@link buildHelmChart} makes it. */
export function isAsTemplated(
  live: UnstructuredObject,
  wanted: UnstructuredObject,
): boolean {
  const { labels, annotations } = wanted.metadata;
  return (
    includes(live.metadata.labels, labels) &&
    includes(live.metadata.annotations, annotations) &&
    equalJson(live.spec, { ...DEFAULTS, ...(wanted.spec as object) })
  );
}
