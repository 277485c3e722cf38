import {
  FieldError,
  forbiddenField,
  invalidValue,
  required,
  unsupported,
} from '../../errors/FieldError';
import { deepEqual, isObject, JsonObject, KubeObject } from '../../json';
import { Strategy } from '../Resource';
import { withDefaults, within, withinEach } from './defaulting';
import { definitionStrategy } from './definitions';

type OwnStrategy = Partial<Strategy>;

const changeSpec =
  (change: (spec: JsonObject) => JsonObject) => (object: KubeObject) =>
    within(object, 'spec', change) as KubeObject;
const IMMUTABLE_SET = 'field is immutable when `immutable` is set';
const IMMUTABLE = 'field is immutable';
const KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** What the values of a Secret, or of a ConfigMap, are together at most. */
const MAX_DATA_BYTES = 1024 * 1024;

/** Bytes of the texts of a field, or of what is base64 in them. */
function sizeOf(values: unknown, encoding: 'utf8' | 'base64'): number {
  return Object.values(isObject(values) ? values : {}).reduce<number>(
    (sum, text) => sum + Buffer.byteLength(String(text), encoding),
    0,
  );
}

function checkSize(field: string, bytes: number): FieldError[] {
  const detail = `may not be more than ${MAX_DATA_BYTES} bytes`;
  return bytes > MAX_DATA_BYTES
    ? [new FieldError('FieldValueTooLong', field, '', detail)]
    : [];
}

function validateConfigMap(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const { data, binaryData } = object;
  const bytes = sizeOf(data, 'utf8') + sizeOf(binaryData, 'base64');
  // The server names no field.
  return [...validateData(object, live), ...checkSize('[]', bytes)];
}

function validateData(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const keys = ['data', 'binaryData'].flatMap(field =>
    Object.keys(
      isObject(object[field]) ? (object[field] as JsonObject) : {},
    ).map(key => ({ field, key })),
  );
  const errors = keys
    .filter(({ key }) => !KEY.test(key) || key.length > 253)
    .map(({ field, key }) => invalidValue(`${field}[${key}]`, key, KEY_RULE));
  if (live?.immutable === true) {
    if (object.immutable !== true) {
      errors.push(forbiddenField('immutable', IMMUTABLE_SET));
    }
    for (const field of ['data', 'binaryData']) {
      if (!deepEqual(object[field], live[field])) {
        errors.push(forbiddenField(field, IMMUTABLE_SET));
      }
    }
  }
  return errors;
}

/** Text given in stringData is stored in data. */
function secretDefaults(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const filled = withDefaults(rest, { type: 'Opaque' }) as KubeObject;
  if (!isObject(stringData)) {
    return filled;
  }
  const encoded = Object.fromEntries(
    Object.entries(stringData).map(([key, text]) => [
      key,
      Buffer.from(String(text)).toString('base64'),
    ]),
  );
  return {
    ...filled,
    data: { ...(isObject(filled.data) ? filled.data : {}), ...encoded },
  };
}

function validateSecret(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const errors = [
    ...validateData(object, live),
    ...checkSize('data', sizeOf(object.data, 'base64')),
  ];
  if (live && live.type !== object.type) {
    errors.push(invalidValue('type', object.type, IMMUTABLE));
  }
  return errors;
}

const serviceDefaults = (
  object: KubeObject,
  live: KubeObject | undefined,
): KubeObject =>
  changeSpec(value => {
    const type = String(value.type || 'ClusterIP');
    const filled = withDefaults(value, {
      type,
      sessionAffinity: 'None',
      internalTrafficPolicy: type === 'ExternalName' ? undefined : 'Cluster',
      ...(type === 'LoadBalancer' || type === 'NodePort'
        ? { externalTrafficPolicy: 'Cluster' }
        : {}),
      ...(type === 'LoadBalancer'
        ? { allocateLoadBalancerNodePorts: true }
        : {}),
    });
    const withPorts = withinEach(filled, 'ports', port =>
      withDefaults(port, { protocol: 'TCP', targetPort: port.port }),
    );
    const before = isObject(live?.spec) ? live.spec : undefined;
    return type === 'ExternalName'
      ? withPorts
      : withAddresses(withPorts, object, before);
  })(object);

/** Cluster IPs and node ports are kept once given; a new one is derived from the uid. */
function withAddresses(
  spec: JsonObject,
  object: KubeObject,
  before: JsonObject | undefined,
): JsonObject {
  const address =
    spec.clusterIP ?? before?.clusterIP ?? addressOf(object.metadata.uid);
  const filled = withDefaults(spec, {
    clusterIP: address,
    clusterIPs: before?.clusterIPs ?? [address],
    ipFamilies: before?.ipFamilies ?? ['IPv4'],
    ipFamilyPolicy: before?.ipFamilyPolicy ?? 'SingleStack',
  });
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') {
    return filled;
  }
  const known = Array.isArray(before?.ports)
    ? before.ports.filter(isObject)
    : [];
  let index = 0;
  return withinEach(filled, 'ports', port => {
    const same = known.find(
      other => other.name === port.name && other.port === port.port,
    );
    index += 1;
    return withDefaults(port, {
      nodePort: same?.nodePort ?? nodePortOf(object.metadata.uid, index),
    });
  });
}

function addressOf(uid: string): string {
  const hash = parseInt(uid.replace(/-/g, '').slice(0, 6) || '0', 16);
  // eslint-disable-next-line no-bitwise
  return `10.96.${(hash >> 8) & 255}.${hash & 255 || 1}`;
}

function nodePortOf(uid: string, index: number): number {
  return (
    30000 +
    ((parseInt(uid.replace(/-/g, '').slice(0, 6) || '0', 16) + index) % 2767)
  );
}

const SERVICE_TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

function validateService(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  const spec = isObject(object.spec) ? object.spec : {};
  const errors: FieldError[] = [];
  const ports = Array.isArray(spec.ports) ? spec.ports.filter(isObject) : [];
  if (!SERVICE_TYPES.includes(String(spec.type))) {
    errors.push(unsupported('spec.type', spec.type, SERVICE_TYPES));
  }
  if (
    ports.length === 0 &&
    spec.type !== 'ExternalName' &&
    spec.clusterIP !== 'None'
  ) {
    errors.push(required('spec.ports'));
  }
  ports.forEach((port, index) => {
    const number = Number(port.port);
    if (!(number > 0 && number < 65536)) {
      errors.push(
        invalidValue(
          `spec.ports[${index}].port`,
          number,
          'must be between 1 and 65535, inclusive',
        ),
      );
    }
    if (ports.length > 1 && !port.name) {
      errors.push(required(`spec.ports[${index}].name`));
    }
  });
  const before = isObject(live?.spec) ? live.spec : undefined;
  const wasAddressed =
    before?.clusterIP &&
    before.type !== 'ExternalName' &&
    spec.type !== 'ExternalName';
  if (wasAddressed && before.clusterIP !== spec.clusterIP) {
    errors.push(
      invalidValue(
        'spec.clusterIPs[0]',
        [spec.clusterIP],
        'may not change once set',
      ),
    );
  }
  return errors;
}

function validateRoleBinding(
  object: KubeObject,
  live: KubeObject | undefined,
): FieldError[] {
  if (live && !deepEqual(live.roleRef, object.roleRef)) {
    return [invalidValue('roleRef', object.roleRef, 'cannot change roleRef')];
  }
  const reference = isObject(object.roleRef) ? object.roleRef : {};
  return reference.name ? [] : [required('roleRef.name')];
}

function bindingDefaults(object: KubeObject): KubeObject {
  const group = 'rbac.authorization.k8s.io';
  const withRole = within(object, 'roleRef', reference =>
    withDefaults(reference, { apiGroup: group }),
  );
  return withinEach(withRole, 'subjects', subject =>
    subject.kind === 'ServiceAccount'
      ? subject
      : withDefaults(subject, { apiGroup: group }),
  ) as KubeObject;
}

/** Every namespace carries its own name as a label and the finalizer of its content. */
function namespaceDefaults(object: KubeObject): KubeObject {
  const labels = {
    ...object.metadata.labels,
    'kubernetes.io/metadata.name': object.metadata.name,
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}

const webhookDefaults = (object: KubeObject): KubeObject =>
  withinEach(object, 'webhooks', webhook =>
    withinEach(
      within(
        withDefaults(webhook, {
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          namespaceSelector: {},
          objectSelector: {},
          timeoutSeconds: 10,
        }),
        'clientConfig',
        config =>
          within(config, 'service', service =>
            withDefaults(service, { port: 443 }),
          ),
      ),
      'rules',
      rule => withDefaults(rule, { scope: '*' }),
    ),
  ) as KubeObject;

export const coreStrategies: Readonly<Record<string, OwnStrategy>> = {
  configmaps: { validate: validateConfigMap },
  secrets: { defaults: secretDefaults, validate: validateSecret },
  services: {
    defaults: serviceDefaults,
    validate: validateService,
    namePattern: 'label',
  },
  namespaces: {
    namePattern: 'label',
    defaults: namespaceDefaults,
    prepareCreate: object => ({
      ...object,
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    }),
    prepareUpdate: (object, live) => ({
      ...object,
      spec: live.spec,
      status: live.status,
    }),
  },
  persistentvolumeclaims: {
    defaults: changeSpec(value =>
      withDefaults(value, { volumeMode: 'Filesystem' }),
    ),
    prepareCreate: object => ({ ...object, status: { phase: 'Pending' } }),
  },
  persistentvolumes: {
    defaults: changeSpec(value =>
      withDefaults(value, {
        volumeMode: 'Filesystem',
        persistentVolumeReclaimPolicy: 'Retain',
      }),
    ),
    prepareCreate: object => ({ ...object, status: { phase: 'Pending' } }),
  },
  'rbac.authorization.k8s.io/rolebindings': {
    defaults: bindingDefaults,
    validate: validateRoleBinding,
  },
  'rbac.authorization.k8s.io/clusterrolebindings': {
    defaults: bindingDefaults,
    validate: validateRoleBinding,
  },
  'networking.k8s.io/networkpolicies': {
    defaults: changeSpec(value => {
      const hasEgress = Array.isArray(value.egress) && value.egress.length > 0;
      const filled = withDefaults(value, {
        policyTypes: hasEgress ? ['Ingress', 'Egress'] : ['Ingress'],
      });
      const ports = (rule: JsonObject) =>
        withinEach(rule, 'ports', port =>
          withDefaults(port, { protocol: 'TCP' }),
        );
      return withinEach(withinEach(filled, 'ingress', ports), 'egress', ports);
    }),
  },
  'networking.k8s.io/ingresses': {
    defaults: changeSpec(value => value),
  },
  'autoscaling/horizontalpodautoscalers': {
    defaults: changeSpec(value =>
      withDefaults(value, {
        minReplicas: 1,
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: 80 },
            },
          },
        ],
      }),
    ),
  },
  'storage.k8s.io/storageclasses': {
    defaults: object =>
      withDefaults(object, {
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'Immediate',
      }) as KubeObject,
  },
  'scheduling.k8s.io/priorityclasses': {
    defaults: object =>
      withDefaults(object, {
        preemptionPolicy: 'PreemptLowerPriority',
      }) as KubeObject,
  },
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': {
    defaults: object =>
      withinEach(webhookDefaults(object), 'webhooks', webhook =>
        withDefaults(webhook, { reinvocationPolicy: 'Never' }),
      ) as KubeObject,
  },
  'admissionregistration.k8s.io/validatingwebhookconfigurations': {
    defaults: webhookDefaults,
  },
  'apiextensions.k8s.io/customresourcedefinitions': definitionStrategy,
};
