import type { JsonPatchOperation } from '../types';

const MASK = '***';

/** Fields whose texts are names of the API or of the cluster, and no secrets. */
const SHOWN = new Set([
  'apiGroup',
  'apiVersion',
  'appProtocol',
  'clusterIP',
  'concurrencyPolicy',
  'containerPort',
  'cpu',
  'dnsPolicy',
  'effect',
  'ephemeral-storage',
  'externalTrafficPolicy',
  'image',
  'imagePullPolicy',
  'ingressClassName',
  'internalTrafficPolicy',
  'kind',
  'loadBalancerClass',
  'maxSurge',
  'maxUnavailable',
  'memory',
  'minAvailable',
  'mountPath',
  'name',
  'nodeName',
  'operator',
  'path',
  'pathType',
  'podManagementPolicy',
  'policy',
  'port',
  'priorityClassName',
  'protocol',
  'reclaimPolicy',
  'restartPolicy',
  'schedule',
  'serviceAccountName',
  'sessionAffinity',
  'storage',
  'storageClassName',
  'targetPort',
  'timeZone',
  'topologyKey',
  'type',
  'verbs',
  'volumeMode',
  'whenUnsatisfiable',
]);

/** Fields below which nothing is shown. */
const HIDDEN = new Set([
  'annotations',
  'args',
  'binaryData',
  'command',
  'data',
  'env',
  'stringData',
]);

/** Maps of labels: their values are names. */
const LABELS = new Set(['labels', 'matchLabels', 'nodeSelector', 'selector']);

function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The last segment that names a field, not a position. */
function fieldOf(segments: readonly string[]): string | undefined {
  return segments.findLast(segment => !/^(?:\d+|-)$/.test(segment));
}

function isShown(segments: readonly string[]): boolean {
  const parent = segments.at(-2);
  return (
    SHOWN.has(fieldOf(segments) ?? '') ||
    (parent !== undefined && LABELS.has(parent))
  );
}

function masked(value: unknown, segments: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => masked(item, [...segments, `${i}`]));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [
        key,
        masked(field, [...segments, key]),
      ]),
    );
  }
  if (segments.some(segment => HIDDEN.has(segment))) return MASK;
  return typeof value === 'string' && !isShown(segments) ? MASK : value;
}

/**
 * A patch that may be shown: texts are replaced by `***`, but for those of
 * fields that hold names, and so is every value of data, variables, arguments
 * and annotations. What a Secret holds can stand in any of them.
 */
export function maskPatch(
  patch: readonly JsonPatchOperation[],
): readonly JsonPatchOperation[] {
  return patch.map(operation =>
    operation.op === 'remove'
      ? operation
      : {
          ...operation,
          value: masked(operation.value, segmentsOf(operation.path)),
        },
  );
}
