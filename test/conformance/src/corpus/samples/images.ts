import type { KindSamples } from '../types';

const scan = { image: 'registry.example.com/app', interval: '1m' };

export const imageRepository: KindSamples = {
  good: {
    minimal: scan,
    full: {
      ...scan,
      accessFrom: { namespaceSelectors: [{ matchLabels: { a: 'b' } }] },
      certSecretRef: { name: 'ca' },
      exclusionList: ['^.*-dev$'],
      insecure: true,
      provider: 'azure',
      proxySecretRef: { name: 'proxy' },
      secretRef: { name: 'pull' },
      serviceAccountName: 'images',
      suspend: true,
      timeout: '30s',
    },
    'empty exclusion list': { ...scan, exclusionList: [] },
  },
  tricky: {
    'null exclusion list takes the default': { ...scan, exclusionList: null },
  },
  objects: {
    'v1beta2 as articles have it': {
      apiVersion: 'image.toolkit.fluxcd.io/v1beta2',
      spec: { ...scan, secretRef: { name: 'ghcr-pull-secret' } },
    },
  },
};

const choose = {
  imageRepositoryRef: { name: 'app' },
  policy: { semver: { range: '>=1.0.0' } },
};

export const imagePolicy: KindSamples = {
  good: {
    minimal: choose,
    full: {
      digestReflectionPolicy: 'Always',
      filterTags: { extract: '$ts', pattern: '^(?P<ts>.*)$' },
      imageRepositoryRef: { name: 'app', namespace: 'apps' },
      interval: '10m',
      policy: {
        alphabetical: { order: 'desc' },
        numerical: { order: 'asc' },
        semver: { range: '1.x' },
      },
      suspend: true,
    },
    'orders are filled in': {
      ...choose,
      policy: { alphabetical: {}, numerical: {} },
    },
  },
  tricky: {
    'interval without Always': { ...choose, interval: '1m' },
    'interval with IfNotPresent': {
      ...choose,
      interval: '1m',
      digestReflectionPolicy: 'IfNotPresent',
    },
    'Always without interval': { ...choose, digestReflectionPolicy: 'Always' },
    'null policy': { ...choose, policy: null },
    'empty policy': { ...choose, policy: {} },
  },
  objects: {
    'v1beta2 as articles have it': {
      apiVersion: 'image.toolkit.fluxcd.io/v1beta2',
      spec: choose,
    },
  },
};

const update = {
  interval: '1m',
  sourceRef: { kind: 'GitRepository', name: 'app' },
};
const author = { email: 'bot@example.com' };

export const imageUpdateAutomation: KindSamples = {
  good: {
    minimal: update,
    full: {
      git: {
        checkout: { ref: { branch: 'main', commit: 'c', name: 'n', tag: 't' } },
        commit: {
          author: { email: 'bot@example.com', name: 'bot' },
          messageTemplate: '{{ .Values.a }}',
          messageTemplateValues: { a: 'b' },
          signingKey: { secretRef: { name: 'key' }, type: 'gpg' },
        },
        push: { branch: 'main', options: { a: 'b' }, refspec: 'r' },
      },
      interval: '1m',
      policySelector: {
        matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }],
        matchLabels: { c: 'd' },
      },
      sourceRef: {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        name: 'app',
        namespace: 'apps',
      },
      suspend: true,
      update: { path: './apps', strategy: 'Setters' },
    },
    'kind of the source is filled in': {
      ...update,
      sourceRef: { name: 'app' },
    },
    'strategy is filled in': { ...update, update: { path: './apps' } },
  },
  tricky: {
    'null update takes the default': { ...update, update: null },
    'checkout without ref': {
      ...update,
      git: { checkout: {}, commit: { author } },
    },
    'commit without author': { ...update, git: { commit: {} } },
  },
  objects: {
    'v1beta2 as articles have it': {
      apiVersion: 'image.toolkit.fluxcd.io/v1beta2',
      spec: {
        ...update,
        git: {
          checkout: { ref: { branch: 'main' } },
          commit: { author, messageTemplate: 'Update images\n' },
          push: { branch: 'main' },
        },
        update: { path: './apps/payments', strategy: 'Setters' },
      },
    },
  },
};
