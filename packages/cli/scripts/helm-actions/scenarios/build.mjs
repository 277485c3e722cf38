/**
 * The words of which scenarios are made. A scenario is
 * `{ name, steps, isShort, seesCluster }`; a step is
 * `{ words, chart, files, input, program, signal, until }`.
 */

/** @param options - `isShort`: also in CI; `seesCluster`: compares objects without a namespace too */
export function scenario(name, steps, options = {}) {
  return { name, steps, ...options };
}

const words = text =>
  Array.isArray(text) ? text : text.split(' ').filter(word => word !== '');

/** A command of the tool; `<chart>` in its words is the folder of `chart`. */
export function helm(text, chart, options = {}) {
  return { words: words(text), chart, ...options };
}

export const install = (chart, flags = '', options = {}) =>
  helm(['install', 'app', '<chart>', ...words(flags)], chart, options);

export const upgrade = (chart, flags = '', options = {}) =>
  helm(['upgrade', 'app', '<chart>', ...words(flags)], chart, options);

export const rollback = (flags = '', options = {}) =>
  helm(['rollback', 'app', ...words(flags)], undefined, options);

export const uninstall = (flags = '', options = {}) =>
  helm(['uninstall', 'app', ...words(flags)], undefined, options);

export const test = (flags = '', options = {}) =>
  helm(['test', 'app', ...words(flags)], undefined, options);

/** A change from outside, as somebody else would make it. */
export function kubectl(text, options = {}) {
  return {
    words: words(text),
    program: 'kubectl',
    ignoreOutput: true,
    ...options,
  };
}

/** Applies objects from outside. */
export function apply(objects, flags = '') {
  return kubectl(['apply', '-f', '-', ...words(flags)], {
    input: objects.map(object => JSON.stringify(object)).join('\n---\n'),
  });
}

export const secretPath = revision =>
  `/api/v1/namespaces/@ns@/secrets/sh.helm.release.v1.app.v${revision}`;

export const objectPath = (plural, name, root = '/api/v1') =>
  `${root}/namespaces/@ns@/${plural}/${name}`;

/** A chart with these objects. */
export const chartOf = (objects, more = {}) => ({ objects, ...more });

function withMetadata(object, { annotations, labels } = {}) {
  const { metadata, ...rest } = object;
  const more = {
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  const { apiVersion, kind, ...body } = rest;
  return { apiVersion, kind, metadata: { ...metadata, ...more }, ...body };
}

export const configMap = (name, data = { key: 'value' }, more) =>
  withMetadata(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data },
    more,
  );

export const secret = (name, stringData = { key: 'value' }, more) =>
  withMetadata(
    { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData },
    more,
  );

export const service = (name, port = 80, more) =>
  withMetadata(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector: { app: name }, ports: [{ name: 'http', port }] },
    },
    more,
  );

/** Of pods that become ready; `wish` as `never-ready` asks for another end. */
export function deployment(
  name,
  { image = 'app:1', replicas = 1, wish, more } = {},
) {
  const annotations = wish && { 'backstage-gitops.io/simulate': wish };
  return withMetadata(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: {
            labels: { app: name },
            ...(annotations && { annotations }),
          },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'main', image }],
          },
        },
      },
    },
    more,
  );
}

/** A Job whose pod ends well, or fails with `wish: 'fail'`. */
export function job(name, { wish, image = 'job:1', more } = {}) {
  const annotations = wish && { 'backstage-gitops.io/simulate': wish };
  return withMetadata(
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: {
        backoffLimit: 0,
        template: {
          metadata: annotations ? { annotations } : {},
          spec: {
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'main', image }],
          },
        },
      },
    },
    more,
  );
}

/** A pod that ends well, or not. */
export const pod = (name, { wish, more = {} } = {}) =>
  withMetadata(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'main', image: 'pod:1' }],
      },
    },
    {
      ...more,
      annotations: {
        ...(wish && { 'backstage-gitops.io/simulate': wish }),
        ...more.annotations,
      },
    },
  );

/** Annotations that make an object a hook. */
export const hook = (events, { weight, deletePolicy, outputLog } = {}) => ({
  annotations: {
    'helm.sh/hook': events,
    ...(weight !== undefined && { 'helm.sh/hook-weight': String(weight) }),
    ...(deletePolicy && { 'helm.sh/hook-delete-policy': deletePolicy }),
    ...(outputLog && { 'helm.sh/hook-output-log-policy': outputLog }),
  },
});

/** A CRD of the scenario's own: its group has the namespace in it. */
export function crd(kind, versions = ['v1'], more) {
  const singular = kind.toLowerCase();
  const group = '@ns@.example.org';
  return withMetadata(
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${singular}s.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: {
          kind,
          singular,
          plural: `${singular}s`,
          listKind: `${kind}List`,
        },
        versions: versions.map((name, index) => ({
          name,
          served: true,
          storage: index === 0,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
        })),
      },
    },
    more,
  );
}

export const custom = (kind, name, spec = { a: 1 }) => ({
  apiVersion: '@ns@.example.org/v1',
  kind,
  metadata: { name },
  spec,
});

/** What Helm writes to what belongs to a release. */
export const owned = (release = 'app', namespace = '@ns@') => ({
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: {
    'meta.helm.sh/release-name': release,
    'meta.helm.sh/release-namespace': namespace,
  },
});
