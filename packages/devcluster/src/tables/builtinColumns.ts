/* eslint-disable max-lines -- one table: the columns of every built-in kind */
import { getPath, isObject, JsonObject, KubeObject } from '../json';
import { PrinterColumn } from '../resources/Resource';
import { ageOf, humanDuration } from './duration';

/** A column with the function that fills it. */
interface BuiltinColumn extends PrinterColumn {
  readonly cell: (object: KubeObject, now: Date) => unknown;
}

const NONE = '<none>';

const text = (
  name: string,
  path: string,
  extra: Partial<PrinterColumn> = {},
): BuiltinColumn => ({
  name,
  type: 'string',
  ...extra,
  cell: object => String(getPath(object, path.split('.')) ?? ''),
});
const count = (name: string, path: string): BuiltinColumn => ({
  name,
  type: 'string',
  cell: object => Number(getPath(object, path.split('.')) ?? 0),
});
const size = (name: string, path: string): BuiltinColumn => ({
  name,
  type: 'string',
  cell: object => {
    const value = getPath(object, path.split('.'));
    if (Array.isArray(value)) {
      return value.length;
    }
    return isObject(value) ? Object.keys(value).length : 0;
  },
});
const wide = (column: BuiltinColumn): BuiltinColumn => ({
  ...column,
  priority: 1,
});

const NAME: BuiltinColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  cell: object => object.metadata.name,
};
const AGE: BuiltinColumn = {
  name: 'Age',
  type: 'string',
  cell: (object, now) => ageOf(object.metadata.creationTimestamp, now),
};
const CREATED: BuiltinColumn = {
  name: 'Created At',
  type: 'date',
  cell: object => object.metadata.creationTimestamp,
};

const items = (object: unknown, path: string): JsonObject[] => {
  const list = getPath(object, path.split('.'));
  return Array.isArray(list) ? list.filter(isObject) : [];
};
const joined = (values: unknown[]) =>
  values.length > 0 ? values.join(',') : NONE;

const containers = (path: string): BuiltinColumn[] => [
  wide({
    name: 'Containers',
    type: 'string',
    cell: object =>
      items(object, `${path}.containers`)
        .map(item => item.name)
        .join(','),
  }),
  wide({
    name: 'Images',
    type: 'string',
    cell: object =>
      items(object, `${path}.containers`)
        .map(item => item.image)
        .join(','),
  }),
];
const selector = (path: string): BuiltinColumn =>
  wide({
    name: 'Selector',
    type: 'string',
    cell: object => selectorText(getPath(object, path.split('.'))),
  });

function selectorText(value: unknown): string {
  if (!isObject(value)) {
    return NONE;
  }
  const isPlain = !value.matchLabels && !value.matchExpressions;
  const given = isPlain ? value : value.matchLabels;
  const labels = isObject(given) ? given : {};
  return joined(
    Object.keys(labels)
      .sort()
      .map(key => `${key}=${labels[key]}`),
  );
}

const ready = (wanted: string, have: string): BuiltinColumn => ({
  name: 'Ready',
  type: 'string',
  cell: object =>
    `${getPath(object, have.split('.')) ?? 0}/${
      getPath(object, wanted.split('.')) ?? 0
    }`,
});

function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  const waiting = items(pod, 'status.containerStatuses')
    .map(status => getPath(status, ['state', 'waiting', 'reason']))
    .find(Boolean);
  return String(
    waiting ??
      getPath(pod, ['status', 'reason']) ??
      getPath(pod, ['status', 'phase']) ??
      '',
  );
}

const pods: BuiltinColumn[] = [
  NAME,
  {
    name: 'Ready',
    type: 'string',
    cell: pod =>
      `${
        items(pod, 'status.containerStatuses').filter(
          status => status.ready === true,
        ).length
      }/${items(pod, 'spec.containers').length}`,
  },
  { name: 'Status', type: 'string', cell: podStatus },
  {
    name: 'Restarts',
    type: 'string',
    cell: pod =>
      String(
        items(pod, 'status.containerStatuses').reduce(
          (sum, status) => sum + Number(status.restartCount ?? 0),
          0,
        ),
      ),
  },
  AGE,
  wide({
    name: 'IP',
    type: 'string',
    cell: pod => getPath(pod, ['status', 'podIP']) ?? NONE,
  }),
  wide({
    name: 'Node',
    type: 'string',
    cell: pod => getPath(pod, ['spec', 'nodeName']) ?? NONE,
  }),
  wide({
    name: 'Nominated Node',
    type: 'string',
    cell: pod => getPath(pod, ['status', 'nominatedNodeName']) ?? NONE,
  }),
  wide({
    name: 'Readiness Gates',
    type: 'string',
    cell: pod =>
      items(pod, 'spec.readinessGates').length > 0
        ? `0/${items(pod, 'spec.readinessGates').length}`
        : NONE,
  }),
];

const services: BuiltinColumn[] = [
  NAME,
  text('Type', 'spec.type'),
  {
    name: 'Cluster-IP',
    type: 'string',
    cell: object => getPath(object, ['spec', 'clusterIP']) ?? NONE,
  },
  {
    name: 'External-IP',
    type: 'string',
    cell: object => {
      const external = getPath(object, ['spec', 'externalName']);
      const isBalancer = getPath(object, ['spec', 'type']) === 'LoadBalancer';
      return external ?? (isBalancer ? '<pending>' : NONE);
    },
  },
  {
    name: 'Port(s)',
    type: 'string',
    cell: object =>
      joined(
        items(object, 'spec.ports').map(port =>
          port.nodePort
            ? `${port.port}:${port.nodePort}/${port.protocol}`
            : `${port.port}/${port.protocol}`,
        ),
      ),
  },
  AGE,
  selector('spec.selector'),
];

const events: BuiltinColumn[] = [
  {
    name: 'Last Seen',
    type: 'string',
    cell: (event, now) =>
      ageOf(
        getPath(event, ['series', 'lastObservedTime']) ??
          event.lastTimestamp ??
          event.eventTime ??
          event.firstTimestamp,
        now,
      ),
  },
  text('Type', 'type'),
  text('Reason', 'reason'),
  {
    name: 'Object',
    type: 'string',
    cell: event => {
      const kind = String(
        getPath(event, ['involvedObject', 'kind']) ?? '',
      ).toLowerCase();
      const name = getPath(event, ['involvedObject', 'name']);
      return name ? `${kind}/${name}` : kind;
    },
  },
  wide(text('Subobject', 'involvedObject.fieldPath')),
  wide({
    name: 'Source',
    type: 'string',
    cell: event =>
      String(
        getPath(event, ['source', 'component']) ??
          event.reportingComponent ??
          '',
      ),
  }),
  {
    name: 'Message',
    type: 'string',
    cell: event => String(event.message ?? '').trim(),
  },
  wide({
    name: 'First Seen',
    type: 'string',
    cell: (event, now) => ageOf(event.firstTimestamp ?? event.eventTime, now),
  }),
  wide({ name: 'Count', type: 'string', cell: event => event.count ?? 1 }),
  wide(NAME),
];

const jobDuration = (job: KubeObject, now: Date): string => {
  const start = getPath(job, ['status', 'startTime']);
  if (typeof start !== 'string') {
    return '';
  }
  const end = getPath(job, ['status', 'completionTime']);
  const until = typeof end === 'string' ? Date.parse(end) : now.getTime();
  return humanDuration(until - Date.parse(start));
};

function jobStatus(job: KubeObject): string {
  const condition = (type: string) =>
    items(job, 'status.conditions').some(
      item => item.type === type && item.status === 'True',
    );
  if (condition('Complete')) {
    return 'Complete';
  }
  if (condition('Failed')) {
    return 'Failed';
  }
  if (job.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  return condition('Suspended') ? 'Suspended' : 'Running';
}

const bindingRole: BuiltinColumn = {
  name: 'Role',
  type: 'string',
  cell: object =>
    `${getPath(object, ['roleRef', 'kind'])}/${getPath(object, [
      'roleRef',
      'name',
    ])}`,
};
const subjects = (name: string, kind: string): BuiltinColumn =>
  wide({
    name,
    type: 'string',
    cell: object =>
      items(object, 'subjects')
        .filter(subject => subject.kind === kind)
        .map(subject =>
          kind === 'ServiceAccount'
            ? `${subject.namespace}/${subject.name}`
            : subject.name,
        )
        .join(', '),
  });
const binding = [
  NAME,
  bindingRole,
  AGE,
  subjects('Users', 'User'),
  subjects('Groups', 'Group'),
  subjects('ServiceAccounts', 'ServiceAccount'),
];

/** Printer columns by storage key; '' is for kinds without their own. */
export const builtinColumns: Readonly<
  Record<string, readonly BuiltinColumn[]>
> = {
  '': [NAME, CREATED],
  pods,
  services,
  events,
  'events.k8s.io/events': events,
  namespaces: [NAME, text('Status', 'status.phase'), AGE],
  configmaps: [
    NAME,
    {
      name: 'Data',
      type: 'string',
      cell: object =>
        Object.keys({
          ...(object.data as JsonObject),
          ...(object.binaryData as JsonObject),
        }).length,
    },
    AGE,
  ],
  secrets: [NAME, text('Type', 'type'), size('Data', 'data'), AGE],
  serviceaccounts: [NAME, size('Secrets', 'secrets'), AGE],
  persistentvolumeclaims: [
    NAME,
    text('Status', 'status.phase'),
    text('Volume', 'spec.volumeName'),
    {
      name: 'Capacity',
      type: 'string',
      cell: object => getPath(object, ['status', 'capacity', 'storage']) ?? '',
    },
    { name: 'Access Modes', type: 'string', cell: () => '' },
    text('StorageClass', 'spec.storageClassName'),
    { name: 'VolumeAttributesClass', type: 'string', cell: () => '<unset>' },
    AGE,
    wide(text('VolumeMode', 'spec.volumeMode')),
  ],
  nodes: [
    NAME,
    {
      name: 'Status',
      type: 'string',
      cell: node => {
        const state = items(node, 'status.conditions').find(
          item => item.type === 'Ready',
        );
        if (!state) {
          return 'Unknown';
        }
        return state.status === 'True' ? 'Ready' : 'NotReady';
      },
    },
    { name: 'Roles', type: 'string', cell: () => NONE },
    AGE,
    text('Version', 'status.nodeInfo.kubeletVersion'),
  ],
  'apps/deployments': [
    NAME,
    ready('spec.replicas', 'status.readyReplicas'),
    count('Up-to-date', 'status.updatedReplicas'),
    count('Available', 'status.availableReplicas'),
    AGE,
    ...containers('spec.template.spec'),
    selector('spec.selector'),
  ],
  'apps/replicasets': [
    NAME,
    count('Desired', 'spec.replicas'),
    count('Current', 'status.replicas'),
    count('Ready', 'status.readyReplicas'),
    AGE,
    ...containers('spec.template.spec'),
    selector('spec.selector'),
  ],
  'apps/statefulsets': [
    NAME,
    ready('spec.replicas', 'status.readyReplicas'),
    AGE,
    ...containers('spec.template.spec'),
  ],
  'apps/daemonsets': [
    NAME,
    count('Desired', 'status.desiredNumberScheduled'),
    count('Current', 'status.currentNumberScheduled'),
    count('Ready', 'status.numberReady'),
    count('Up-to-date', 'status.updatedNumberScheduled'),
    count('Available', 'status.numberAvailable'),
    {
      name: 'Node Selector',
      type: 'string',
      cell: object =>
        selectorText(
          getPath(object, ['spec', 'template', 'spec', 'nodeSelector']),
        ),
    },
    AGE,
    ...containers('spec.template.spec'),
    selector('spec.selector'),
  ],
  'batch/jobs': [
    NAME,
    { name: 'Status', type: 'string', cell: jobStatus },
    {
      name: 'Completions',
      type: 'string',
      cell: job =>
        `${getPath(job, ['status', 'succeeded']) ?? 0}/${
          getPath(job, ['spec', 'completions']) ?? 1
        }`,
    },
    { name: 'Duration', type: 'string', cell: jobDuration },
    AGE,
    ...containers('spec.template.spec'),
    selector('spec.selector'),
  ],
  'batch/cronjobs': [
    NAME,
    text('Schedule', 'spec.schedule'),
    {
      name: 'Timezone',
      type: 'string',
      cell: object => getPath(object, ['spec', 'timeZone']) ?? NONE,
    },
    {
      name: 'Suspend',
      type: 'string',
      cell: object =>
        getPath(object, ['spec', 'suspend']) === true ? 'True' : 'False',
    },
    {
      name: 'Active',
      type: 'integer',
      cell: object => items(object, 'status.active').length,
    },
    {
      name: 'Last Schedule',
      type: 'string',
      cell: (object, now) => {
        const last = getPath(object, ['status', 'lastScheduleTime']);
        return last ? ageOf(last, now) : NONE;
      },
    },
    AGE,
  ],
  'networking.k8s.io/ingresses': [
    NAME,
    {
      name: 'Class',
      type: 'string',
      cell: object => getPath(object, ['spec', 'ingressClassName']) ?? NONE,
    },
    {
      name: 'Hosts',
      type: 'string',
      cell: object => {
        const hosts = items(object, 'spec.rules').map(rule => rule.host || '*');
        return hosts.length > 0 ? hosts.join(',') : '*';
      },
    },
    {
      name: 'Address',
      type: 'string',
      cell: object =>
        items(object, 'status.loadBalancer.ingress')
          .map(item => item.ip ?? item.hostname)
          .join(','),
    },
    {
      name: 'Ports',
      type: 'string',
      cell: object => (items(object, 'spec.tls').length > 0 ? '80, 443' : '80'),
    },
    AGE,
  ],
  'networking.k8s.io/networkpolicies': [
    NAME,
    {
      name: 'Pod-Selector',
      type: 'string',
      cell: object => selectorText(getPath(object, ['spec', 'podSelector'])),
    },
    AGE,
  ],
  'autoscaling/horizontalpodautoscalers': [
    NAME,
    {
      name: 'Reference',
      type: 'string',
      cell: object =>
        `${getPath(object, ['spec', 'scaleTargetRef', 'kind'])}/${getPath(
          object,
          ['spec', 'scaleTargetRef', 'name'],
        )}`,
    },
    { name: 'Targets', type: 'string', cell: () => '<unknown>' },
    {
      name: 'MinPods',
      type: 'string',
      cell: object =>
        String(getPath(object, ['spec', 'minReplicas']) ?? '<unset>'),
    },
    count('MaxPods', 'spec.maxReplicas'),
    count('Replicas', 'status.currentReplicas'),
    AGE,
  ],
  'policy/poddisruptionbudgets': [
    NAME,
    {
      name: 'Min Available',
      type: 'string',
      cell: object =>
        String(getPath(object, ['spec', 'minAvailable']) ?? 'N/A'),
    },
    {
      name: 'Max Unavailable',
      type: 'string',
      cell: object =>
        String(getPath(object, ['spec', 'maxUnavailable']) ?? 'N/A'),
    },
    count('Allowed Disruptions', 'status.disruptionsAllowed'),
    AGE,
  ],
  'coordination.k8s.io/leases': [
    NAME,
    text('Holder', 'spec.holderIdentity'),
    AGE,
  ],
  'rbac.authorization.k8s.io/rolebindings': binding,
  'rbac.authorization.k8s.io/clusterrolebindings': binding,
  'rbac.authorization.k8s.io/roles': [NAME, CREATED],
  'rbac.authorization.k8s.io/clusterroles': [NAME, CREATED],
  'apiextensions.k8s.io/customresourcedefinitions': [NAME, CREATED],
  'storage.k8s.io/storageclasses': [
    NAME,
    text('Provisioner', 'provisioner'),
    text('ReclaimPolicy', 'reclaimPolicy'),
    text('VolumeBindingMode', 'volumeBindingMode'),
    {
      name: 'AllowVolumeExpansion',
      type: 'string',
      cell: object => object.allowVolumeExpansion === true,
    },
    AGE,
  ],
  'scheduling.k8s.io/priorityclasses': [
    NAME,
    { name: 'Value', type: 'integer', cell: object => object.value ?? 0 },
    {
      name: 'Global-Default',
      type: 'boolean',
      cell: object => object.globalDefault === true,
    },
    AGE,
    text('PreemptionPolicy', 'preemptionPolicy'),
  ],
};
