import type { KindSamples } from '../types';

const apply = {
  interval: '5m',
  prune: true,
  sourceRef: { kind: 'GitRepository', name: 'app' },
};
const target = {
  annotationSelector: 'a=b',
  group: 'apps',
  kind: 'Deployment',
  labelSelector: 'c=d',
  name: 'app',
  namespace: 'apps',
  version: 'v1',
};

export const kustomization: KindSamples = {
  good: {
    minimal: apply,
    full: {
      ...apply,
      buildMetadata: ['originAnnotations'],
      commonMetadata: { annotations: { a: 'b' }, labels: { c: 'd' } },
      components: ['../component'],
      decryption: {
        provider: 'sops',
        secretRef: { name: 'age' },
        serviceAccountName: 'kms',
      },
      deletionPolicy: 'Orphan',
      dependsOn: [{ name: 'a', namespace: 'b', readyExpr: 'true' }],
      force: true,
      healthCheckExprs: [
        {
          apiVersion: 'a/v1',
          current: 'true',
          failed: 'false',
          inProgress: 'false',
          kind: 'A',
        },
      ],
      healthChecks: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'a',
          namespace: 'b',
        },
      ],
      ignore: [{ paths: ['/spec/replicas'], target }],
      ignoreMissingComponents: true,
      images: [{ name: 'app', newName: 'a', newTag: '1', digest: 'd' }],
      kubeConfig: { secretRef: { name: 'remote', key: 'value' } },
      namePrefix: 'a-',
      nameSuffix: '-z',
      patches: [{ patch: '[]', target }],
      path: './apps',
      postBuild: {
        substitute: { name: 'value' },
        substituteFrom: [{ kind: 'ConfigMap', name: 'vars', optional: true }],
        substituteStrategy: 'Always',
      },
      retryInterval: '1m',
      serviceAccountName: 'app',
      sourceRef: {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        name: 'app',
        namespace: 'apps',
      },
      suspend: true,
      targetNamespace: 'apps',
      timeout: '2m',
      wait: true,
    },
    'optional is filled in': {
      ...apply,
      postBuild: { substituteFrom: [{ kind: 'Secret', name: 'vars' }] },
    },
    'remote cluster by a ConfigMap': {
      ...apply,
      kubeConfig: { configMapRef: { name: 'remote' } },
    },
  },
  tricky: {
    'as printed, without interval and prune': {
      serviceAccountName: 'team-a-reconciler',
      targetNamespace: 'team-a',
      path: './tenants/team-a/apps',
      sourceRef: { kind: 'GitRepository', name: 'fleet-repo' },
    },
    'nothing at all': {},
    'kubeConfig without reference': { ...apply, kubeConfig: {} },
    'kubeConfig with both references': {
      ...apply,
      kubeConfig: { secretRef: { name: 'a' }, configMapRef: { name: 'b' } },
    },
    'rule and missing field': { interval: '1m', kubeConfig: {} },
    'numbers as substitutes': {
      ...apply,
      postBuild: { substitute: { replicas: 3, on: true, 'a.b': 1 } },
    },
    'null substitute': { ...apply, postBuild: { substitute: { a: null } } },
    'text as prune': { ...apply, prune: 'true' },
    'null prune': { ...apply, prune: null },
    'fields in the wrong case': { ...apply, Path: './a', PRUNE: false },
    'HelmRepository as source': {
      ...apply,
      sourceRef: { kind: 'HelmRepository', name: 'a' },
    },
    'list instead of one object': { ...apply, sourceRef: [apply.sourceRef] },
  },
  objects: {
    'v1beta2 with validation': {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta2',
      spec: { ...apply, validation: 'client' },
    },
    'v1beta2 with a wrong validation': {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta2',
      spec: { ...apply, validation: 'all' },
    },
    'version that is not served': {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v9',
      spec: apply,
    },
  },
};

const chart = {
  spec: {
    chart: 'app',
    sourceRef: { kind: 'HelmRepository', name: 'charts' },
  },
};
const release = { interval: '10m', chart };

export const helmRelease: KindSamples = {
  good: {
    minimal: release,
    'minimal with chartRef': {
      interval: '10m',
      chartRef: { kind: 'OCIRepository', name: 'app' },
    },
    full: {
      interval: '10m',
      chart: {
        metadata: { annotations: { a: 'b' }, labels: { c: 'd' } },
        spec: {
          chart: 'app',
          ignoreMissingValuesFiles: true,
          interval: '1h',
          reconcileStrategy: 'Revision',
          sourceRef: {
            apiVersion: 'source.toolkit.fluxcd.io/v1',
            kind: 'HelmRepository',
            name: 'charts',
            namespace: 'flux-system',
          },
          valuesFiles: ['values.yaml'],
          verify: { provider: 'cosign', secretRef: { name: 'keys' } },
          version: '4.x',
        },
      },
      commonMetadata: { annotations: { a: 'b' }, labels: { c: 'd' } },
      dependsOn: [{ name: 'a', namespace: 'b', readyExpr: 'true' }],
      driftDetection: {
        ignore: [{ paths: ['/spec'], target }],
        mode: 'enabled',
      },
      healthCheckExprs: [{ apiVersion: 'a/v1', current: 'true', kind: 'A' }],
      install: {
        crds: 'CreateReplace',
        createNamespace: true,
        disableHooks: true,
        disableOpenAPIValidation: true,
        disableSchemaValidation: true,
        disableTakeOwnership: true,
        disableWait: true,
        disableWaitForJobs: true,
        remediation: {
          ignoreTestFailures: true,
          remediateLastFailure: true,
          retries: 3,
        },
        replace: true,
        serverSideApply: true,
        skipCRDs: true,
        strategy: { name: 'RetryOnFailure', retryInterval: '5m' },
        timeout: '5m',
      },
      kubeConfig: { secretRef: { name: 'remote' } },
      maxHistory: 5,
      persistentClient: false,
      postRenderStrategy: 'combined',
      postRenderers: [
        {
          kustomize: {
            images: [{ name: 'app', newTag: '1' }],
            patches: [{ patch: '[]', target }],
          },
        },
      ],
      releaseName: 'app',
      rollback: {
        cleanupOnFail: true,
        disableHooks: true,
        disableWait: true,
        disableWaitForJobs: true,
        force: true,
        recreate: true,
        serverSideApply: 'auto',
        timeout: '5m',
      },
      serviceAccountName: 'app',
      storageNamespace: 'apps',
      suspend: true,
      targetNamespace: 'apps',
      test: {
        enable: true,
        filters: [{ name: 'a', exclude: true }],
        ignoreFailures: true,
        timeout: '5m',
      },
      timeout: '5m',
      uninstall: {
        deletionPropagation: 'orphan',
        disableHooks: true,
        disableWait: true,
        keepHistory: true,
        timeout: '5m',
      },
      upgrade: {
        chartNameChangeStrategy: 'Reinstall',
        cleanupOnFail: true,
        crds: 'Skip',
        disableHooks: true,
        disableOpenAPIValidation: true,
        disableSchemaValidation: true,
        disableTakeOwnership: true,
        disableWait: true,
        disableWaitForJobs: true,
        force: true,
        preserveValues: true,
        remediation: {
          ignoreTestFailures: true,
          remediateLastFailure: true,
          retries: -1,
          strategy: 'rollback',
        },
        serverSideApply: 'disabled',
        strategy: { name: 'RemediateOnFailure' },
        timeout: '5m',
      },
      values: { replicas: 3, list: [1, { a: null }], nothing: null },
      valuesFrom: [
        {
          kind: 'Secret',
          literal: true,
          name: 'values',
          optional: true,
          targetPath: 'a.b[0].c\\.d/e',
          valuesKey: 'values.yaml',
        },
      ],
      waitStrategy: { name: 'legacy' },
    },
    'uninstall takes its default': { ...release, uninstall: {} },
  },
  tricky: {
    'neither chart nor chartRef': { interval: '1m' },
    'chart and chartRef': {
      ...release,
      chartRef: { kind: 'HelmChart', name: 'a' },
    },
    'null chart counts as none': { interval: '1m', chart: null },
    'chart without spec': { interval: '1m', chart: {} },
    'retry interval for remediation at install': {
      ...release,
      install: {
        strategy: { name: 'RemediateOnFailure', retryInterval: '1m' },
      },
    },
    'retry interval for remediation at upgrade': {
      ...release,
      upgrade: {
        strategy: { name: 'RemediateOnFailure', retryInterval: '1m' },
      },
    },
    'list as values': { ...release, values: [1] },
    'text as values': { ...release, values: 'a: 1' },
    'null values': { ...release, values: null },
    'comma in the target path': {
      ...release,
      valuesFrom: [{ kind: 'Secret', name: 'a', targetPath: 'a,b' }],
    },
    'long index in the target path': {
      ...release,
      valuesFrom: [{ kind: 'Secret', name: 'a', targetPath: 'a[123456]' }],
    },
    'fraction as history': { ...release, maxHistory: 1.5 },
    'whole float as history': { ...release, maxHistory: 3.0 },
    'multibyte release name': { ...release, releaseName: 'ä'.repeat(54) },
    'multibyte release name that fits': {
      ...release,
      releaseName: 'ä'.repeat(53),
    },
    'three rules at once': {
      interval: '1m',
      kubeConfig: {},
      install: {
        strategy: { name: 'RemediateOnFailure', retryInterval: '1m' },
      },
    },
  },
  objects: {
    v2beta2: { apiVersion: 'helm.toolkit.fluxcd.io/v2beta2', spec: release },
  },
};
