import type { KindSamples } from '../types';

const flux = {
  distribution: { version: '2.x', registry: 'ghcr.io/fluxcd' },
};
const start = {
  kind: 'GitRepository',
  path: 'clusters/app',
  ref: 'refs/heads/main',
  url: 'https://git.example.com/fleet.git',
};

export const fluxInstance: KindSamples = {
  good: {
    minimal: flux,
    full: {
      cluster: {
        domain: 'cluster.local',
        multitenant: true,
        multitenantWorkloadIdentity: true,
        networkPolicy: false,
        objectLevelWorkloadIdentity: true,
        size: 'large',
        tenantDefaultDecryptionServiceAccount: 'a',
        tenantDefaultKubeConfigServiceAccount: 'b',
        tenantDefaultServiceAccount: 'c',
        type: 'openshift',
      },
      commonMetadata: { annotations: { a: 'b' }, labels: { c: 'd' } },
      components: ['source-controller'],
      distribution: {
        artifact: 'oci://ghcr.io/manifests',
        artifactPullSecret: 'a',
        imagePullSecret: 'b',
        registry: 'ghcr.io/fluxcd',
        variant: 'enterprise-alpine',
        version: '2.9.0',
      },
      kustomize: { patches: [{ patch: '[]', target: { kind: 'Deployment' } }] },
      migrateResources: false,
      sharding: { key: 'k', shards: ['a', 'b'], storage: 'persistent' },
      storage: { class: 'standard', size: '10Gi' },
      sync: {
        ...start,
        interval: '1m',
        name: 'flux-system',
        provider: 'github',
        pullSecret: 'token',
      },
      wait: false,
    },
    'cluster takes its defaults': { ...flux, cluster: {} },
    'sync takes its defaults': { ...flux, sync: start },
  },
  tricky: {
    'persistent shards without storage': {
      ...flux,
      sharding: { shards: ['a'], storage: 'persistent' },
    },
    'no shards': { ...flux, sharding: { shards: [] } },
    'tenants need workload identities of objects': {
      ...flux,
      cluster: { multitenantWorkloadIdentity: true },
    },
    'gcp for Git': { ...flux, sync: { ...start, provider: 'gcp' } },
    'github for OCI': {
      ...flux,
      sync: { ...start, kind: 'OCIRepository', provider: 'github' },
    },
    'name for sync at creation': { ...flux, sync: { ...start, name: 'a' } },
  },
  objects: {
    'another name': { metadata: { name: 'app' }, spec: flux },
    'another name and a missing field': { metadata: { name: 'app' }, spec: {} },
  },
};

export const fluxReport: KindSamples = {
  good: {
    minimal: { distribution: { entitlement: 'a', status: 'b' } },
    full: {
      cluster: { nodes: 3, platform: 'linux/amd64', serverVersion: 'v1.35.0' },
      components: [{ image: 'a', name: 'b', ready: true, status: 'c' }],
      distribution: {
        entitlement: 'a',
        managedBy: 'b',
        status: 'c',
        version: 'd',
      },
      operator: { apiVersion: 'a', platform: 'b', version: 'c' },
      reconcilers: [
        {
          apiVersion: 'a/v1',
          kind: 'A',
          stats: { failing: 0, running: 1, suspended: 2, totalSize: '1 MiB' },
        },
      ],
      sync: { id: 'a', path: 'b', ready: true, source: 'c', status: 'd' },
    },
  },
  tricky: {},
  objects: {
    'another name': {
      metadata: { name: 'app' },
      spec: { distribution: { entitlement: 'a', status: 'b' } },
    },
  },
};

const set = {
  resources: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }],
};

export const resourceSet: KindSamples = {
  good: {
    minimal: set,
    full: {
      commonMetadata: { annotations: { a: 'b' }, labels: { c: 'd' } },
      dependsOn: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          name: 'a',
          namespace: 'b',
          ready: true,
          readyExpr: 'true',
        },
      ],
      inputStrategy: { includeEmptyProviders: true, name: 'Permute' },
      inputs: [{ tenant: 'a', count: 3, list: [1], map: { b: null } }],
      inputsFrom: [
        {
          apiVersion: 'fluxcd.controlplane.io/v1',
          kind: 'ResourceSetInputProvider',
          name: 'a',
        },
        {
          selector: {
            matchExpressions: [{ key: 'a', operator: 'Exists', values: [] }],
            matchLabels: { a: 'b' },
          },
        },
      ],
      serviceAccountName: 'app',
      steps: [
        { name: 'a', resources: set.resources, timeout: '1m' },
        { name: 'b', resourcesTemplate: 'x' },
      ],
      wait: true,
    },
    'text template': { resourcesTemplate: 'x' },
  },
  tricky: {
    'nothing to apply': { inputs: [] },
    'steps and resources': { ...set, steps: [{ name: 'a', ...set }] },
    'no steps': { steps: [] },
    'step without resources': { steps: [{ name: 'a' }] },
    'two steps of one name': {
      steps: [
        { name: 'a', ...set },
        { name: 'a', ...set },
      ],
    },
    'too many steps': {
      steps: Array.from({ length: 21 }, (_, at) => ({
        name: `s${at}`,
        ...set,
      })),
    },
    'empty providers with Flatten': {
      ...set,
      inputStrategy: { name: 'Flatten', includeEmptyProviders: false },
    },
    'provider by name and selector': {
      ...set,
      inputsFrom: [{ name: 'a', selector: {} }],
    },
    'provider by nothing': { ...set, inputsFrom: [{}] },
    'text as input': { ...set, inputs: ['a'] },
    'null in an input': { ...set, inputs: [{ a: null }] },
    'list as resource': { resources: [[]] },
  },
};

const artifacts = { matchLabels: { a: 'b' } };

export const resourceSetInputProvider: KindSamples = {
  good: {
    minimal: { type: 'Static' },
    full: {
      certSecretRef: { name: 'ca' },
      defaultValues: { a: 1, b: { c: [null] } },
      filter: {
        excludeBranch: 'a',
        excludeEnvironment: 'b',
        excludeTag: 'c',
        includeBranch: 'd',
        includeEnvironment: 'e',
        includeTag: 'f',
        labels: ['g'],
        limit: 10,
        semver: '1.x',
      },
      insecure: false,
      schedule: [{ cron: '0 8 * * 1-5', timeZone: 'UTC', window: '8h' }],
      secretRef: { name: 'token' },
      skip: { labels: ['wip'] },
      type: 'GitHubPullRequest',
      url: 'https://github.com/example/app',
    },
    'external artifacts': {
      type: 'ExternalArtifact',
      serviceAccountName: 'a',
      selectors: [
        artifacts,
        { name: 'a', namespace: 'b' },
        { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
      ],
    },
    'filter and schedule take their defaults': {
      type: 'Static',
      filter: {},
      schedule: [{ cron: '@daily' }],
    },
    'insecure registry': {
      type: 'OCIArtifactTag',
      url: 'oci://registry.example.com/app',
      insecure: true,
    },
  },
  tricky: {
    'address for Static': { type: 'Static', url: 'https://a' },
    'address for ExternalArtifact': {
      type: 'ExternalArtifact',
      url: 'https://a',
      selectors: [artifacts],
    },
    'no address': { type: 'GitHubTag' },
    'oci address for Git': { type: 'GitLabTag', url: 'oci://a/b' },
    'empty address for Git': { type: 'GitLabTag', url: '' },
    'oci address for Azure': { type: 'AzureDevOpsTag', url: 'oci://a/b' },
    'http address for CodeCommit': {
      type: 'AWSCodeCommitTag',
      url: 'http://a/b',
    },
    'https address for a registry': {
      type: 'ACRArtifactTag',
      url: 'https://a/b',
    },
    'registry without path': { type: 'ECRArtifactTag', url: 'oci://a' },
    'oci address for a service': { type: 'ExternalService', url: 'oci://a/b' },
    'http address for a service': { type: 'ExternalService', url: 'http://a' },
    'insecure Git': { type: 'GiteaTag', url: 'https://a', insecure: true },
    'service account for Git': {
      type: 'GiteaTag',
      url: 'https://a',
      serviceAccountName: 'a',
    },
    'certificate for Static': { type: 'Static', certSecretRef: { name: 'a' } },
    'secret for Static': { type: 'Static', secretRef: { name: 'a' } },
    'ExternalArtifact without selectors': { type: 'ExternalArtifact' },
    'ExternalArtifact with no selector': {
      type: 'ExternalArtifact',
      selectors: [],
    },
    'selectors for Static': { type: 'Static', selectors: [artifacts] },
    'selector by name and labels': {
      type: 'ExternalArtifact',
      selectors: [{ name: 'a', ...artifacts }],
    },
    'high limit': { type: 'Static', filter: { limit: 10001 } },
    'type is missing': { url: 'https://a' },
  },
};
