import { toGroupVersionKind, UnstructuredObject } from '../api/types';
import { equalJson } from '../status/mergePatch';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsAt(value: unknown, ...path: string[]): Fields | undefined {
  let found = value;
  for (const field of path) found = isFields(found) ? found[field] : undefined;
  return isFields(found) ? found : undefined;
}

/** Where each kind keeps its Pod spec. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/**
 * Puts an object that was built into the form in which it is applied: status
 * dropped (but not of a CRD), port protocols filled in, a Secret's stringData
 * folded into data. Changes the object in place.
 * @see fluxcd/pkg:ssa/normalize
 */
export function normalizeObject(object: UnstructuredObject): void {
  const { group, kind } = toGroupVersionKind(object);
  const podSpec = POD_SPECS[`${group}/${kind}`];
  if (podSpec) {
    const containers = fieldsAt(object, ...podSpec)?.containers;
    if (Array.isArray(containers)) {
      for (const container of containers) fillProtocols(container);
    }
  }
  if (group === '' && kind === 'Service') fillProtocols(object.spec);
  if (group === '' && kind === 'Secret') foldStringData(object);
  if (kind === 'CustomResourceDefinition') dropDummyCaBundle(object);
  else if (!(group === 'rbac.authorization.k8s.io' && kind.endsWith('Role'))) {
    delete object.status;
  }
  const metadata = object.metadata as Fields;
  if (metadata.creationTimestamp === null) delete metadata.creationTimestamp;
}

/** A port without protocol is TCP: the server's merge key needs it. */
function fillProtocols(owner: unknown): void {
  const ports = isFields(owner) ? owner.ports : undefined;
  if (!Array.isArray(ports)) return;
  for (const port of ports) {
    if (isFields(port) && !port.protocol) port.protocol = 'TCP';
  }
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function foldStringData(secret: UnstructuredObject): void {
  const { stringData } = secret;
  if (!isFields(stringData)) return;
  const values = Object.entries(stringData);
  // Not text: left for the server, whose error names the field.
  if (values.some(([, value]) => typeof value !== 'string')) return;
  const data = isFields(secret.data) ? secret.data : {};
  for (const [key, value] of values) data[key] = toBase64(String(value));
  if (values.length > 0) secret.data = data;
  delete secret.stringData;
}

/** A caBundle that is no certificate is a placeholder that cert-manager fills. */
function dropDummyCaBundle(crd: UnstructuredObject): void {
  const config = fieldsAt(crd, 'spec', 'conversion', 'webhook', 'clientConfig');
  const bundle = config?.caBundle;
  if (!config || typeof bundle !== 'string') return;
  const text = Buffer.from(bundle, 'base64').toString('latin1');
  if (!text.includes('-----BEGIN CERTIFICATE-----')) delete config.caBundle;
}

/**
 * The part of a live or dry-run object that counts for drift: everything but
 * metadata and status.
 */
export function comparableContent(object: UnstructuredObject): Fields {
  const content: Fields = {};
  for (const [field, value] of Object.entries(object)) {
    if (field !== 'metadata' && field !== 'status') content[field] = value;
  }
  if (object.kind === 'HorizontalPodAutoscaler') {
    content.spec = dropDuplicateMetrics(content.spec);
  }
  return content;
}

/** Servers before 1.27 repeat the first metric in a dry-run's answer. */
function dropDuplicateMetrics(spec: unknown): unknown {
  if (!isFields(spec) || !Array.isArray(spec.metrics)) return spec;
  const kept: unknown[] = [];
  for (const metric of spec.metrics) {
    const isEmpty = !isFields(metric) || !metric.type;
    if (!isEmpty && !kept.some(other => equalJson(other, metric))) {
      kept.push(metric);
    }
  }
  return { ...spec, metrics: kept };
}
